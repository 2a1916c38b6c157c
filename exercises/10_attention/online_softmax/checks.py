"""Checks of attention in blocks: values, block sizes, stability, what is held at once, long sequences.

What is held is measured twice: beside the code, by the tensors that are alive, which names the fault; and at the end
from outside, by the sandbox's limit on memory, which no code can talk its way around.
"""

import math

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, there

SHAPES = [  # (leading, L, S, E, D)
    ((), 1, 1, 1, 1),
    ((), 1, 2, 1, 1),
    ((), 3, 5, 4, 2),
    ((), 5, 3, 2, 4),
    ((2, 3), 3, 7, 5, 6),
]


def qkv(draw, leading, L, S, E, D):
    return draw.normal(*leading, L, E), draw.normal(*leading, S, E), draw.normal(*leading, S, D)


def agree(impl, ref, arguments, *block_size):
    close(impl.online_softmax_attention(*arguments, *block_size), ref.online_softmax_attention(*arguments, *block_size))


@check("one block with all keys gives the formula's answer", points=2)
def one_block(impl, ref, draw):
    for shape in SHAPES:
        for block_size in (shape[2], 64):
            agree(impl, ref, qkv(draw, *shape), block_size)
    agree(impl, ref, [draw.views(argument) for argument in qkv(draw, (2,), 3, 5, 4, 2)])


@check("blocks of any size give the same answer", points=3)
def blocks(impl, ref, draw):
    for shape, sizes in zip(SHAPES[1:], [(1,), (1, 2, 3, 4), (1, 2), (2, 3, 6)], strict=True):
        for block_size in sizes:
            agree(impl, ref, qkv(draw, *shape), block_size)
    agree(impl, ref, qkv(draw, (2,), 4, 130, 3, 2))  # two blocks of 64 and the rest
    arguments = qkv(draw, (), 3, 5, 4, 2)
    close(
        impl.online_softmax_attention(*arguments, block_size=2), ref.online_softmax_attention(*arguments, block_size=2)
    )


@check("scores of any size neither overflow nor vanish", points=2, needs=blocks)
def stable(impl, ref, draw):
    query = draw.tensor([[1.0], [2.0]])
    key = draw.tensor([[3.0], [1.0], [4.0], [1.0], [5.0]])
    values = draw.normal(5, 2)
    for factor in (900.0, -900.0):  # the largest score comes last, the smallest does; all are positive, all negative
        agree(impl, ref, (factor * query, key, values), 2)
        agree(impl, ref, (factor * query, key.flip(0), values), 1)
    unequal = draw.tensor([[1000.0], [1.0], [-1000.0]])  # each query has a largest score of its own
    agree(impl, ref, (unequal, key, values), 2)
    arguments = qkv(draw, (2,), 4, 6, 8, 3)
    agree(impl, ref, (500 * arguments[0], *arguments[1:]), 2)
    agree(impl, ref, (0 * query, key, values), 3)  # all scores are 0: the mean of the values


def held(module, query, key, value, block_size):
    """(the largest tensor, the most at once): numbers of query's dtype that the call makes, by the bytes."""
    import weakref

    from torch.overrides import TorchFunctionMode

    alive, most = {}, [0, 0]  # address of a storage → [tensors that use it, bytes]

    def gone(address):
        alive[address][0] -= 1
        if not alive[address][0]:
            del alive[address]

    class Watch(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            result = function(*args, **(kwargs or {}))
            for tensor in result if isinstance(result, (tuple, list)) else (result,):
                if isinstance(tensor, torch.Tensor):
                    storage = tensor.untyped_storage()
                    alive.setdefault(storage.data_ptr(), [0, storage.nbytes()])[0] += 1
                    weakref.finalize(tensor, gone, storage.data_ptr())
                    most[0] = max(most[0], storage.nbytes())
            most[1] = max(most[1], sum(size for _, size in alive.values()))
            return result

    with Watch():
        module.online_softmax_attention(query, key, value, block_size)
    return [size // query.element_size() for size in most]


def in_memory(impl, draw):
    """Files what is held for short sequences; True if it is little."""
    L, S = 640, 320
    largest, most = there(impl, held, *qkv(draw, (), L, S, 2, 1), 16)
    everything = L * S
    counted = f"L = {L}, S = {S}, block_size = 16: "
    holds(largest < everything, f"{counted}a tensor of {largest} numbers is made, and L · S is {everything}")
    holds(most < everything, f"{counted}{most} numbers are held at once, and L · S is {everything}")
    return most < everything


@check("the L × S scores are never held", points=2, needs=blocks, dtypes=("float32",))
def memory(impl, ref, draw):
    in_memory(impl, draw)


@check(
    "4 096 positions are right in float32",
    points=1,
    needs=(blocks, stable),
    dtypes=("float32",),
    heavy=True,
    seconds=20,
)
def long(impl, ref, draw):
    arguments = qkv(draw, (), 4096, 4096, 3, 2)
    close(
        impl.online_softmax_attention(*arguments, 256), ref.online_softmax_attention(*arguments, 256),
        condition=math.sqrt(4096),
    )  # fmt: skip


@check("32 768 positions fit into 1 GiB", points=2, needs=(memory, long), dtypes=("float32",), heavy=True, seconds=150)
def longer(impl, ref, draw):
    if not in_memory(impl, draw):  # this check is also run outside the sandbox, where nothing stops 4 GiB
        return
    query, key, value = draw.normal(32_768, 2), draw.normal(32_768, 2), draw.normal(32_768, 1)
    some = draw.permutation(32_768)[:50]
    due = ref.online_softmax_attention(query[some], key, value, 1024)
    close(there(impl, some_rows, query, key, value, some), due, condition=math.sqrt(32_768))


def some_rows(module, query, key, value, rows):
    """The answers to some of the queries, if there is one to each."""
    answer = module.online_softmax_attention(query, key, value, 32)
    return answer[rows] if len(answer) == len(query) else answer


@check("the arguments stay as they are", points=1, needs=one_block)
def pure(impl, ref, draw):
    keeps_arguments(impl.online_softmax_attention, *qkv(draw, (2,), 3, 4, 4, 3), 2)
