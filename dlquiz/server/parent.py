"""The clean parent: it has imported torch, holds nothing secret, and does nothing but accept and fork.

`python -m dlquiz.server.parent LISTENER LIFELINE THOROUGH CORE...` gets a listening Unix socket and a pipe as inherited
descriptors, 1 if it is thorough (else 0), and the cores that its judges are kept on, if any; the parent that is shared
by a user's commands comes in by background.py. Both greet each connection. Once a job comes over it, and there is room
for one more, it becomes a *judge*, which gets that connection and one end of a private socket. Over this socket a judge
asks for *sandboxes*, so that a sandbox never inherits anything of a judge's memory (the reference, the checks). The
parent reports a sandbox's death to its judge, and kills whatever lost the one it works for.
The end of the lifeline ends all.
"""

import contextlib
import gc
import importlib
import math
import os
import select
import signal
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import msgspec

from dlquiz.sandbox import folder, lockdown, watch
from dlquiz.sandbox.frames import REGION
from dlquiz.sandbox.steps import Terms
from dlquiz.sandbox.stream import framed
from dlquiz.server.messages import BEGUN, DONE, JOB, LOG_NAME, Hello

SANDBOX_FDS = 5
HUNG_UP = getattr(select, "POLLRDHUP", 0)  # elsewhere poll() tells it unasked, but only of both directions
SOME_CHECK = "from dlquiz.checks import check\n@check('any')\ndef any_check(impl, ref, draw): ..."
TIDY_AFTER = (1, 10)  # sandboxes: what the first jobs touch does not stay in large pages
RETRY = 0.01  # seconds until a connection is accepted that could not be
UCRED = struct.Struct("3i")  # unix(7): pid, uid, gid


@dataclass
class Child:
    """A forked process: `link` is hung up by the one it works for, or closed here when it is dead.

    An idle judge has none. A sandbox runs on its judge's `core`, if that has one.
    """

    pid: int
    link: socket.socket | None
    judge: bool = False
    asks: socket.socket | None = None  # a judge's private socket, over which it asks for sandboxes
    allowed: watch.Allowance | None = None  # of a sandbox: above this it is killed
    folder: str = ""  # of a sandbox that may write files: removed after it
    excess: watch.Excess = watch.Excess.NONE  # what it was killed for
    core: int | None = None

    def forget_folder(self) -> None:
        """Removes the folder of a sandbox that is gone."""
        if self.folder:
            folder.remove(self.folder)


