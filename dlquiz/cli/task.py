"""What an exercise asks for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.cli.output import PASSED
from dlquiz.model import ExerciseMeta

if TYPE_CHECKING:
    from rich.console import RenderableType


class Task(Struct, frozen=True):
    """`show`: an exercise with its prompt; `file` is where the learner writes it, if there is a workspace."""

    meta: ExerciseMeta
    prompt: str
    file: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """All but hints and answers."""
        meta = self.meta
        return {
            "exercise": meta.slug,
            "topic": meta.topic,
            "title": meta.title,
            "kind": meta.kind,
            "difficulty": meta.difficulty,
            "minutes": meta.minutes,
            "entry": meta.entry,
            "after": meta.after,
            "forbids": meta.forbids,
            "sources": meta.sources,
            "file": self.file,
            "prompt": self.prompt,
        }

    def screens(self) -> "Iterator[RenderableType]":
        """The prompt in its box."""
        from dlquiz.view.prompt import prompt_view

        yield prompt_view(self.meta, self.prompt, path=self.file)
