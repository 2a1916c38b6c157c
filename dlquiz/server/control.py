"""Which shared parents of this user run, and how to end them. Never imports torch."""

import signal
from typing import TYPE_CHECKING

import msgspec

from dlquiz.errors import UsageError

if TYPE_CHECKING:
    from dlquiz.server.place import Files

ANSWERING = 1.0  # seconds to wait for a hello


class Server(msgspec.Struct, frozen=True):
    """A parent that runs.

    `since`: Unix time. `answers`: whether it said hello; if it did not, it starts or hangs, and the counts are None.
    `current`: whether a command started here, as this one was, would use it. `memory`: bytes of the parent itself.
    """

    pid: int
    since: float
    version: str
    prefix: str
    socket: str
    log: str
    current: bool
    answers: bool
    jobs: int | None  # begun so far
    running: int | None
    waiting: int | None
    memory: int | None


def servers() -> tuple[Server, ...]:
    """All of this user's, also those of other versions and environments."""
    from dlquiz.server.environment import kind
    from dlquiz.server.place import all_files, runtime_folder

    folder = runtime_folder()
    if folder is None:
        return ()
    own = kind()
    found = (_look_at(files, files.kind == own) for files in all_files(folder))
    return tuple(server for server in found if server is not None)


def stop_servers() -> tuple[Server, ...]:
    """Ends them and their jobs, and takes away what dead ones left. Returns those that were ended.

    Raises:
        UsageError: one does not end, or nothing can be removed.
    """
    from dlquiz.server.place import all_files, lock, runtime_folder
    from dlquiz.server.shared import end

    folder = runtime_folder()
    if folder is None:
        return ()
    running = servers()
    try:
        for files in all_files(folder):
            state = files.living()
            if state is not None and not end(files, state, signal.SIGTERM) and not end(files, state, signal.SIGKILL):
                raise UsageError(f"process {state.pid} does not end. Try: kill -9 {state.pid}")
        with lock(folder):
            for files in all_files(folder):
                if files.living() is None:
                    files.remove()
                    files.log.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} can't be used ({error}). Make it writable, or remove it") from None
    return running


def _look_at(files: "Files", current: bool) -> Server | None:
    from dlquiz.sandbox.watch import usage
    from dlquiz.server.shared import greeting

    state = files.living()
    if state is None:
        return None
    hello = greeting(files, ANSWERING)
    return Server(
        state.pid,
        state.since,
        state.version,
        state.prefix,
        str(files.socket),
        str(files.log),
        current,
        hello is not None,
        None if hello is None else hello.jobs,
        None if hello is None else hello.running,
        None if hello is None else hello.waiting,
        usage(state.pid)[0] or None,
    )
