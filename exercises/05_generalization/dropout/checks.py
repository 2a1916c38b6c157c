"""Checks of dropout: what is exact is compared, what is random is counted.

Answers may draw their coins in any way, so no draw is held against the reference's. What is filed is true of every
right answer, or nearly: statistics lie within Z standard deviations. A check files at most 20 of them, in both dtypes
together, and a normal number lies beyond Z once in 240 000 times: a false alarm once in 12 000 checks.
What is said to have been the same in all calls is so by chance less than once in a million checks.
"""

import math

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, there, within

Z = 4.6
MASK = {"rtol": 1e-5, "reason": "a mask of float32 is fine"}  # dividing a bool tensor by a number makes one


def like(y, x):
    """True if y is a tensor like x. Files the difference, and nothing of the numbers, which are random."""
    close(torch.zeros_like(y) if isinstance(y, torch.Tensor) else y, torch.zeros_like(x))
    return isinstance(y, torch.Tensor) and y.shape == x.shape


def draws(impl, draw, x, p, times):
    """(times, *x.shape): the answers of calls in a row, from one generator. None if they are not like x."""
    y = there(impl, calls_in_a_row, x, p, draw.stream(), times)
    stacked = isinstance(y, torch.Tensor) and y.shape == (times, *x.shape)
    return y if like(y[0] if stacked else y, x) and stacked else None


def calls_in_a_row(module, x, p, generator, times):
    """The answers, stacked; or the first that is not like x."""
    answers = [module.dropout(x, p, True, generator) for _ in range(times)]
    odd = [y for y in answers if not isinstance(y, torch.Tensor) or y.shape != x.shape or y.dtype != x.dtype]
    return odd[0] if odd else torch.stack(answers)


@check("what is kept is divided by 1 − p, the rest is 0", points=2)
def scaled(impl, ref, draw):
    x = draw.normal(3, 7)
    for p in (0.3, 0.6):  # not ½, where p and 1 − p are the same
        y = draws(impl, draw, x, p, times=20)
        if y is None:
            return
        kept = y != 0
        holds(kept.any(), "every element was 0, in 20 calls")
        holds(not kept.all(), "no element was dropped, in 20 calls")
        if kept.any():
            factors = (y / x)[kept]
            spread = (factors.max() - factors.min()) / factors.max()
            holds(not spread > 1e-3, "the kept elements are not all multiplied by the same factor")
            if not spread > 1e-3:
                for factor in (factors.min(), factors.max()):
                    close(factor, draw.tensor(1 / (1 - p)), why="the factor on what is kept", **MASK)


@check("each element has a coin of its own", points=2)
def independent(impl, ref, draw):
    p, x = 0.4, draw.normal(6, 9)
    y = draws(impl, draw, x, p, times=40)
    if y is None:
        return
    kept = y != 0
    per_call, per_row = kept.sum((1, 2)), kept.sum(2)
    facts = {
        "every element was changed in every call, and none was dropped": bool((kept & (y != x)).all()),
        "no element was ever dropped": bool(kept.all()),
        "no element was ever kept": not kept.any(),
        "all 40 calls dropped the same elements": alike(kept, 0),
        "all elements of a call were dropped or kept together": bool(((per_call == 0) | (per_call == x.numel())).all()),
        "all elements of a row were dropped or kept together": alike(kept, 2),
        "all elements of a column were dropped or kept together": alike(kept, 1),
        "each call dropped exactly as many elements as every other": alike(per_call, 0),
        "each row lost exactly as many elements as every other": alike(per_row.flatten(), 0),
        "some of the elements were kept in all 40 calls": bool(kept.all(0).any()),  # 54 · 0.6⁴⁰ by chance: 10⁻⁷
        "some of the elements were dropped in all 40 calls": not kept.any(0).all(),
    }
    for fact, found in facts.items():
        holds(not found, fact)
        if found:
            return  # what follows from it is no news
    coins = kept.double()
    coins = (coins - coins.mean()) / coins.std()  # by their own mean: how often one falls is the next check's
    for axis, name in ((1, "rows"), (2, "columns")):
        size = kept.shape[axis]
        products = coins.narrow(axis, 0, size - 1) * coins.narrow(axis, 1, size - 1)  # independent: mean 0, variance 1
        within(products.mean(), 0, Z / math.sqrt(products.numel()), f"the correlation of neighbouring {name}")
    channels(impl, draw, p)


def alike(numbers, axis):
    """True if all slices along an axis are equal."""
    return bool((numbers == numbers.narrow(axis, 0, 1)).all())


def channels(impl, draw, p):
    """The same in an image, where a mask of (N, C) would drop whole channels."""
    y = draws(impl, draw, draw.normal(2, 3, 4, 5), p, times=10)
    if y is None:
        return
    for axis, name in enumerate(("examples", "channels", "rows", "columns"), start=1):
        holds(not alike(y != 0, axis), f"in (N, C, H, W), all {name} have the same mask")


@check("an element is dropped with probability p", points=2, needs=independent)
def frequency(impl, ref, draw):
    for p in (0.1, 0.35, 0.8):
        x = draw.normal(60, 100)
        y = impl.dropout(x, p, True, draw.generator())
        if not like(y, x):
            return
        dropped = (y == 0).double().mean()
        half_width = Z * math.sqrt(p * (1 - p) / x.numel())  # a mean of coins, each of variance p(1 − p)
        within(dropped, p, half_width, f"the share of dropped elements at p = {p}")


