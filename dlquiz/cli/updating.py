"""`update`: a newer release of the course in a workspace."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.bank import Bank
from dlquiz.bank.delivery import receive
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import NO_WORKSPACE, find_workspace, shown
from dlquiz.errors import UsageError
from dlquiz.practice import Workspace, find_bank
from dlquiz.practice.updating import Change
from dlquiz.practice.updating import update as bring

if TYPE_CHECKING:
    from rich.console import RenderableType


class Updated(Struct, frozen=True):
    """The workspace is practised from a newer release."""

    course: str
    release: str
    changes: Sequence[Change]
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Without the stubs themselves."""
        changes = [
            {
                "exercise": change.slug,
                "change": change.kind,
                "file": str(change.file),
                "new": None if change.new is None else str(change.new),
            }
            for change in self.changes
        ]
        return {"course": self.course, "release": self.release, "changes": changes}

    def screens(self) -> "Iterator[RenderableType]":
        """A sentence for each exercise that has changed; the difference of the stubs where the learner has written."""
        from dlquiz.view.notices import notice_view
        from dlquiz.view.solution import difference_view

        yield notice_view(f"The course is now release {self.release} of {self.course}.")
        for change in self.changes:
            yield ""
            yield notice_view(told(change))
            if change.kind == "beside" and change.before:
                yield difference_view(change.before, change.after)


def told(change: Change) -> str:
    """What became of an exercise."""
    file, new = shown(change.file), "" if change.new is None else shown(change.new)
    match change.kind:
        case "replaced":
            return f"{file}: you had not changed it; it is the new stub."
        case "moved":
            return f"{change.slug} has moved to another topic: your file is copied to {new}. {file} stays."
        case "gone":
            return f"{change.slug} is not part of the course any more. {file} stays."
    return f"{file} stays as you wrote it. The stub has changed; the new one lies beside it: {new}"


def update(place: Path | None, bank: str | None, source: Path) -> Updated:
    """Bring the release in a folder or zip to a workspace.

    Args:
        place: what --workspace says.
        bank: what --bank says: where the workspace has been practised from, if dlquiz.yaml does not say so.

    Raises:
        UsageError, BankError: there is no workspace, or no release that can be read; something can't be written.
    """
    workspace = find_workspace(place)
    if workspace is None:
        raise UsageError(NO_WORKSPACE)
    delivery = receive(source.expanduser())
    changes = bring(workspace, _old(workspace, bank), delivery)
    return Updated(delivery.manifest.course, delivery.manifest.release, changes)


def _old(workspace: Workspace, bank: str | None) -> Bank | None:
    """The bank so far; None where it is gone, which a release that comes anew mends."""
    try:
        return find_bank(bank, workspace)
    except UsageError:
        if bank is not None:
            raise
        return None
