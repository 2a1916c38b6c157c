"""A newer release in a workspace: stubs that nobody has written in become the new ones, everything else stays.

In this order, so that it can be broken off anywhere and done again: the release is put beside the old one, the stubs
are brought up to date, and at last dlquiz.yaml names the new release.
"""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from dlquiz.bank import Bank
from dlquiz.bank.delivery import Delivery
from dlquiz.errors import BankError, UsageError
from dlquiz.model import ExerciseMeta
from dlquiz.practice import files
from dlquiz.practice.workspace import Workspace

COURSES = "courses"  # in the folder of what dlquiz itself keeps


class Change(Struct, frozen=True):
    """What became of one exercise.

    replaced: `file` is the new stub. beside: `file` stays, `new` holds the new stub. moved: the exercise has another
    topic; `new` is a copy of `file` there. gone: the course does not have it any more; `file` stays.
    """

    slug: str
    kind: Literal["replaced", "beside", "moved", "gone"]
    file: Path
    new: Path | None = None
    before: str = ""  # the old stub and the new one
    after: str = ""


def update(workspace: Workspace, old: Bank | None, delivery: Delivery) -> tuple[Change, ...]:
    """Bring a release to a workspace.

    Args:
        old: the bank that the workspace has been practised from; None if it is lost. Then every file counts as written.

    Raises:
        UsageError: something can't be written. Then the workspace is as it was, or the same update can be made again.
    """
    courses = workspace.state / COURSES
    target = courses / delivery.manifest.release
    delivery.install(target)
    changes = tuple(_changes(workspace, old, Bank(target)))
    if workspace.bank != str(target):
        workspace.change_bank(target.relative_to(workspace.root))
    for former in courses.iterdir():
        if former != target:
            shutil.rmtree(former, ignore_errors=True)
    return changes


def _changes(workspace: Workspace, old: Bank | None, new: Bank) -> Iterator[Change]:
    for meta in new.metas():
        before = None if old is None else _meta(old, meta.slug)
        if before is not None and before.topic != meta.topic:
            yield from _moved(workspace, before, meta)
        stub = "" if old is None or before is None else old.stub(meta.slug)
        yield from _stub(workspace, meta, stub, new.stub(meta.slug))
    for meta in () if old is None else old.metas():
        if meta.slug not in new.slugs() and workspace.file(meta).is_file():
            yield Change(meta.slug, "gone", workspace.file(meta))


def _meta(bank: Bank, slug: str) -> ExerciseMeta | None:
    try:
        return bank.meta(slug)
    except (UsageError, BankError):  # it is new, or was broken
        return None


def _moved(workspace: Workspace, before: ExerciseMeta, after: ExerciseMeta) -> Iterator[Change]:
    old, new = workspace.file(before), workspace.file(after)
    if old.is_file():
        files.make_folder(new.parent)
        with files.told(old):
            content = old.read_bytes()
        if files.create(new, content):
            yield Change(after.slug, "moved", old, new)


def _stub(workspace: Workspace, meta: ExerciseMeta, before: str, after: str) -> Iterator[Change]:
    file = workspace.file(meta)
    if before == after or not file.is_file():
        return
    with files.told(file):
        present = file.read_bytes()
    if present == after.encode():
        return
    if present == before.encode():
        files.replace(file, after.encode())
        yield Change(meta.slug, "replaced", file, None, before, after)
    else:
        yield Change(meta.slug, "beside", file, _beside(file, after.encode()), before, after)


def _beside(file: Path, content: bytes) -> Path:
    """Write softmax.new.py; where that is another text, softmax.new2.py and so on."""
    for number in itertools.count(1):
        path = file.with_name(f"{file.stem}.new{number if number > 1 else ''}.py")
        if files.create(path, content):
            return path
        with files.told(path):
            if path.read_bytes() == content:
                return path
    raise AssertionError("unreachable")
