"""Whatever bytes come from a sandbox, the judge's side ends with a value or one of its own exceptions, soon and small."""

import random
import resource
import select
import socket
import time
from collections import Counter
from typing import Any

import msgpack
import numpy as np
import pytest
import torch

from dlquiz.sandbox.frames import HEAD, INLINE, MAX_TREE, Reader, map_region, shared_memory
from dlquiz.sandbox.process import Clock, Died, Missing, Output, Raised, Sandbox, Unreadable
from dlquiz.sandbox.steps import Terms
from dlquiz.sandbox.values import DTYPES, Encoder, ProtocolError

ENDINGS = (Raised, Missing, Unreadable, Died, ProtocolError)
SECONDS = 5.0  # for one frame
GROWTH = 512  # MiB of resident memory, at most, at any time
FAILURE = {"type": "E", "bases": ["E", "Exception"], "text": "t", "frames": [[1, "f", "x = 1"]], "own": True}
TAGS = ("t", "v", "a", "n", "s", "T", "L", "D", "g", "G", "i", "y", "h", "m", "r", "f", "", "\x1b")
KINDS = ("result", "raised", "missing", "unsendable", "callback", "ready", "answer", "")
ODD = (
    None,
    True,
    -1,
    0,
    1,
    2**31,
    2**39,
    2**63,
    -(2**63),
    1e308,
    float("nan"),
    "",
    "float64",
    "cuda:7",
    "\x00" * 99,
    b"x",
    [],
)


class Judge(Sandbox):
    """A judge's end of connections that have no process behind them."""

    def __init__(self) -> None:
        self.clock, self.output, self.terms = Clock(SECONDS), Output(), Terms(SECONDS, 64)
        self.callbacks = [lambda *_, **__: 1.0]
        self.foreign_out, self.foreign_in = Sandbox._no_foreign, lambda tag, rest: (tag, len(rest))
        self.outbox = map_region(shared_memory())
        self.reader = Reader(self._read, map_region(shared_memory()))
        self.pipe = -1

    def hear(self, data: bytes) -> Any:
        """What becomes of these bytes, after which the other side hangs up."""
        self.sock, guest = socket.socketpair()
        with self.sock, guest:
            self.sock.setblocking(False)
            self._poll = select.poll()
            self._poll.register(self.sock, select.POLLIN)
            self.clock, self.reader.received, self._unread = Clock(SECONDS), 0, bytearray()
            guest.sendall(data)
            guest.shutdown(socket.SHUT_WR)
            return self._answer()

    def _death(self) -> Died:
        return Died("crashed", "hung up")


def value(rng: random.Random, depth: int = 0) -> Any:
    """Any value that a submission can return."""
    dtype = rng.choice(list(DTYPES.values()))
    makers: list[Any] = [
        lambda: rng.choice([None, True, 3, 2**70, 0.5, float("inf"), "text", torch.float32]),
        lambda: torch.zeros([rng.randrange(4) for _ in range(rng.randrange(4))], dtype=dtype),
        lambda: np.full([rng.randrange(4)] * rng.randrange(3), 1, rng.choice(["f8", "i4", "?", "c16", ">f4"])),
        lambda: [value(rng, depth + 1) for _ in range(rng.randrange(4))],
        lambda: tuple(value(rng, depth + 1) for _ in range(rng.randrange(4))),
        lambda: {str(i): value(rng, depth + 1) for i in range(rng.randrange(4))},
    ]
    return rng.choice(makers[:3] if depth > 3 else makers)()


def frame(rng: random.Random) -> tuple[Any, bytes]:
    """A valid message: tree and bytes."""
    kind = rng.choice(KINDS[:5])
    content: Any = {
        "raised": FAILURE,
        "missing": ["f", ["g", "h"]],
        "unsendable": "a sentence",
        "callback": (0, (value(rng),), {}),
        "result": value(rng),
    }[kind]
    encoder = Encoder(lambda _: ["h", 1, "object"])
    return [kind, encoder.encode(content)], b"".join(blob.tobytes() for blob in encoder.blobs)


