"""`impl` and `ref` in a check: one proxy over several transports with one semantics.

The learner's code answers over the sandbox's socket, the reference and the known mistakes in this process, a tape from
its record. On every side arguments and results pass the same encoder and decoder (sandbox/values.py), so that they are
copies, and nothing that a check or a submission does to its values reaches anybody else's.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from torch import Tensor

from dlquiz.errors import DlquizError
from dlquiz.grading.bounds import Endless, limited
from dlquiz.sandbox.host import Host, MissingEntry, describe_failure
from dlquiz.sandbox.process import Died, Missing, Raised, Sandbox, Unreadable
from dlquiz.sandbox.values import Decoder, Encoder, ProtocolError, Tree, Unsendable

CHUNK = 64  # items of an iteration that are fetched at once
MODULE = 0
UNUSUAL = 0.1  # seconds of processor time for a question to the reference beside a check


class AuthorError(DlquizError):
    """A check, a solution or a mistake is not written as it must be: the author's fault, never the learner's."""

    exit_code = 3


class ReferenceFailed(AuthorError):
    """The reference raised: never the learner's fault, whatever the check has done before."""


class NotForeseen(ReferenceFailed):
    """A record of the reference has no answer to this."""


class Unanswered(ReferenceFailed):
    """The reference takes too long for a question that no check asks; it may never end."""


