"""exercise.yaml: what it may hold, and the ExerciseMeta made of it."""

import math
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dlquiz.bank.files import shown
from dlquiz.bank.names import SLUG_FORM, TOPIC_FORM, is_slug, is_topic
from dlquiz.bank.typed import Keys, Text, convert, english, text_fault
from dlquiz.errors import BankError
from dlquiz.model import ExerciseMeta, Kind, Limits

FILES = ("exercise.yaml", "prompt.md", "stub.py", "checks.py")  # what every exercise folder has

MOST_FILES = 1024  # MiB
MOST_PROCESSES = 64

KEYS = Keys(
    {
        "title": "the name that a learner reads: a text, or one per language such as {en: …, ko: …}",
        "kind": "one of implement, repair, count, train, quiz",
        "difficulty": "a whole number from 1 to 5",
        "minutes": "the minutes that a learner needs, a whole number from 1 to 600",
        "entry": "a list of the functions and classes that the learner writes, each once",
        "after": "a list of the slugs taught before, each once, or [] for none",
        "forbids": "a list of shortcuts that skip the lesson, such as torch.nn.functional.softmax, or [] for none",
        "hints": "a list of three texts: the concept, the shape or step, almost the code",
        "sources": "a list of texts, at least one: where the exercise comes from",
        "limits": "a mapping with `seconds`, `memory`, `files` and `processes`, each optional",
        "limits.seconds": "the seconds for all checks together, a number above 0",
        "limits.memory": "the memory in MiB, a whole number above 0",
        "limits.files": f"the MiB that the code may write to a folder of its own, from 0 (no folder) to {MOST_FILES}",
        "limits.processes": f"the processes that the code may start, from 0 (none) to {MOST_PROCESSES}",
    }
)


class ExerciseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """exercise.yaml as it stands; `KEYS` says what each key holds."""

    title: Text
    kind: Kind
    difficulty: int
    minutes: int
    entry: tuple[str, ...]
    hints: tuple[Text, ...]
    sources: tuple[str, ...]
    after: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    limits: Limits = Limits()


def read_meta(folder: Path) -> ExerciseMeta:
    """The meta data of the exercise in `folder`, exercises/<topic>/<slug>.

    Raises:
        BankError: the folder's name, its files or its exercise.yaml break the contract.
    """
    from dlquiz.bank.yaml_files import read_yaml  # yaml costs 7 ms

    _check_folder(folder)
    path = folder / "exercise.yaml"
    raw = convert(read_yaml(path), ExerciseFile, path, KEYS)
    for key, fault in _faults(raw, folder.name):
        raise BankError(shown(path), f"`{key}` {fault}", KEYS.holds(key))
    return ExerciseMeta(
        slug=folder.name,
        topic=folder.parent.name,
        folder=str(folder),
        title=english(raw.title),
        kind=raw.kind,
        difficulty=raw.difficulty,
        minutes=raw.minutes,
        entry=raw.entry,
        after=raw.after,
        forbids=raw.forbids,
        hints=tuple(english(hint) for hint in raw.hints),
        sources=raw.sources,
        limits=raw.limits,
    )


def _check_folder(folder: Path) -> None:
    """Raise a BankError unless both names have the right form and the four files are there."""
    if not is_topic(folder.parent.name):
        raise BankError(
            shown(folder), f"`{folder.parent.name}` is no name for a topic", f"Rename that folder: {TOPIC_FORM}."
        )
    if not is_slug(folder.name):
        raise BankError(shown(folder), f"`{folder.name}` is no name for an exercise", f"Rename it: {SLUG_FORM}.")
    present = {entry.name for entry in folder.iterdir()}
    for name in FILES:
        if name not in present:
            raise BankError(shown(folder / name), "the file is missing", f"Add it: an exercise has {', '.join(FILES)}.")


def _faults(raw: ExerciseFile, slug: str) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with its value) for each rule that types can't express."""
    if fault := text_fault(raw.title):
        yield "title", fault
    if not 1 <= raw.difficulty <= 5:
        yield "difficulty", f"is {raw.difficulty}"
    if not 1 <= raw.minutes <= 600:
        yield "minutes", f"is {raw.minutes}"
    yield from _name_faults(raw, slug)
    if len(raw.hints) != 3:
        yield "hints", f"holds {len(raw.hints)}, not three"
    for index, hint in enumerate(raw.hints):
        if fault := text_fault(hint):
            yield f"hints[{index}]", fault
    if not raw.sources:
        yield "sources", "is empty"
    for key, texts in (("sources", raw.sources), ("forbids", raw.forbids)):
        for index, text in enumerate(texts):
            if not text.strip():
                yield f"{key}[{index}]", "is empty"
    if not (raw.limits.seconds > 0 and math.isfinite(raw.limits.seconds)):
        yield "limits.seconds", f"is {raw.limits.seconds:g}"
    if raw.limits.memory <= 0:
        yield "limits.memory", f"is {raw.limits.memory}"
    if not 0 <= raw.limits.files <= MOST_FILES:
        yield "limits.files", f"is {raw.limits.files}"
    if not 0 <= raw.limits.processes <= MOST_PROCESSES:
        yield "limits.processes", f"is {raw.limits.processes}"


def _name_faults(raw: ExerciseFile, slug: str) -> Iterator[tuple[str, str]]:
    if not raw.entry:
        yield "entry", "is empty"
    for index, name in enumerate(raw.entry):
        if not name.isidentifier():
            yield f"entry[{index}]", f"is `{name}`, which is no name of Python's"
        if name in raw.entry[:index]:
            yield f"entry[{index}]", f"names `{name}` a second time"
    for index, name in enumerate(raw.after):
        if not is_slug(name):
            yield f"after[{index}]", f"is `{name}`, which is no slug"
        if name == slug:
            yield f"after[{index}]", "names the exercise itself"
        if name in raw.after[:index]:
            yield f"after[{index}]", f"names `{name}` a second time"