class Parent:
    """The accept-and-fork loop.

    `most`: judges at work at once; further jobs wait. `jobs_each`: jobs that come over one connection. `idle`: seconds
    without a client after which the loop ends. `after_job`: called when a judge is done with a connection, or ends.
    `cores`: one for each judge at work, where all are kept busy; else the system chooses. `may_pause`: nobody minds if
    it imports something more for a second or two.
    """

    def __init__(
        self,
        listener: socket.socket,
        lifeline: int,
        *,
        most: float = math.inf,
        jobs_each: int = sys.maxsize,
        idle: float = math.inf,
        after_job: Callable[[], None] = lambda: None,
        cores: Sequence[int] = (),
        may_pause: bool = False,
    ) -> None:
        self.listener, self.lifeline = listener, lifeline
        self.most, self.jobs_each, self.idle, self.after_job = most, jobs_each, idle, after_job
        self.cores, self.may_pause = tuple(cores), may_pause
        self.callers: dict[int, socket.socket] = {}  # greeted, without a job so far; by descriptor
        self.queue: deque[socket.socket] = deque()  # with a job that waits for a judge
        self.children: dict[int, Child] = {}  # by pid
        self.dropped: list[socket.socket] = []  # to be closed once no event that was seen can be meant for them
        self.jobs = 0
        self.ended = 0  # sandboxes
        self.chores: Iterator[None] | None = None
        self.last_seen = time.monotonic()
        self.poll = select.poll()
        self.next_look = 0.0
        self.wake_read, wake_write = os.pipe()
        os.set_blocking(self.wake_read, False)
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for fd in (listener.fileno(), lifeline, self.wake_read):
            self.poll.register(fd, select.POLLIN)

    def run(self) -> bool:
        """Until the lifeline ends (True), or there was no client for `idle` seconds (False)."""
        while True:
            ready = [fd for fd, _ in self.poll.poll(self._patience())]
            if self.lifeline in ready:
                self._kill_all()
                return True
            if not ready and self.chores is not None:
                self._do_chore()
                continue
            if not ready and not self._is_needed():
                return False
            for fd in sorted(ready, key=lambda fd: fd not in self._asking()):  # that one is done comes before its end
                if fd == self.listener.fileno():
                    self._accept()
                elif fd != self.wake_read:
                    self._serve(fd)
            if self.wake_read in ready:  # last: it closes descriptors, whose numbers must not be taken for new ones
                self._reap()
            while self.dropped:
                self.dropped.pop().close()
            self._begin_jobs()

    def _is_needed(self) -> bool:
        """Whether there is a client, or was one not long ago."""
        if self.callers or self.queue or any(child.link for child in self.children.values()):
            self.last_seen = time.monotonic()
        return time.monotonic() < self.last_seen + self.idle

    def _do_chore(self) -> None:
        """One step of what is done whenever there is nothing else to do."""
        assert self.chores is not None
        try:
            next(self.chores)
        except StopIteration:
            self.chores = None

    def _patience(self) -> float | None:
        """Milliseconds until something has to be done unasked; None if nothing has."""
        look = self._watch()
        if self.chores is not None:
            return 0.0
        if look is not None or self.idle == math.inf:
            return look
        self._is_needed()  # which notes since when there is no client
        return max(0.0, self.last_seen + self.idle - time.monotonic()) * 1000

    def _watch(self) -> float | None:
        """Kills sandboxes that take too much. Returns the milliseconds until the next look; None if there are none."""
        watched = [(child, child.allowed) for child in self.children.values() if child.allowed]
        if not watched:
            return None
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + watch.INTERVAL
            for child, allowed in watched:
                child.excess = child.excess or watch.excess(child.pid, allowed)
                if child.excess:
                    kill_group(child.pid)
        return max(0.0, self.next_look - time.monotonic()) * 1000

    def _accept(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError:  # no descriptor is free, or the client is gone
            time.sleep(RETRY)
            return
        if not is_own_users(connection):
            connection.close()
            return
        hello = Hello(os.getpid(), self.jobs, self._at_work(), len(self.queue))
        say(connection, msgspec.json.encode(hello))
        self.callers[connection.fileno()] = connection
        self.poll.register(connection, select.POLLIN)
        self.last_seen = time.monotonic()

    def _serve(self, fd: int) -> None:
        if fd in self.callers:
            self._hear(self.callers.pop(fd))
            return
        for waiting in [waiting for waiting in self.queue if waiting.fileno() == fd]:
            self.queue.remove(waiting)
            self._hang_up(waiting)
        for child in list(self.children.values()):
            if child.link is not None and child.link.fileno() == fd:
                kill_group(child.pid)
                self._forget_link(child)
                self._forget_asks(child)  # should it just have said that it is done: a dying judge gets no job
            elif child.asks is not None and child.asks.fileno() == fd:
                self._heed(child)

    def _asking(self) -> set[int]:
        return {child.asks.fileno() for child in self.children.values() if child.asks is not None}

    def _idle_judges(self) -> list[Child]:
        return [child for child in self.children.values() if child.asks is not None and child.link is None]

    def _at_work(self) -> int:
        """How many judges have a job."""
        return sum(child.judge and child.link is not None for child in self.children.values())

    def _hear(self, caller: socket.socket) -> None:
        """A caller has a job, which its judge will read, or has hung up."""
        try:
            has_job = bool(caller.recv(1, socket.MSG_PEEK))
        except OSError:
            has_job = False
        if has_job:
            self.poll.modify(caller, HUNG_UP)
            self.queue.append(caller)
        else:
            self._hang_up(caller)

    def _hang_up(self, caller: socket.socket) -> None:
        self.poll.unregister(caller)
        caller.close()

    def _begin_jobs(self) -> None:
        """Gives each job a judge, as long as there is room for one more."""
        while self.queue and self._at_work() < self.most:
            caller = self.queue.popleft()
            self.poll.unregister(caller)
            say(caller, BEGUN)
            self.jobs += 1
            if any(self._hand_over(caller, judge) for judge in self._idle_judges()):
                continue
            try:
                self._judge(caller)
            except OSError as error:  # the client is told by the connection's end
                complain("judge", error)
                caller.close()

    def _hand_over(self, caller: socket.socket, judge: Child) -> bool:
        """Gives a job to an idle judge; False if that one is dead."""
        assert judge.asks is not None
        try:
            socket.send_fds(judge.asks, [JOB], [caller.fileno()])
        except OSError:
            return False
        judge.link = caller
        self.poll.register(caller, HUNG_UP)
        return True

    def _judge(self, connection: socket.socket) -> None:
        """A new judge for a first job."""
        mine, judges = socket.socketpair()

        def life() -> None:
            from dlquiz.server.judging import live

            live(connection, judges, self.jobs_each)

        child = Child(0, connection, judge=True, asks=mine, core=self._core_for(None))
        with judges:
            self._fork(life, child, keep=(connection.fileno(), judges.fileno()))
        lockdown.prepare()  # while the first judge reads its exercise

    def _core_for(self, judge: Child | None) -> int | None:
        """The core with the fewest other judges at work; the judge's own if no other has fewer. None: any will do."""
        others = [child.core for child in self.children.values() if child.judge and child.link and child is not judge]
        own = judge.core if judge else None
        return min(self.cores, key=lambda core: (others.count(core), core != own), default=None)

    def _seat(self, judge: Child) -> None:
        """Moves a judge to a better core, before each of its sandboxes: whom it made way for may be gone by now."""
        core = self._core_for(judge)
        if core is not None and core != judge.core:
            judge.core = core
            keep_on(judge.pid, core)

    def _heed(self, judge: Child) -> None:
        """A judge asks for a sandbox, is done with its connection, or has closed the socket."""
        assert judge.asks is not None
        try:
            message, fds, _, _ = socket.recv_fds(judge.asks, 4096, SANDBOX_FDS)
        except OSError:  # it died with a message unread
            message, fds = b"", []
        if not message:
            self._forget_asks(judge)
        elif message == DONE:
            self._rest(judge)
        else:
            self._seat(judge)
            self._sandbox(message, fds, judge.core)

    def _rest(self, judge: Child) -> None:
        """A judge is idle from now on. It stays if there is work for it or no other one: its memory is warm."""
        self._forget_link(judge)
        if judge.link is not None:
            self.dropped.append(judge.link)
            judge.link = None
        if len(self._idle_judges()) > 1 + len(self.queue):
            self._forget_asks(judge)  # and so it ends
        self.after_job()

    def _forget_asks(self, judge: Child) -> None:
        """A judge can ask for nothing more, and gets no more jobs."""
        if judge.asks is not None:
            self.poll.unregister(judge.asks)
            self.dropped.append(judge.asks)
            judge.asks = None

    def _sandbox(self, message: bytes, fds: Sequence[int], core: int | None) -> None:
        terms = msgspec.json.decode(message, type=Terms)
        lockdown.prepare(terms)
        if terms.compiler and self.may_pause and import_compiler():
            self.chores = lockdown.cheaper_forks()
        sock_fd, outbox, inbox, output, status_fd = fds
        status = socket.socket(fileno=status_fd)

        def life() -> None:
            from dlquiz.sandbox import guest

            guest.isolate_streams(output)
            os.close(output)
            guest.live(socket.socket(fileno=sock_fd), outbox, inbox, terms)

        allowed = watch.allowance(terms.memory, terms.device, 2 * REGION, terms.processes)
        child = Child(0, status, allowed=allowed, core=core)
        try:
            if terms.files:
                child.folder = folder.make()
                terms = msgspec.structs.replace(terms, folder=child.folder)
            self._fork(life, child, keep=(sock_fd, outbox, inbox, output))
        except OSError as error:  # its judge is told by the connection's end
            complain("sandbox", error)
            child.forget_folder()
            status.close()
        for inherited in (sock_fd, outbox, inbox, output):
            os.close(inherited)

    def _fork(self, life: Callable[[], None], child: Child, keep: tuple[int, ...]) -> None:
        pid = os.fork()
        if pid == 0:
            become(life, keep, child.core)
        child.pid = pid
        self.children[pid] = child
        # Nothing is ever said on a sandbox's: readable means hung up. Jobs are for the judge to read.
        assert child.link is not None
        self.poll.register(child.link, HUNG_UP if child.judge else select.POLLIN)
        if child.asks is not None:
            self.poll.register(child.asks, select.POLLIN)

    def _reap(self) -> None:
        while True:
            with contextlib.suppress(BlockingIOError):
                os.read(self.wake_read, 4096)
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                self._kill_strays()
                return
            child = self.children.pop(pid, None)
            if child is None:
                continue
            kill_rest_of_group(pid)  # what it has started must not outlive it
            child.forget_folder()
            if child.judge:
                self.after_job()
            else:
                self._report_death(child, status)
            self._forget_asks(child)
            self._forget_link(child)
            if child.link is not None:
                child.link.close()

    def _report_death(self, sandbox: Child, status: int) -> None:
        if sandbox.link is not None:
            with contextlib.suppress(OSError):
                sandbox.link.send((status | sandbox.excess << 16).to_bytes(4, "little"), socket.MSG_DONTWAIT)
        self.ended += 1
        if self.ended in TIDY_AFTER:
            self.chores = lockdown.cheaper_forks()

    def _kill_strays(self) -> None:
        """Kills daemons: what a sandbox has started outside its group falls to us when its parent dies (subreaper)."""
        own = os.getpid()
        with contextlib.suppress(OSError):  # no such file: not Linux, or a kernel built without it
            for pid in map(int, Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()):
                if pid not in self.children:
                    kill_group(pid)

    def _forget_link(self, child: Child) -> None:
        if child.link is not None:
            with contextlib.suppress(KeyError):
                self.poll.unregister(child.link)

    def _kill_all(self) -> None:
        for pid in self.children:
            kill_group(pid)


def become(life: Callable[[], None], keep: tuple[int, ...], core: int | None) -> NoReturn:
    """The forked child: own session, own core, default signals, no descriptors but `keep`; lives, and never returns."""
    code = 70
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.setsid()
        if core is not None:
            keep_on(0, core)
        lockdown.die_with_parent()
        close_all_but({0, 1, 2, *keep})
        life()
        code = 0
    except BaseException:  # reported on our own stderr, which is not the learner's
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def close_all_but(keep: set[int]) -> None:
    """Closes every other descriptor, so that no child holds another's connection."""
    limit, start = os.sysconf("SC_OPEN_MAX"), 0
    for fd in sorted(keep):
        if start < fd:  # an empty range at 0 would be taken for all
            os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, limit)


