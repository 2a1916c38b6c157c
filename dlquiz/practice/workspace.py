"""The learner's folder: `dlquiz.yaml`, one file per exercise, and `.dlquiz/` with progress and backups."""

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta
from dlquiz.practice import files

MARKER = "dlquiz.yaml"
DEFAULT = "practice"  # the folder that `next` makes
_MARKER_TEXT = b"# A dlquiz workspace: `dlquiz next` goes on here.\nversion: 1\n"


class _Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What dlquiz.yaml may say."""

    version: int
    bank: str | None = None


class Workspace(msgspec.Struct, frozen=True):
    """A folder of exercises. `bank` is the bank that dlquiz.yaml names, if it names one."""

    root: Path
    bank: str | None = None

    @classmethod
    def find(cls, start: Path) -> "Workspace | None":
        """The workspace that `start` lies in or that lies in `start`, the nearest first; None where there is none."""
        candidates = [start, start / DEFAULT, *start.parents]
        return next((cls.open(folder) for folder in candidates if is_workspace(folder)), None)

    @classmethod
    def open(cls, root: Path) -> "Workspace":
        """The workspace in `root`. Raises UsageError if there is none or if its dlquiz.yaml is wrong."""
        marker = root / MARKER
        if not is_workspace(root):
            raise UsageError(f"{root} is not a workspace: it has no {MARKER}. Make one: dlquiz next --workspace {root}")
        with files.told(marker):
            settings = _parse(marker, marker.read_bytes())
        bank = None if settings.bank is None else os.path.normpath(root / Path(settings.bank).expanduser())
        return cls(root, bank)

    @classmethod
    def make(cls, root: Path, bank: str | None = None) -> "Workspace":
        """Make a workspace in `root`; what is there already stays. `bank` is remembered in dlquiz.yaml.

        By its path from here where the workspace lies inside of it, so that both can be moved together.
        """
        files.make_folder(root)
        place = None if bank is None else Path(os.path.normpath(Path(bank).absolute()))
        if place is not None and root.is_relative_to(place):
            place = Path(os.path.relpath(place, root))
        files.create(root / MARKER, _text(None if place is None else str(place)))
        return cls.open(root)

    def change_bank(self, bank: Path) -> "Workspace":
        """Remember another bank in dlquiz.yaml, and leave the rest of it as it stands. Raises UsageError."""
        marker, line = self.root / MARKER, b"bank: " + msgspec.json.encode(str(bank))
        with files.told(marker):
            lines = [kept for kept in marker.read_bytes().splitlines() if not kept.startswith(b"bank:")]
        files.replace(marker, b"\n".join([*lines, line]) + b"\n")
        return self.open(self.root)

    @property
    def state(self) -> Path:
        """The folder of what dlquiz itself keeps."""
        return self.root / ".dlquiz"

    def file(self, meta: ExerciseMeta) -> Path:
        """Where the learner writes this exercise."""
        return self.root / meta.topic / f"{meta.slug}.py"

    def serve(self, meta: ExerciseMeta, stub: str) -> bool:
        """Copy the stub, unless the file is there already. True if it was copied. Raises UsageError."""
        file = self.file(meta)
        files.make_folder(file.parent)
        return files.create(file, stub.encode())


def is_workspace(folder: Path) -> bool:
    """Whether there is a dlquiz.yaml that can be seen."""
    try:
        return (folder / MARKER).is_file()
    except OSError:  # a folder above may be closed to us
        return False


def _text(bank: str | None) -> bytes:
    """A new dlquiz.yaml."""
    return _MARKER_TEXT + (b"" if bank is None else b"bank: " + msgspec.json.encode(bank) + b"\n")


def _as_made(content: bytes) -> _Settings | None:
    """What a dlquiz.yaml says that nobody has changed; None for any other, to be read as YAML, which takes 7 ms."""
    bank = None
    with suppress(msgspec.DecodeError):
        if content.startswith(_MARKER_TEXT + b"bank: "):
            bank = msgspec.json.decode(content.removeprefix(_MARKER_TEXT + b"bank: "), type=str)
    return _Settings(1, bank) if content == _text(bank) else None


def _parse(marker: Path, content: bytes) -> _Settings:
    if (settings := _as_made(content)) is not None:
        return settings
    import msgspec.yaml

    try:
        settings = msgspec.yaml.decode(content, type=_Settings)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = " ".join(str(error).split())
        raise UsageError(f"{marker}: {problem}. It holds `version: 1` and, if you like, `bank: DIR`.") from error
    if settings.version != 1:
        raise UsageError(f"{marker}: version {settings.version} is of a newer dlquiz. Update: pip install -U dlquiz")
    return settings
