"""A parent in the background, for all commands of one user.

`python -m dlquiz.server.background LISTENER FOLDER KIND IDLE` gets a listening Unix socket as an inherited descriptor,
and returns once the parent that it leaves behind has written down who it is. That one keeps nothing of its caller: no
terminal, no folder, no lock, no pipe. It ends after IDLE seconds without a client, and at SIGTERM.
"""

import os
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path

import msgspec

import dlquiz
from dlquiz.server.environment import cores
from dlquiz.server.place import Files, OwnState, State, lock

LOG_BYTES = 1 << 20
LOG = 2  # stderr


def main() -> None:
    """Forks the parent; exit code 1 if it could not begin."""
    told, tells = os.pipe()
    if os.fork() == 0:
        os.close(told)
        try:
            live(tells)
        except BaseException:
            traceback.print_exc()  # into the log
        sys.stderr.flush()
        os._exit(0)  # the interpreter would take torch apart for a tenth of a second
    os.close(tells)
    begun = os.read(told, 1)
    os._exit(0 if begun else 1)


def live(tells: int) -> None:
    """The parent, from its first step to its last; a byte in `tells` says that its state is written."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    files = Files(Path(sys.argv[2]), sys.argv[3])
    lifeline = forget_caller()
    listener.listen(socket.SOMAXCONN)  # whom clients see at the other end is who called this last
    state = State(os.getpid(), time.time(), dlquiz.__version__, sys.prefix)
    with OwnState(files, state) as own:
        os.write(tells, b"!")
        os.close(tells)
        serve(listener, lifeline, files, own, state)


def forget_caller() -> int:
    """Default signals, no folder, own permissions for new files. Returns a pipe that is readable after SIGTERM."""
    os.chdir("/")
    os.umask(0o077)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGALRM, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    lifeline, held = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(held, b"!") and None)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    return lifeline


def serve(listener: socket.socket, lifeline: int, files: Files, own: OwnState, state: State) -> None:
    """Imports torch, then serves until it is told to end or nobody comes any more."""
    from dlquiz.server.parent import Parent, load

    load()
    own.write(msgspec.structs.replace(state, ready=time.time()))
    parent = Parent(listener, lifeline, most=cores(), jobs_each=1, idle=float(sys.argv[4]), after_job=bound_log)
    while True:
        told_to_end = parent.run()
        with lock(files.folder):
            if not told_to_end and select.select([listener], [], [], 0)[0]:
                continue  # somebody came at the last moment
            if own.is_ours():
                files.remove()
                files.log.unlink(missing_ok=True)
            listener.close()
            return


def bound_log() -> None:
    """The log starts anew where it has grown too long: nobody reads a megabyte."""
    if os.fstat(LOG).st_size > LOG_BYTES:
        os.ftruncate(LOG, 0)


if __name__ == "__main__":
    main()