def kill_group(pid: int) -> None:
    """Kills a child and all that it started. A child that has not yet made its own group is killed alone."""
    kill_rest_of_group(pid)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_rest_of_group(pid: int) -> None:
    """Kills what a child started. Its own number may be another process's by now; its group's can't."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def keep_on(pid: int, core: int) -> None:
    """Gives a process (0: this one) one core: what a judge and its sandbox send to and fro stays in that core's cache.

    Where every core has a judge anyway, that is a tenth of the time. A core that was taken away since is no fault.
    """
    with contextlib.suppress(OSError):
        os.sched_setaffinity(pid, {core})


def say(connection: socket.socket, message: bytes) -> None:
    """Writes a short message; whether the client is still there is seen later."""
    with contextlib.suppress(OSError):
        connection.send(framed(message), socket.MSG_DONTWAIT)


def complain(who: str, error: OSError) -> None:
    """No memory or process is left: written into the log."""
    sys.stderr.write(f"no {who} could be forked: {error}\n")
    sys.stderr.flush()


def is_own_users(connection: socket.socket) -> bool:
    """Whether the other end is a process of this user. The folder of the socket is closed to others, too."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    _, uid, _ = UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, UCRED.size))
    return bool(uid == os.geteuid())


def import_compiler() -> bool:
    """Imports what torch else imports late, in every sandbox anew: with the first optimizer, say. That takes 1.5 s.

    Whether it was not there yet. If it fails, this process must end: half an import would break every sandbox.
    """
    if "torch._dynamo" in sys.modules:
        return False
    importlib.import_module("torch._dynamo")
    settle()
    return True


