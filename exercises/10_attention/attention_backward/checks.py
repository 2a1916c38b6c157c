"""Checks of attention's backward: each gradient by itself, both oracles, then sizes at the edge."""

from dlquiz.checks import check, close, gradient, holds, keeps_arguments

SIZES = [(2, 2, 1, 1), (1, 2, 2, 3), (2, 3, 2, 1), (3, 3, 3, 3), (3, 2, 4, 5)]  # (L, S, E, D)
NAMES = "grad_query, grad_key and grad_value"


def inputs(draw, leading, L, S, E, D):
    return draw.normal(*leading, L, E), draw.normal(*leading, S, E), draw.normal(*leading, S, D)


def part(answer, position):
    three = isinstance(answer, (tuple, list)) and len(answer) == 3
    missing = " (nothing is returned; is a `return` missing?)" if answer is None else ""
    holds(three, f"attention_backward has to return three gradients, {NAMES}{missing}")
    return answer[position] if three else None


def compare(impl, ref, draw, position):
    for L, S, E, D in SIZES:
        arguments = (draw.normal(L, D), *inputs(draw, (), L, S, E, D))
        close(part(impl.attention_backward(*arguments), position), ref.attention_backward(*arguments)[position])


@check("grad_value: each value collects from all queries, by its weights", points=2)
def grad_value(impl, ref, draw):
    compare(impl, ref, draw, 2)


@check("grad_query, back through the softmax to the queries", points=3)
def grad_query(impl, ref, draw):
    compare(impl, ref, draw, 0)


@check("grad_key, back through the softmax to the keys", points=3)
def grad_key(impl, ref, draw):
    compare(impl, ref, draw, 1)


@check("right with none, one and two leading dimensions", points=2, needs=(grad_query, grad_key, grad_value))
def leading_dimensions(impl, ref, draw):
    for leading in [(), (2,), (2, 3), (1, 2, 1)]:
        at = inputs(draw, leading, 2, 3, 3, 2)
        gradient(impl, ref, forward="attention", backward="attention_backward", at=at)


@check("large scores do not overflow", points=1, needs=(grad_query, grad_key, grad_value))
def large_scores(impl, ref, draw):
    for size in (60.0, 1e4):
        query, key, value = inputs(draw, (2,), 2, 3, 4, 2)
        arguments = (draw.normal(2, 2, 2), query * size, key, value)
        close(impl.attention_backward(*arguments), ref.attention_backward(*arguments))


@check("a single key, no queries, an empty batch and non-contiguous tensors are fine", 1, needs=leading_dimensions)
def edges(impl, ref, draw):
    query, key, value = inputs(draw, (2, 3), 4, 5, 3, 2)
    grad_output = draw.normal(2, 3, 4, 2)
    for arguments in [
        (grad_output, query, key[..., :1, :], value[..., :1, :]),
        (grad_output[..., :0, :], query[..., :0, :], key, value),
        (grad_output[:0], query[:0], key[:0], value[:0]),
        (draw.views(grad_output), draw.views(query), draw.views(key), draw.views(value)),
    ]:
        close(impl.attention_backward(*arguments), ref.attention_backward(*arguments))


@check("the arguments stay as they are", points=1, needs=grad_value)
def pure(impl, ref, draw):
    keeps_arguments(impl.attention_backward, draw.normal(2, 3), *inputs(draw, (), 2, 4, 3, 3))