@check("on average, the output is the input", points=1, needs=independent)
def expectation(impl, ref, draw):
    row, times = draw.tensor([0.5, -2.0, 3.0, 8.0]), 1500
    for p in (0.3, 0.6):
        x = row.repeat(times, 1)
        y = impl.dropout(x, p, True, draw.generator())
        if not like(y, x):
            return
        for value, mean in zip(row.tolist(), y.double().mean(0).tolist(), strict=True):
            half_width = Z * abs(value) * math.sqrt(p / (1 - p) / times)  # x · coin / (1 − p) has variance x² p/(1 − p)
            within(mean, value, half_width, f"the mean of {times} answers for x = {value:g} at p = {p}")


@check("evaluation changes nothing", points=2)
def evaluation(impl, ref, draw):
    x = draw.normal(200)
    y = impl.dropout(x, 0.5, True, draw.generator())
    if not like(y, x):
        return
    holds(not torch.equal(y, x), "training changed nothing either")
    y = impl.dropout(x, 0.5, False, draw.generator())
    if not like(y, x):
        return
    dropped = bool((y == 0).any())  # which ones is random
    holds(not dropped, "elements were dropped in evaluation")
    if not dropped:
        for x in inputs(draw):
            close(impl.dropout(x, 0.3, False, draw.generator()), x)
        for p in (0.0, 0.5, 1.0):
            close(impl.dropout(x, p, False, draw.generator()), x)


def inputs(draw):
    """One number and many, nothing at all, a view in three dimensions."""
    return draw.normal(1), draw.normal(200), draw.normal(0, 3), draw.views(draw.normal(4, 5, 6))


@check("p = 0 keeps everything, p = 1 nothing", points=1, needs=scaled)
def ends(impl, ref, draw):
    for x in inputs(draw):
        for p, expected in ((0.0, x), (1.0, torch.zeros_like(x))):
            close(impl.dropout(x, p, True, draw.generator()), expected, why=f"p = {p:g}")


@check("the generator decides, and nothing else", points=1)
def repeatable(impl, ref, draw):
    x, one, other, stream = draw.normal(8, 9), draw.generator(), draw.generator(), draw.stream()
    first, again, different = (impl.dropout(x, 0.5, True, generator) for generator in (one, one, other))
    if not all(like(y, x) for y in (first, again, different)):
        return
    holds(torch.equal(first, again), "two calls with generators in the same state dropped different elements")
    holds(not torch.equal(first, different), "two calls with generators in different states dropped the same elements")
    following = impl.dropout(x, 0.5, True, stream), impl.dropout(x, 0.5, True, stream)
    holds(not torch.equal(*following), "two calls in a row with one generator dropped the same elements")
    moved = there(impl, moves_global_generator, x, one)
    holds(not moved, "the call drew from PyTorch's global generator, or seeded it")


def moves_global_generator(module, x, generator):
    torch.rand(1)  # away from where an earlier call may have set it
    before = torch.get_rng_state()
    module.dropout(x, 0.5, True, generator)
    return not torch.equal(before, torch.get_rng_state())


@check("the backward passes on what was kept, by the same factor", points=2)
def backward(impl, ref, draw):
    for shape in [(1,), (6,), (4, 5), (2, 3, 4)]:
        for p in (0.2, 0.7):
            grad_output, kept = draw.normal(*shape), draw.bernoulli(*shape, p=1 - p)
            close(impl.dropout_backward(grad_output, kept, p), ref.dropout_backward(grad_output, kept, p), **MASK)


@check("the backward knows p = 0 and p = 1", points=1, needs=backward)
def backward_ends(impl, ref, draw):
    for shape in [(1,), (3, 4), (0, 3)]:
        grad_output = draw.normal(*shape)
        for p in (0.0, 1.0):
            kept = torch.full_like(grad_output, 1 - p).bool()
            close(
                impl.dropout_backward(grad_output, kept, p),
                ref.dropout_backward(grad_output, kept, p),
                why=f"p = {p:g}",
            )


@check("the backward is the slope of your own forward", points=1, needs=(scaled, repeatable))
def slope(impl, ref, draw):
    p, x, grad_output, generator = 0.3, draw.normal(8, 9), draw.normal(8, 9), draw.generator()
    right, left = impl.dropout(x + 1, p, True, generator), impl.dropout(x - 1, p, True, generator)
    if not (like(right, x) and like(left, x)):
        return
    slopes = (right - left) / 2  # the forward is linear in each element, so a large step is as good as a small one
    kept = slopes.abs() > 0.5
    holds(kept.any() and not kept.all(), "with the same coins, every element was kept or every element dropped")
    if kept.any():
        grad = impl.dropout_backward(grad_output, kept, p)
        if like(grad, x):
            holds((grad[~kept] == 0).all(), "a dropped element has a gradient")
            factors = (grad / grad_output)[kept]
            for factor, wanted in ((factors.min(), slopes[kept].min()), (factors.max(), slopes[kept].max())):
                close(factor, wanted, rtol=1e-3, reason="a difference of two calls", why="the factor on what was kept")


@check("the arguments stay as they are", points=1, needs=(scaled, backward))
def pure(impl, ref, draw):
    keeps_arguments(impl.dropout, draw.normal(4, 5), 0.5, True, draw.generator())
    keeps_arguments(impl.dropout, draw.normal(4, 5), 0.5, False, draw.generator())
    keeps_arguments(impl.dropout_backward, draw.normal(4, 5), draw.bernoulli(4, 5), 0.5)