def settle() -> None:
    """What this process holds by now stays for good: a collection in a child would copy every page."""
    gc.collect()
    gc.freeze()


def load(thorough: bool = False) -> None:
    """Imports torch and the judge. A thorough parent is for a class or the gate: nobody waits for a single report."""
    import numpy.random  # noqa: F401 (numpy would import it in each child)
    import torch

    import dlquiz.bank.exercise  # noqa: F401
    from dlquiz.bank.version import grading_version
    from dlquiz.grading import judge, leisure  # noqa: F401
    from dlquiz.grading.spec import read_checks
    from dlquiz.sandbox import recorder
    from dlquiz.server import judging  # noqa: F401

    lockdown.hide_memory()
    read_checks(SOME_CHECK)  # imports what checks import
    grading_version()  # children inherit the answer
    recorder.public_name(torch.relu)  # and torch's table of names, which takes 10 ms to make
    leisure.thorough = thorough
    settle()
    for _ in lockdown.cheaper_forks() if thorough else ():
        pass
    lockdown.adopt_orphans()
    folder.remove_stale()


def main() -> None:
    """A private parent."""
    listener, lifeline, thorough, *cores = map(int, sys.argv[1:])
    load(bool(thorough))
    accepting = socket.socket(fileno=listener)
    Parent(accepting, lifeline, cores=cores, may_pause=bool(thorough)).run()
    forget_client(Path(accepting.getsockname()))
    os._exit(0)  # the interpreter would take torch apart for a tenth of a second


def forget_client(path: Path) -> None:
    """Removes what private.py has made, unless it has done so itself: a client that was killed can't."""
    with contextlib.suppress(OSError):
        for file in (path, path.with_name(LOG_NAME)):
            file.unlink(missing_ok=True)
        path.parent.rmdir()


if __name__ == "__main__":
    main()
