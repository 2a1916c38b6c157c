"""A release as it arrives, a folder or a zip: read whole in memory and held against its manifest, and put in place.

Of a zip only the members that the manifest names are read, by name, with a bound on what their headers say; nothing is
unpacked to a path that the zip chose.
"""

import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dlquiz.bank.manifest import FILE, Manifest, digest, parse_manifest
from dlquiz.errors import UsageError

LARGEST = 512 * 2**20  # bytes of all files of a release; fifty exercises have 20 MiB
MOST_FILES = 20_000
NAME = re.compile(r"(?!.*(^|/)\.)[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others are unpacked without a bound
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
Read = Callable[[str], bytes]  # a file by its path with "/"; KeyError and OSError where there is none


class Delivery:
    """The manifest and all files of a release."""

    def __init__(self, manifest: Manifest, files: dict[str, bytes]) -> None:
        self.manifest, self.files = manifest, files

    def install(self, target: Path) -> None:
        """Put it into the folder `target`, whole or not at all; what else is there is replaced. Raises UsageError."""
        if self._is_in(target):
            return
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
            try:
                for name, content in self.files.items():
                    path = draft / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
                if target.exists():
                    target.rename(draft / ".former")
                draft.rename(target)
                shutil.rmtree(target / ".former", ignore_errors=True)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        except OSError as error:
            raise UsageError(f"{target} can't be written ({error.strerror}). Nothing was changed") from None

    def _is_in(self, target: Path) -> bool:
        try:
            return all((target / name).read_bytes() == content for name, content in self.files.items())
        except OSError:
            return False


def receive(source: Path) -> Delivery:
    """The release in a folder or a zip.

    Raises:
        UsageError: it is none, is not whole, or can't be read.
        BankError: it was made by a newer dlquiz.
    """
    if source.is_dir():
        return _whole(source, lambda name: (source / name).read_bytes())
    if not source.is_file():
        raise UsageError(f"there is no {source}. Name the folder or the zip of a release")
    with _opened(source) as read:
        return _whole(source, read)


def _whole(source: Path, read: Read) -> Delivery:
    try:
        data = read(FILE)
    except (KeyError, *BROKEN):
        raise UsageError(f"{source} is no release: it has no {FILE} that can be read") from None
    manifest = parse_manifest(data, source / FILE)
    if len(manifest.files) > MOST_FILES:
        raise UsageError(f"{source} holds more than {MOST_FILES} files; it can't be a release of dlquiz")
    files, left = {FILE: data}, LARGEST
    for name, due in manifest.files.items():
        if not NAME.fullmatch(name):
            raise UsageError(f"{source} holds {name[:80]!r}, which dlquiz never puts there")
        try:
            files[name] = read(name)
        except (KeyError, *BROKEN):
            raise UsageError(f"{name} is missing in {source}, or can't be read. Get the release again") from None
        left -= len(files[name])
        if left < 0:
            raise UsageError(f"{source} holds more than {LARGEST >> 20} MiB; it can't be a release of dlquiz")
        if digest(files[name]) != due:
            raise UsageError(f"{name} in {source} is not as it was released. Get the release again")
    return Delivery(manifest, files)


@contextmanager
def _opened(source: Path) -> Iterator[Read]:
    """Reads members by their path below the one folder of the zip, or below its top."""
    try:
        archive = zipfile.ZipFile(source)
    except BROKEN as error:
        raise UsageError(f"{source} is no zip that can be read ({error})") from None
    with archive:
        members = {member.filename: member for member in archive.infolist()}
        total = sum(member.file_size for member in members.values())
        if len(members) > MOST_FILES or total > LARGEST:
            raise UsageError(f"{source} is too large for a release of dlquiz")
        places = [name.removesuffix(FILE) for name in members if name.rpartition("/")[2] == FILE]
        top = min(places, key=len, default="")

        def read(name: str) -> bytes:
            member = members[top + name]
            if member.compress_type not in METHODS:
                raise ValueError("an unusual compression")
            with archive.open(member) as file:
                return file.read(member.file_size + 1)

        yield read
