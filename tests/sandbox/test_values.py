"""Everything that may cross arrives as it was; everything else is refused in a sentence."""

import contextlib
from collections import OrderedDict, namedtuple
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from dlquiz.sandbox.values import (
    DTYPES,
    Decoder,
    Elsewhere,
    Encoder,
    ProtocolError,
    Seed,
    Stream,
    Unsendable,
    mark_view,
)


def refuse(value: Any) -> list[Any]:
    raise Unsendable(type(value).__name__)


def no_tag(tag: str, rest: list[Any]) -> Any:
    raise ProtocolError(tag)


def crossed(value: Any, **options: Any) -> Any:
    encoder = Encoder(refuse)
    tree = encoder.encode(value)
    return Decoder(b"".join(blob.tobytes() for blob in encoder.blobs), no_tag, **options).decode(tree)


def alike(a: Any, b: Any) -> bool:
    """Equal in type and value, all the way down."""
    if isinstance(a, Tensor):
        return (
            isinstance(b, Tensor)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and a.numpy().tobytes() == b.numpy().tobytes()
        )
    if isinstance(a, (np.ndarray, np.generic)):
        return type(a) is type(b) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return type(b) is dict and list(a) == list(b) and all(alike(a[key], b[key]) for key in a)
    return type(a) is type(b) and (a == b or (a is not None and str(a) == str(b) == "nan"))


tensors = st.builds(
    lambda dtype, shape: (torch.randn(shape) * 100).to(DTYPES[dtype]),
    st.sampled_from([name for name in DTYPES if name not in ("bfloat16",)]),
    st.lists(st.integers(0, 3), max_size=4),
)
arrays = st.builds(
    lambda dtype, shape: np.zeros(shape, dtype) + 1,
    st.sampled_from(["f8", "f4", "f2", "i8", "i4", "u1", "?", "c16"]),
    st.lists(st.integers(0, 3), max_size=3),
)
plain = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**4000), 10**4000), st.floats(), st.text(), tensors, arrays,
    st.sampled_from([np.float32(1.5), np.int64(3), np.bool_(True), torch.float32, Seed(5), Stream(1, 5)]),
)  # fmt: skip
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(values)
@settings(max_examples=300, deadline=None)
def test_what_crosses_arrives_as_it_was(value: Any) -> None:
    assert alike(value, crossed(value))


def test_kinds_that_change_change_as_promised() -> None:
    point = namedtuple("point", "x y")(1, 2)
    assert crossed(point) == (1, 2)
    assert type(crossed(point)) is tuple
    assert type(crossed(OrderedDict(a=1))) is dict
    parameter = crossed(torch.nn.Parameter(torch.ones(2)))
    assert type(parameter) is Tensor
    assert not parameter.requires_grad
    assert crossed(torch.nn.Parameter(torch.ones(2)), keep_grad=True).requires_grad


def test_aliasing_inside_one_message_is_kept() -> None:
    x = torch.ones(3)
    a, (b, c) = crossed((x, [x, x.clone()]))
    assert a is b
    assert a is not c


def test_views_lose_their_strides_unless_asked_for() -> None:
    x = torch.arange(12.0).reshape(3, 4)
    assert crossed(x.T).is_contiguous()
    for shape in [(), (1,), (5,), (3, 4), (2, 0, 3), (2, 3, 4)]:
        tensor = torch.randn(shape)
        arrived = crossed(mark_view(tensor.clone()), generators={})
        assert torch.equal(arrived, tensor)
        if tensor.numel() > 1:
            assert not arrived.is_contiguous()


def test_generators_are_fresh_in_each_call_and_streams_go_on() -> None:
    kept: dict[int, torch.Generator] = {}
    fresh = [torch.rand(1, generator=crossed(Seed(3), generators=kept)) for _ in range(2)]
    going = [torch.rand(1, generator=crossed(Stream(1, 3), generators=kept)) for _ in range(2)]
    assert torch.equal(fresh[0], fresh[1])
    assert torch.equal(fresh[0], going[0])
    assert not torch.equal(going[0], going[1])


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (torch.eye(3).to_sparse(), "sparse"),
        (torch.empty(3, device="meta"), "meta"),
        pytest.param(10**5000, "4096 digits", id="huge"),
        (object(), "object"),
        ({1, 2}, "set"),
    ],
)
def test_what_cannot_cross_is_refused_in_words(value: Any, word: str) -> None:
    with pytest.raises(Unsendable, match=word):
        crossed(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(Unsendable, match="levels deep"):
        crossed(loop)


@pytest.mark.parametrize("device", ["cuda", "cuda:0", "cuda:99", "mps"])
def test_no_tensor_is_made_where_the_job_is_not(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.Tensor, "to", lambda *_: pytest.fail("touched"))
    tree = ["t", "float64", [1], device, False]
    with pytest.raises(Elsewhere, match=device.partition(":")[0]):
        Decoder(b"1" * 8, no_tag, device="cpu").decode(tree)
    if device != "cuda:0":
        with pytest.raises(Elsewhere):
            Decoder(b"1" * 8, no_tag, device="mps" if device != "mps" else "cuda").decode(tree)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU with CUDA here")
def test_a_tensor_of_the_jobs_device_arrives_there() -> None:
    encoder = Encoder(lambda _: [])
    tree = encoder.encode(torch.ones(2, device="cuda"))
    arrived = Decoder(encoder.blobs[0].tobytes(), no_tag, device="cuda").decode(tree)
    assert arrived.device == torch.device("cuda:0")


def test_keys_made_to_collide_are_refused_and_honest_ones_not() -> None:
    many = {key: None for i in range(20_000) for key in (i, -i, f"k{i}", (i, str(i)), i + 0.5)}
    assert crossed(many) == many
    colliding = {(2**61 - 1) * i: None for i in range(200)}
    with pytest.raises(ProtocolError, match="collide"):
        crossed(colliding)


@pytest.mark.parametrize(
    ("tree", "blob"),
    [
        (["t", "float64", [2], "cpu", False], b"12345678"),
        (["t", "float64", [1], "cpu", False], b"1" * 16),
        (["t", "float64", [-1], "cpu", False], b""),
        (["t", "float64", [2**39, 2**39], "cpu", False], b""),
        (["t", "float64", [True], "cpu", False], b"1" * 8),
        (["t", "float65", [1], "cpu", False], b"1" * 8),
        (["t", "float64", [1], "meta", False], b"1" * 8),
        (["t", "float64", [1], "cuda:99", False], b"1" * 8),
        (["a", "O8", [1]], b"1" * 8),
        (["a", "V8", [1]], b"1" * 8),
        (["s", 0], b""),
        (["s", -1], b""),
        (["D", 1], b""),
        (["D", ["L"], 1], b""),
        (["i", "f" * 4000], b""),
        (["i", "xyz"], b""),
        (["nothing"], b""),
        ([], b""),
        ({"a": 1}, b""),
        (b"bytes", b""),
    ],
)
def test_malformed_trees_are_refused(tree: Any, blob: bytes) -> None:
    with pytest.raises(ProtocolError):
        Decoder(blob, no_tag).decode(tree)


trees = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
              st.sampled_from(["t", "v", "a", "n", "s", "T", "L", "D", "g", "G", "i", "y", "float64", "cpu", "<f8"])),
    lambda inner: st.lists(inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@given(trees, st.binary(max_size=64))
@settings(max_examples=2000, deadline=None)
def test_no_tree_breaks_the_decoder(tree: Any, blob: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        Decoder(blob, no_tag).decode(tree)
