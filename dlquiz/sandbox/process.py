"""The judge's side of a sandbox: requests with deadlines, captured output, and a certain end.

The process itself is forked by the clean parent (see server/parent.py), which is handed the sandbox's ends of the
connection and reports its death. Whatever the sandbox does, a request ends: with a value, with the learner's exception
(`Raised`), or with `Died`, after which nothing of the sandbox is alive.
"""

import math
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dlquiz.errors import GraderFault
from dlquiz.sandbox import watch
from dlquiz.sandbox.frames import AT_ONCE, Reader, map_region, pack, shared_memory
from dlquiz.sandbox.lockdown import Protection
from dlquiz.sandbox.steps import Terms
from dlquiz.sandbox.values import Decoder, Elsewhere, Encoder, ProtocolError, Tree

KEPT_OUTPUT = 64 << 10  # bytes of a job's output that are kept
MAX_OUTPUT = 64 << 20  # a submission that prints more is stopped
TOLD = 300  # bytes of a line that is told while the submission runs
TELL_SECONDS = 0.2  # between two such lines
MAX_CALLBACKS = 10_000  # within one request
MAX_RECEIVED = 1 << 30  # bytes of memory for all answers: the judge keeps those of a check that has failed
GRACE = 10.0  # seconds that a killed process has to be reported dead: a parent may pause (import_compiler)

START_SECONDS = 30.0  # for the sandbox to lock itself down, on a busy machine

Fork = Callable[[Sequence[int], Terms], None]
"""Asks the clean parent for a sandbox: (socket, outbox, inbox, output pipe, status socket), and what it is granted."""


class Raised(Exception):
    """The code that was called raised an exception. `failure` is what host.describe_failure says."""

    def __init__(self, failure: dict[str, Any]) -> None:
        self.failure = failure
        super().__init__(f"{failure['type']}: {failure['text']}")


class Missing(Exception):
    """There is no callable of the name that was asked for; `names` are those there are."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        self.name, self.names = name, tuple(names)
        super().__init__(name)


class Unreadable(Exception):
    """The call returned something that can't be read; the text says what."""


class Misplaced(Unreadable):
    """The call returned a tensor on another device than the job's; the text says which."""


class Died(Exception):
    """The sandbox is gone. `verdict` is the model's word for it: timed_out, crashed, out_of_memory, too_much_output."""

    def __init__(self, verdict: str, text: str) -> None:
        self.verdict = verdict
        super().__init__(text)


@dataclass
class Clock:
    """The learner's time: seconds left of the job's budget and of the check's deadline."""

    job: float
    check: float = float("inf")

    @property
    def left(self) -> float:
        """Seconds until the nearer of the two."""
        return min(self.job, self.check)

    def spend(self, seconds: float) -> None:
        """Takes `seconds` from both."""
        self.job -= seconds
        self.check -= seconds


@dataclass
class Output:
    """What the submission printed: the first KEPT_OUTPUT bytes of a job, and how many there were.

    `tell` gets the last whole line now and then, while the submission still runs.
    """

    tell: Callable[[str], None] | None = None
    kept: bytearray = field(default_factory=bytearray)
    total: int = 0
    _shown: int = 0
    _counted: int = 0
    _told: float = -math.inf  # by time.monotonic()

    def add(self, data: bytes) -> None:
        """Appends what was read from the pipe."""
        self.total += len(data)
        self.kept += data[: max(0, KEPT_OUTPUT - len(self.kept))]
        if self.tell is not None and time.monotonic() >= self._told + TELL_SECONDS and (line := last_line(data)):
            self._told = time.monotonic()
            self.tell(line)

    def take(self) -> str:
        """What came since the last call, with a word on what was not kept."""
        text = bytes(self.kept[self._shown :]).decode("utf-8", "backslashreplace")
        lost = (self.total - self._counted) - (len(self.kept) - self._shown)
        self._shown, self._counted = len(self.kept), self.total
        return text + (f"\n({lost} more bytes were printed and not kept)" if lost else "")


def last_line(data: bytes) -> str:
    """The last line of `data` that is whole and not empty, bounded; "" if there is none."""
    whole, _, _ = data.rpartition(b"\n")
    _, _, line = whole.rstrip().rpartition(b"\n")
    return line[:TOLD].decode("utf-8", "backslashreplace")


