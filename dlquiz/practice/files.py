"""Files of the learner: written whole or not at all, never over another, and every failure told in one sentence."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dlquiz.errors import UsageError

LARGEST = 2**20  # bytes of a submission; the longest of the bank has a few thousand

_SENTENCES = {
    errno.ENOENT: "{path} is not there.",
    errno.EISDIR: "{path} is a folder where a file should be. Move it away.",
    errno.ENOTDIR: "{path}: a file stands where a folder should be. Move it away, or take another --workspace.",
    errno.ELOOP: "{path} is a symbolic link that leads back to itself. Remove it.",
    errno.ENOSPC: "{path} can't be written: the disk is full. Nothing was changed; free some space.",
    errno.EDQUOT: "{path} can't be written: your disk quota is used up. Nothing was changed; free some space.",
    errno.EROFS: "{path} is on a read-only disk. Take another place with --workspace DIR.",
    errno.EACCES: "{path}: no permission. Change its permissions, or take another place with --workspace DIR.",
    errno.ENAMETOOLONG: "{path}: the name is too long.",
}
_SENTENCES[errno.EEXIST] = _SENTENCES[errno.ENOTDIR]
_SENTENCES[errno.EPERM] = _SENTENCES[errno.EACCES]
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}  # what a FAT disk answers


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an OSError about `path` into a UsageError of one sentence."""
    try:
        yield
    except OSError as error:
        sentence = _SENTENCES.get(error.errno or 0, "{path}: " + (error.strerror or str(error)) + ".")
        raise UsageError(sentence.format(path=path)) from error


def read_source(path: Path) -> bytes:
    """The bytes of a submission.

    Raises:
        UsageError: it is missing, a folder, a device, unreadable, or larger than a submission can be.
    """
    with told(path):
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{path} is not a plain file. Give the path of a Python file.")
        if status.st_size > LARGEST:
            raise UsageError(
                f"{path} is larger than {LARGEST // 1024} KiB, too large for a submission. Is it the right file?"
            )
        return path.read_bytes()


def make_folder(folder: Path) -> None:
    """Make a folder and those above it. Raises UsageError."""
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)


def create(path: Path, content: bytes) -> bool:
    """Write a new file, whole or not at all. False where something is there already: it stays. Raises UsageError."""
    if os.path.lexists(path):
        return False  # also on a disk where nothing can be written
    with told(path), _draft(path, content) as draft:
        try:
            os.link(draft, path)  # unlike a rename, never replaces
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            return _create_directly(path, content)
    return True


def _create_directly(path: Path, content: bytes) -> bool:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True


def replace(path: Path, content: bytes) -> None:
    """Write a file in place of what is there, whole or not at all. Raises UsageError."""
    with told(path), _draft(path, content) as draft:
        draft.rename(path)


def swap(path: Path, content: bytes, aside: Path) -> None:
    """Move a file to `aside` and write `content` in its place. Raises UsageError; then the file is where it was."""
    with told(path), _draft(path, content) as draft:
        path.rename(aside)
        draft.rename(path)


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    """The content on disk under a temporary name beside `path`, gone afterwards."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with told(path), draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink()