class Channel(Protocol):
    """Where requests go. Raises Raised, Missing, Unreadable, and (the sandbox alone) Died."""

    def begin(self, seed: int) -> None: ...

    def request(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any: ...


class InProcess:
    """A channel that answers in this process, by encoded values."""

    def __init__(self) -> None:
        self.remotes: Callable[[int, str], Any] = lambda handle, kind: None

    def begin(self, seed: int) -> None:
        """A check begins."""
        raise NotImplementedError

    def raw(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Tree, bytes]:
        """The encoded answer."""
        raise NotImplementedError

    def request(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """As Sandbox.request, but in this process."""
        return self.read(*self.raw(op, target, name, args, kwargs))

    def read(self, tree: Tree, blob: bytes) -> Any:
        """The value of an encoded answer."""
        return Decoder(blob, self._foreign_back).decode(tree)

    def _foreign_back(self, tag: str, rest: list[Any]) -> Any:
        return BOUND if tag == "m" else self.remotes(rest[0], rest[1])


class LocalChannel(InProcess):
    """A module of ours in this process: the reference, a known mistake."""

    def __init__(self, text: str, filename: str) -> None:
        super().__init__()
        self.host = Host(filename, "dlquiz_" + filename.removesuffix(".py").replace("/", "_"))
        self.filename = filename
        self.host.load(text)

    def begin(self, seed: int) -> None:
        """A check begins."""
        self.host.begin(seed)

    def raw(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Tree, bytes]:
        """The encoded answer."""
        callbacks: list[Callable[..., Any]] = []
        args, kwargs = self._inside((args, kwargs), callbacks)
        try:
            result = self.host.execute(op, target, name, args, kwargs)
        except MissingEntry as missing:
            raise Missing(str(missing), list(vars(self.host.module))) from None
        except (Raised, Missing, ProtocolError):
            raise
        except Endless:
            raise Died("timed_out", "no answer came") from None
        except Exception as error:
            raise Raised(describe_failure(error, self.filename)) from error
        encoder = Encoder(self.host.keep)
        try:
            return encoder.encode(result), b"".join(blob.tobytes() for blob in encoder.blobs)
        except Unsendable as error:
            raise Unreadable(str(error)) from None

    def _inside(self, value: Any, callbacks: list[Callable[..., Any]]) -> Any:
        """`value` as the module gets it."""

        def foreign(item: Any) -> list[Any]:
            if isinstance(item, Remote):
                return ["r", item._handle]
            if callable(item):
                callbacks.append(item)
                return ["f", len(callbacks) - 1]
            raise AuthorError(f"a {type(item).__name__} can't be passed to an exercise's function")

        def back(tag: str, rest: list[Any]) -> Any:
            return self.host.handles[rest[0]] if tag == "r" else self._callback(callbacks[rest[0]])

        encoder = Encoder(foreign)
        tree = encoder.encode(value)
        blob = b"".join(part.tobytes() for part in encoder.blobs)
        return Decoder(blob, back, generators=self.host.generators, keep_grad=True).decode(tree)

    def _callback(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def callback(*args: Any, **kwargs: Any) -> Any:
            encoder = Encoder(self.host.keep)
            tree = encoder.encode((args, kwargs))
            args, kwargs = self.read(tree, b"".join(blob.tobytes() for blob in encoder.blobs))
            return self._inside(function(*args, **kwargs), [])

        return callback


class Reference(Protocol):
    """The right answers, from code or from a record."""

    remotes: Callable[[int, str], Any]
    foreseen: bool  # it answers what was asked while it was recorded, and nothing else

    def begin(self, seed: int) -> None:
        """A check begins."""

    def raw(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Tree, bytes]:
        """The encoded answer."""

    def request(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The answer."""

    def read(self, tree: Tree, blob: bytes) -> Any:
        """The value of an encoded answer."""

    def parameter_names(self) -> dict[str, tuple[str, ...]]:
        """The parameters of each function: for saying what was called."""

    def signature(self, name: str) -> inspect.Signature | None:
        """The signature of a function; None if it is none."""

    def vouch(self, problem: "Any") -> None:
        """Raises AuthorError where two oracles disagree about a gradient (see gradient_assertion.Problem)."""

    def numerical(self, forward: str, at: tuple[Any, ...], cotangent: Any, argnum: int) -> Tensor | None:
        """The numerical gradient of <cotangent, forward(*at)>; None if it was not foreseen."""


@dataclass
class Tape:
    """A channel's answers in the order of the requests: recorded once, then played to every replay.

    A request that is not the recorded one raises Desynchronised: the run has taken another way.
    """

    channel: Reference
    log: list[tuple[tuple[str, int, Any], Tree, bytes]] = field(default_factory=list)
    playing: int | None = None  # position; None while recording

    def begin(self, seed: int) -> None:
        """A check begins."""
        if self.playing is None:
            self.channel.begin(seed)

    def rewind(self) -> None:
        """From now on the record answers."""
        self.playing = 0

    def request(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Asks the channel and records, or answers from the record."""
        key = (op, target, name)
        if self.playing is None:
            tree, blob = self.channel.raw(op, target, name, args, kwargs)
            self.log.append((key, tree, blob))
        else:
            if self.playing >= len(self.log) or self.log[self.playing][0] != key:
                raise Desynchronised
            _, tree, blob = self.log[self.playing]
            self.playing += 1
        return self.channel.read(tree, blob)


class Desynchronised(Exception):
    """A replay asks the reference for something that the recorded run did not ask for."""


@dataclass
class Bounded:
    """The reference, asked beside the checks, and so also what none of them asks, such as for a kernel of width 1.

    What it does not answer in so many seconds of processor time raises Unanswered.
    """

    channel: Reference
    seconds: float = UNUSUAL

    def begin(self, seed: int) -> None:
        """A check begins."""
        self.channel.begin(seed)

    def request(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """As the reference's."""
        try:
            with limited(self.seconds):
                return self.channel.request(op, target, name, args, kwargs)
        except (Died, Endless):
            raise Unanswered(f"the reference does not answer {name}") from None


class BoundMarker:
    """Answer to `get` for something callable."""


BOUND = BoundMarker()


@dataclass
class Call:
    """One call of the learner's code, as the check made it."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any = None
    answered: bool = False  # `result` is what it returned
    helper: str | None = None  # the source of the helper that `there` ran
    on_object: bool = False  # it is a method of something that lives in the sandbox


class Side:
    """`impl` or `ref` for one check: a channel, and what the check's run wants to know of each call."""

    def __init__(self, channel: Channel, watch: "Watch") -> None:
        self.channel, self.watch = channel, watch
        if isinstance(channel, Sandbox):
            channel.foreign_out, channel.foreign_in = self._out, self._in
        else:
            local = channel.channel if isinstance(channel, (Tape, Bounded)) else channel
            if isinstance(local, InProcess):
                local.remotes = lambda handle, kind: Remote(self, handle, None, kind)

    @property
    def module(self) -> Any:
        """The proxy that a check is handed."""
        return Remote(self, MODULE, None, "module")

    def _out(self, value: Any) -> list[Any]:
        if isinstance(value, Remote):
            return ["r", value._handle]
        raise AuthorError(f"a {type(value).__name__} can't be passed to an exercise's function")

    def _in(self, tag: str, rest: list[Any]) -> Any:
        if tag == "m" and not rest:
            return BOUND
        if tag == "h" and len(rest) == 2 and type(rest[0]) is int and type(rest[1]) is str:
            return Remote(self, rest[0], None, rest[1][:80])
        raise ProtocolError(tag)

    def request(self, op: str, target: int, name: Any, args: tuple[Any, ...] = (), **kwargs: Any) -> Any:
        """One operation, watched."""
        self.watch.before(args, kwargs)
        return self._send(op, target, name, args, kwargs)

    def call(self, target: int, name: str | None, shown: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """One call, watched and remembered as the evidence's "what was called"."""
        self.watch.before(args, kwargs)
        call = self.watch.calling(Call(shown, args, kwargs, on_object=target != MODULE))
        call.result = self._send("call", target, name, args, kwargs)
        call.answered = True
        self.watch.after(call.result)
        return call.result

    def _send(self, op: str, target: int, name: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return self.channel.request(op, target, name, args, kwargs)
        except Unsendable as error:
            raise AuthorError(f"{name}: {error}") from None
        except (Raised, Missing, Unreadable) as error:
            if self.watch.ours:
                raise ReferenceFailed(f"the reference failed in {name}: {error}") from error
            raise


class Watch:
    """Sees the calls of one side. `ours`: it is the reference's, whose exceptions are never the learner's."""

    ours = False

    def before(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """A request is about to be sent."""

    def calling(self, call: Call) -> Call:
        """A call begins."""
        return call

    def after(self, result: Any) -> None:
        """A call has returned."""


class Remote:
    """A module, an object or a bound method on the far side."""

    dlquiz_remote = True
    __slots__ = ("_handle", "_name", "_side", "dlquiz_kind")

    def __init__(self, side: Side, handle: int, name: str | None, kind: str) -> None:
        self._side, self._handle, self._name, self.dlquiz_kind = side, handle, name, kind

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self._handle == MODULE:
            if self._name is not None:
                raise AuthorError(f"{self._name}.{name}: ask a helper run by `there` instead")
            return Remote(self._side, MODULE, name, "function")
        value = self._side.request("get", self._handle, name)
        return Remote(self._side, self._handle, name, "method") if value is BOUND else value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        shown = self._name or self.dlquiz_kind
        return self._side.call(self._handle, self._name, shown, args, kwargs)

    def __iter__(self) -> Iterator[Any]:
        iterator = self._side.request("op", 0, "iter", (self,))
        while chunk := self._side.request("next", iterator._handle, CHUNK):
            yield from chunk

    def __len__(self) -> int:
        return int(self._side.request("op", 0, "len", (self,)))

    def __float__(self) -> float:
        return float(self._side.request("op", 0, "float", (self,)))

    def __int__(self) -> int:
        return int(self._side.request("op", 0, "int", (self,)))

    def __bool__(self) -> bool:
        raise TypeError(UNSOUND.format("whether an object is true"))

    def __contains__(self, item: Any) -> bool:
        raise TypeError(UNSOUND.format("what an object contains"))

    def _compare(self, other: object) -> Any:
        raise TypeError(UNSOUND.format("how objects compare"))

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _compare
    __hash__ = object.__hash__


# No AuthorError: what should be a number can be an object because the submission has returned one.
UNSOUND = (
    "{} is for its own code to say, so no check asks; compare plain values, of its methods or of `there`, by close"
)


def _operator(name: str, swapped: bool = False) -> Callable[..., Any]:
    def method(self: Remote, *other: Any) -> Any:
        operands = (*other, self) if swapped else (self, *other)
        return self._side.request("op", 0, name, operands)

    return method


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Remote, f"__{_name}__", _operator(_name))
    setattr(Remote, f"__r{_name}__", _operator(_name, swapped=True))
for _name in ("neg", "pos", "abs", "getitem"):
    setattr(Remote, f"__{_name}__", _operator(_name))