class Sandbox:
    """A running sandbox. `request` has the same meaning as `LocalChannel.request` in grading/proxies.py.

    It locks itself down while its maker goes on; `ready` waits for it.
    """

    def __init__(self, fork: Fork, clock: Clock, output: Output, terms: Terms) -> None:
        self.clock, self.output, self.terms = clock, output, terms
        self.callbacks: list[Callable[..., Any]] = []
        self.foreign_out: Callable[[Any], list[Any]] = self._no_foreign
        self.foreign_in: Callable[[str, list[Any]], Any] = self._no_tag
        self.alive = True
        self._unread = bytearray()
        self._start(fork)

    def _start(self, fork: Fork) -> None:
        self.sock, guest_sock = socket.socketpair()
        self.status, guest_status = socket.socketpair()
        to_guest, from_guest = shared_memory(), shared_memory()
        self.pipe, guest_pipe = os.pipe()
        fork((guest_sock.fileno(), from_guest, to_guest, guest_pipe, guest_status.fileno()), self.terms)
        guest_sock.close()
        guest_status.close()
        os.close(guest_pipe)
        self.outbox = map_region(to_guest)
        self.reader = Reader(self._read, map_region(from_guest))
        self.sock.setblocking(False)
        os.set_blocking(self.pipe, False)
        self._poll = select.poll()
        self._poll.register(self.sock, select.POLLIN)
        self._poll.register(self.pipe, select.POLLIN)

    def ready(self) -> tuple[Protection, ...]:
        """Its layers, as it tells them before it has seen the submission; this is no time of the learner's.

        To be called once, first. Raises GraderFault if the sandbox can't be started.
        """
        learners, self.clock = self.clock, Clock(START_SECONDS)
        try:
            tree, blob = self.reader.message()
            _, layers = tree
            return tuple(Protection(*layer) for layer in Decoder(blob, self.foreign_in).decode(layers))
        except (Died, ProtocolError, TypeError, ValueError) as error:
            self.kill()
            raise GraderFault(f"no sandbox could be started ({error}); `dlquiz doctor` says what is missing") from None
        finally:
            self.clock = learners

    @staticmethod
    def _no_foreign(value: Any) -> list[Any]:
        raise TypeError(f"a {type(value).__name__} can't be sent to the sandbox")

    @staticmethod
    def _no_tag(tag: str, rest: list[Any]) -> Any:
        raise ProtocolError(tag)

    # -- requests

    def load(self, filename: str, text: str, *, autograd: bool = True) -> None:
        """Runs the learner's file; without `autograd`, its functions are called where no graph is recorded.

        Raises Raised, Died.
        """
        try:
            self._exchange(["load", filename, text, autograd], [])
        except (Missing, Unreadable):  # answers to other questions
            self.kill()
            raise Died("crashed", "the submission wrote to the grader's connection") from None

    def begin(self, seed: int) -> None:
        """A check begins."""
        self.callbacks.clear()
        self._exchange(["begin", seed], [])

    def listen(self, forbids: Sequence[str], *, operators: bool = True) -> None:
        """From now on these are recorded (see sandbox/recorder.py), until others are; request "heard" tells which."""
        self._exchange(["listen", list(forbids), operators], [])

    def request(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """One operation of the host. Raises Raised, Missing, Unreadable, Misplaced, Died."""
        encoder = Encoder(self._encode_foreign)
        tree = encoder.encode((args, kwargs))
        return self._exchange([op, target, name, tree], encoder.blobs)

    def _encode_foreign(self, value: Any) -> list[Any]:
        if callable(value) and not hasattr(value, "dlquiz_remote"):
            self.callbacks.append(value)
            return ["f", len(self.callbacks) - 1]
        return self.foreign_out(value)

    def _exchange(self, tree: Tree, blobs: list[Any]) -> Any:
        if not self.alive:
            raise Died("crashed", "the sandbox is gone")
        try:
            self._write(pack(tree, blobs, self.outbox))
            return self._answer()
        except ProtocolError as error:
            self.kill()
            raise Died("crashed", f"the submission wrote to the grader's connection ({error})") from None
        except Died:
            self.kill()
            raise

    def _answer(self) -> Any:
        for _ in range(MAX_CALLBACKS + 1):
            kind, value = self._decoded(*self.reader.message())
            match kind, value:
                case "result", _:
                    return value
                case "raised", {"type": str(), "bases": list(), "text": str(), "frames": list(), "own": bool()}:
                    raise Raised(checked_failure(value))
                case "missing", [str(name), list(names)]:
                    raise Missing(name, [item[:80] for item in names[:50] if type(item) is str])
                case "unsendable", str(text):
                    raise Unreadable(text[:400])
                case "callback", (int(index), tuple(args), dict(kwargs)) if 0 <= index < len(self.callbacks):
                    self._spending(lambda: self._call_back(index, args, kwargs))
                case _:
                    raise ProtocolError("not an answer")
            if self.clock.left <= 0:
                raise Died("timed_out", "no answer came")
        raise Died("timed_out", f"more than {MAX_CALLBACKS} calls of a function that was given as an argument")

    def _decoded(self, tree: Tree, blob: bytes | bytearray) -> tuple[Any, Any]:
        if self.reader.received > MAX_RECEIVED:
            raise Died("out_of_memory", f"its answers take more than {MAX_RECEIVED >> 20} MiB")
        if type(tree) is not list or len(tree) != 2:
            raise ProtocolError("not an answer")
        decoder = Decoder(blob, self.foreign_in, device=self.terms.device)
        try:
            return tree[0], self._spending(lambda: decoder.decode(tree[1]))
        except Elsewhere as error:
            raise Misplaced(f"a tensor that lies on {error}; expected {self.terms.device}") from None

    def _spending(self, work: Callable[[], Any]) -> Any:
        """Our own work at the guest's request is the learner's time: a guest that always answers would never end."""
        started, before = time.monotonic(), self.clock.job
        result = work()
        already = before - self.clock.job  # by requests of a function that was called back
        self.clock.spend(time.monotonic() - started - already)
        return result

    def _call_back(self, index: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        try:
            result = self.callbacks[index](*args, **kwargs)
            encoder = Encoder(self._encode_foreign)
            message = ["answer", encoder.encode(result)]
        except (Died, ProtocolError):
            raise
        except Exception as error:
            self._write(pack(["throw", f"{type(error).__name__}: {error}"[:400]], [], self.outbox))
        else:
            self._write(pack(message, encoder.blobs, self.outbox))

    # -- bytes, with deadlines

    def _wait(self, events: int) -> None:
        """Returns when the socket is ready. Meanwhile drains the output and spends the learner's time."""
        self._poll.modify(self.sock, events)
        while True:
            started = time.monotonic()
            ready = dict(self._poll.poll(max(0.0, self.clock.left) * 1000))
            self.clock.spend(time.monotonic() - started)
            if self.pipe in ready:
                self._drain()
            if self.sock.fileno() in ready:
                return
            if self.clock.left <= 0:
                raise Died("timed_out", "no answer came")

    def _drain(self) -> None:
        while True:
            try:
                data = os.read(self.pipe, 1 << 16)
            except BlockingIOError:
                return
            if not data:
                self._poll.unregister(self.pipe)
                return
            self.output.add(data)
            if self.output.total > MAX_OUTPUT:
                raise Died("too_much_output", f"more than {MAX_OUTPUT >> 20} MiB were printed")

    def _read(self, size: int) -> bytearray:
        while len(self._unread) < size:
            self._wait(select.POLLIN)
            try:
                part = self.sock.recv(AT_ONCE)
            except BlockingIOError:
                continue
            except ConnectionError:
                part = b""
            if not part:
                raise self._death()
            self._unread += part
        data = self._unread[:size]
        del self._unread[:size]
        return data

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self.sock.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)
            except ConnectionError:
                raise self._death() from None

    def _death(self) -> Died:
        """Why the connection is closed: how the process ended, if it did."""
        self._drain_rest()
        ended = self._wait_for_status()
        if ended is None:
            return Died("crashed", "the submission closed the grader's connection")
        if ended >> 16 == watch.Excess.MEMORY:
            return Died("out_of_memory", f"it took more than the {self.terms.memory} MiB that this exercise allows")
        if ended >> 16 == watch.Excess.THREADS:
            return Died("crashed", f"it started more than {watch.MAX_THREADS} threads")
        if ended >> 16 == watch.Excess.PROCESSES:
            return Died(
                "crashed", f"it started more than the {watch.most(self.terms.processes)} processes that are allowed"
            )
        if os.WIFSIGNALED(ended):
            name = signal_name(os.WTERMSIG(ended))
            if name == "SIGKILL":
                return Died("out_of_memory", "the system stopped the process, most likely for its memory")
            if name == "SIGXCPU":
                return Died("timed_out", "the processor time was up")
            return Died("crashed", f"the process was ended by {name}")
        return Died("crashed", f"the process ended itself with exit code {os.WEXITSTATUS(ended)}")

    def _drain_rest(self) -> None:
        try:
            self._drain()
        except (Died, KeyError, OSError):
            return

    def _wait_for_status(self) -> int | None:
        poll = select.poll()
        poll.register(self.status, select.POLLIN)
        if not poll.poll(GRACE * 1000):
            return None
        data = self.status.recv(4)
        return int.from_bytes(data, "little") if len(data) == 4 else None

    def kill(self, *, wait: bool = True) -> None:
        """Ends the sandbox and everything that it started; returns when the parent has reported it dead, or at once."""
        if not self.alive:
            return
        self.alive = False
        self.status.shutdown(socket.SHUT_WR)  # the parent kills the process group
        if wait:
            self._wait_for_status()
        for closing in (self.sock, self.status):
            closing.close()
        os.close(self.pipe)


def signal_name(number: int) -> str:
    """SIGSEGV, or "signal 40" where it has no name."""
    return next((known.name for known in signal.Signals if known == number), f"signal {number}")


def checked_failure(failure: dict[str, Any]) -> dict[str, Any]:
    """The sandbox's account of an exception, with every part of the type and size that it must have."""
    here = failure.get("here")
    frames = [
        [line, function[:80], source[:400]]
        for line, function, source in (
            frame for frame in failure["frames"][:10] if type(frame) is list and len(frame) == 3
        )
        if type(line) is int and type(function) is str and type(source) is str
    ]
    return {
        "type": failure["type"][:80],
        "bases": [base[:80] for base in failure["bases"][:10] if type(base) is str],
        "text": failure["text"][:2000],
        "frames": frames,
        "own": failure["own"],
        "here": [text[:80] for text in here[:7] if type(text) is str] if type(here) is list else [],
    }