def changed(rng: random.Random, tree: Any) -> Any:
    """The tree with one part of it replaced."""
    if type(tree) is not list or not tree or rng.random() < 0.2:
        return rng.choice([*ODD, *TAGS, *KINDS])
    position = rng.randrange(len(tree))
    what = rng.randrange(6)
    if what == 0:
        return tree[:position] + tree[position + 1 :]
    if what == 1:
        return [*tree, *tree[position:]]
    if what == 2:
        return [rng.choice(TAGS), *tree[1:]]
    if what == 3:
        for _ in range(rng.randrange(40)):
            tree = ["L", tree]
        return tree
    return [*tree[:position], changed(rng, tree[position]), *tree[position + 1 :]]


def mutated(rng: random.Random) -> bytes:
    """The bytes of a message that something has happened to; one in ten is left whole."""
    tree, blob = frame(rng)
    for _ in range(rng.randrange(3)):
        tree = changed(rng, tree)
    packed = bytearray(msgpack.packb(tree))
    for _ in range(rng.choice([0, 0, 0, 1, 3])):
        packed[rng.randrange(len(packed))] = rng.randrange(256)
    head = [len(packed), len(blob), 0]
    if rng.random() < 0.2:
        head[rng.randrange(3)] = rng.choice([0, 1, 7, INLINE, INLINE + 1, MAX_TREE + 1, 1 << 28, 2**32 - 1])
    if rng.random() < 0.1:
        blob = blob[: rng.randrange(len(blob) + 1)] + rng.randbytes(rng.randrange(9))
    data = HEAD.pack(head[0] % 2**32, head[1], min(head[2], 255)) + packed + blob
    if rng.random() < 0.1:
        data = data[: rng.randrange(len(data))]
    return data


def fuzzed(frames: int, seed: int) -> Counter[str]:
    """How often each ending came."""
    rng, endings, judge = random.Random(seed), Counter[str](), Judge()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(frames):
        data, started = mutated(rng), time.monotonic()
        try:
            judge.hear(data)
            endings["value"] += 1
        except ENDINGS as ending:
            endings[type(ending).__name__] += 1
        except BaseException as error:
            raise AssertionError(f"seed {seed}, frame {number}: {data[:400]!r}") from error
        assert time.monotonic() - started < SECONDS, f"seed {seed}, frame {number} took too long"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
    assert grown < GROWTH, f"{grown} MiB more"
    return endings


@pytest.mark.parametrize("frames", [5_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_no_bytes_break_the_judge(frames: int) -> None:
    endings = fuzzed(frames, seed=frames)
    print(endings)
    assert sum(endings.values()) == frames
    assert all(endings[kind] > frames / 100 for kind in ("value", *(kind.__name__ for kind in ENDINGS))), endings


def test_no_random_bytes_break_the_judge() -> None:
    rng, judge = random.Random(1), Judge()
    for _ in range(500):
        with pytest.raises(ENDINGS):
            judge.hear(HEAD.pack(40, 0, 0)[: rng.randrange(14)] + rng.randbytes(rng.randrange(60)))


def test_what_all_answers_of_a_job_take_is_bounded() -> None:
    judge = Judge()
    answer = msgpack.packb(["result", ["t", "uint8", [1 << 20], "cpu", False]])
    judge.reader.read = lambda size: HEAD.pack(len(answer), 1 << 20, 1) if size == HEAD.size else answer
    answers = 0
    with pytest.raises(Died, match="1024 MiB"):
        while True:
            judge._answer()
            answers += 1
            judge.clock = Clock(SECONDS)
    assert 1000 < answers <= 1024


def test_a_guest_that_always_has_something_to_ask_is_timed_out() -> None:
    judge = Judge()
    judge.callbacks = [lambda *_: time.sleep(0.02)]
    ask = msgpack.packb(["callback", ["T", 0, ["T"], ["D"]]])
    judge.reader.read = lambda size: HEAD.pack(len(ask), 0, 0) if size == HEAD.size else ask
    judge._write = lambda data: None  # type: ignore[method-assign]
    judge.clock = Clock(0.1)
    with pytest.raises(Died, match="no answer"):
        judge._answer()
