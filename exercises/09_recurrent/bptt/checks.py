"""Checks of backpropagation through time: each gradient by itself, from one step to several, then both oracles."""

from dlquiz.checks import check, close, gradient, holds, keeps_arguments

SIZES = [(1, 1, 2, 1), (1, 2, 1, 1), (3, 3, 3, 3), (2, 3, 2, 4)]  # (N, T, I, H)
NAMES = "grad_xs, grad_h0, grad_W_xh, grad_W_hh and grad_b"


def network(draw, N, T, I, H):
    return (
        draw.normal(N, T, I, mean=0.2, std=0.8),
        draw.normal(N, H, mean=0.2, std=0.6),
        draw.normal(H, I, mean=0.0, std=0.6),
        draw.normal(H, H, mean=0.0, std=0.8),
        draw.normal(H, mean=0.0, std=0.4),
    )


def problem(draw, N, T, I, H):
    return draw.normal(N, T, H), *network(draw, N, T, I, H)


def part(answer, position):
    five = isinstance(answer, (tuple, list)) and len(answer) == 5
    missing = " (nothing is returned; is a `return` missing?)" if answer is None else ""
    holds(five, f"rnn_backward has to return five gradients, {NAMES}{missing}")
    return answer[position] if five else None


def compare(impl, ref, draw, position):
    for sizes in SIZES:
        arguments = problem(draw, *sizes)
        close(part(impl.rnn_backward(*arguments), position), ref.rnn_backward(*arguments)[position])


@check("grad_b collects from every step", points=2)
def grad_b(impl, ref, draw):
    compare(impl, ref, draw, 4)


@check("grad_xs: each input gets what its step and all later ones send back", points=2)
def grad_xs(impl, ref, draw):
    compare(impl, ref, draw, 0)


@check("grad_h0 gets what arrives before the first step", points=1)
def grad_h0(impl, ref, draw):
    compare(impl, ref, draw, 1)


@check("grad_W_xh collects from every step", points=2)
def grad_W_xh(impl, ref, draw):
    compare(impl, ref, draw, 2)


@check("grad_W_hh collects from every step, with the state before it", points=2)
def grad_W_hh(impl, ref, draw):
    compare(impl, ref, draw, 3)


@check(
    "all five together are right, against finite differences too",
    points=2,
    needs=(grad_b, grad_xs, grad_h0, grad_W_xh, grad_W_hh),
)
def gradients(impl, ref, draw):
    for sizes in [(1, 1, 2, 2), (2, 3, 3, 2), (2, 2, 1, 3)]:
        gradient(impl, ref, forward="rnn_states", backward="rnn_backward", at=network(draw, *sizes))


@check("right where the loss looks at the last state only, and where states are saturated", points=1, needs=gradients)
def unusual(impl, ref, draw):
    grad_hs, *rest = problem(draw, 2, 4, 3, 2)
    grad_hs[:, :-1] = 0
    close(impl.rnn_backward(grad_hs, *rest), ref.rnn_backward(grad_hs, *rest))
    grad_hs, xs, *rest = problem(draw, 2, 3, 3, 2)
    xs[0] = 1e4 * xs[0]
    close(impl.rnn_backward(grad_hs, xs, *rest), ref.rnn_backward(grad_hs, xs, *rest))


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=gradients)
def edges(impl, ref, draw):
    grad_hs, xs, h0, *weights = problem(draw, 2, 3, 4, 5)
    strided = [draw.views(value) for value in (grad_hs, xs, h0, *weights)]
    for arguments in [(grad_hs[:0], xs[:0], h0[:0], *weights), strided]:
        close(impl.rnn_backward(*arguments), ref.rnn_backward(*arguments))


@check("the arguments stay as they are", points=1, needs=grad_b)
def pure(impl, ref, draw):
    keeps_arguments(impl.rnn_backward, *problem(draw, 2, 3, 4, 5))
