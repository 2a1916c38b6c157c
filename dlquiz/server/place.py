"""Where a user's shared parents are found: a folder that is this user's alone, with a few files for each parent.

lock           held while a parent is started, replaced or removed
KIND.socket    where it listens
KIND.json      who it is; it holds a lock on this file for as long as it lives
KIND.log       what it and its judges wrote on stderr
"""

import contextlib
import fcntl
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec

FALLBACK = Path("/tmp")  # where the session has no runtime folder; its sticky bit keeps what is ours ours
PATH_BYTES = 103 if sys.platform == "darwin" else 107  # a socket's path takes no more
KIND_BYTES = len("/01234567.socket")
LOCK_SECONDS = 20.0  # starting a parent holds the lock for a tenth of a second
LOOK = 0.01  # seconds between two looks at a lock
STATE_BYTES = 4096  # a state is written at once, and is followed by blanks


class State(msgspec.Struct, frozen=True):
    """Who a parent is. `since` and `ready` are Unix times; it is not ready until it has imported torch."""

    pid: int
    since: float
    version: str
    prefix: str
    ready: float | None = None


class Files(msgspec.Struct, frozen=True):
    """The files of one kind of parent."""

    folder: Path
    kind: str

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.folder / f"{self.kind}.socket"

    @property
    def state(self) -> Path:
        """Who it is."""
        return self.folder / f"{self.kind}.json"

    @property
    def log(self) -> Path:
        """What it wrote."""
        return self.folder / f"{self.kind}.log"

    def living(self) -> State | None:
        """The parent that lives: the one that holds the lock on its state. None if there is none."""
        try:
            with self.state.open("rb") as file:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                    return None
                return msgspec.json.decode(file.read(), type=State)
        except (OSError, msgspec.DecodeError):
            return None

    def remove(self) -> None:
        """Takes away what a parent leaves, but for its log."""
        for path in (self.socket, self.state):
            path.unlink(missing_ok=True)


class OwnState:
    """The state file of the parent that writes it, with its lock."""

    def __init__(self, files: Files, state: State) -> None:
        """Raises OSError."""
        self._path = files.state
        self._fd = os.open(files.state, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        self.write(state)

    def write(self, state: State) -> None:
        """Replaces what stands there; whoever reads meanwhile reads the old or the new."""
        os.pwrite(self._fd, msgspec.json.encode(state).ljust(STATE_BYTES), 0)

    def is_ours(self) -> bool:
        """Whether the files of this kind are still this parent's: another may have taken its place."""
        try:
            return os.path.samestat(os.fstat(self._fd), self._path.stat())
        except OSError:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)


def runtime_folder() -> Path | None:
    """The folder, made if need be; None if none can be had that is this user's alone and whose paths are short."""
    for folder in _candidates():
        if len(os.fsencode(folder)) + KIND_BYTES <= PATH_BYTES and _is_private(folder):
            return folder
    return None


def _candidates() -> Iterator[Path]:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    with contextlib.suppress(OSError):
        if runtime.startswith("/") and _mode_if_own(Path(runtime).stat()) & 0o022 == 0:
            yield Path(runtime) / "dlquiz"
    yield FALLBACK / f"dlquiz-{os.geteuid()}"


def _is_private(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        return _mode_if_own(folder.lstat()) & 0o077 == 0  # a link is no folder, wherever it leads
    return False


def _mode_if_own(status: os.stat_result) -> int:
    """The permissions of a folder of this user; all of them if it is another's, or no folder."""
    own = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
    return stat.S_IMODE(status.st_mode) if own else 0o777


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Nobody else starts, replaces or removes a parent meanwhile. Raises OSError, TimeoutError among them."""
    deadline = time.monotonic() + LOCK_SECONDS
    with (folder / "lock").open("wb") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{folder / 'lock'} is held for too long") from None
                time.sleep(LOOK)
        yield


def all_files(folder: Path) -> list[Files]:
    """The files of each parent that left a state or a log there."""
    kinds = {path.stem for path in folder.iterdir() if path.suffix in (".json", ".log", ".socket")}
    return [Files(folder, kind) for kind in sorted(kinds)]
