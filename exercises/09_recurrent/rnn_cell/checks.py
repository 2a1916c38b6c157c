"""Checks of the recurrent network: a step, the walk and its end, the outputs by mode, sizes at the edge."""

from dlquiz.checks import check, close, holds, keeps_arguments, raises

STEPS = [(1, 1, 1), (2, 3, 3), (1, 2, 3), (3, 4, 2), (4, 1, 2)]  # (N, I, H)
WALKS = [(1, 1, 2, 3), (1, 2, 1, 1), (2, 2, 3, 3), (3, 3, 2, 4), (2, 5, 4, 3), (4, 3, 1, 2)]  # (N, T, I, H)
READS = [(1, 1, 1, 1), (2, 2, 3, 3), (3, 4, 2, 5), (4, 2, 3, 1)]  # (N, T, H, K)


def weights(draw, I, H):
    return (
        draw.normal(H, I, mean=0.0, std=0.6),
        draw.normal(H, H, mean=0.0, std=0.6),
        draw.normal(H, mean=0.0, std=0.5),
    )


def walk(draw, N, T, I, H):
    return draw.normal(N, T, I, mean=0.3, std=1.0), draw.normal(N, H, mean=0.2, std=0.8), *weights(draw, I, H)


def reading(draw, N, T, H, K):
    return draw.normal(N, T, H), draw.normal(K, H), draw.normal(K)


def part(answer, position):
    two = isinstance(answer, (tuple, list)) and len(answer) == 2
    missing = " (nothing is returned; is a `return` missing?)" if answer is None else ""
    holds(two, f"rnn_forward has to return two tensors: all states, and the last{missing}")
    return answer[position] if two else None


@check("one step makes the new state of the input and the old state", points=3)
def step(impl, ref, draw):
    for N, I, H in STEPS:
        arguments = draw.normal(N, I), draw.normal(N, H, mean=0.0, std=0.8), *weights(draw, I, H)
        close(impl.rnn_step(*arguments), ref.rnn_step(*arguments))
    x, h, W_xh, W_hh, b = draw.normal(2, 3), draw.normal(2, 2), *weights(draw, 3, 2)
    close(impl.rnn_step(1e4 * x, h, W_xh, W_hh, b), ref.rnn_step(1e4 * x, h, W_xh, W_hh, b))


@check("hs holds the state after each step", points=2)
def states(impl, ref, draw):
    for sizes in WALKS:
        arguments = walk(draw, *sizes)
        close(part(impl.rnn_forward(*arguments), 0), ref.rnn_forward(*arguments)[0])


@check("the last state comes out by itself, too", points=1)
def last_state(impl, ref, draw):
    for sizes in WALKS:
        arguments = walk(draw, *sizes)
        close(part(impl.rnn_forward(*arguments), 1), ref.rnn_forward(*arguments)[1])


@check("in mode all there is an output at every step", points=1)
def outputs_all(impl, ref, draw):
    for sizes in READS:
        arguments = reading(draw, *sizes)
        close(impl.rnn_outputs(*arguments, "all"), ref.rnn_outputs(*arguments, "all"))


@check("in mode last there is one output, of the last step", points=1)
def outputs_last(impl, ref, draw):
    for sizes in READS:
        arguments = reading(draw, *sizes)
        close(impl.rnn_outputs(*arguments, mode="last"), ref.rnn_outputs(*arguments, mode="last"))


@check("a mode that does not exist is refused", points=1, needs=(outputs_all, outputs_last))
def no_such_mode(impl, ref, draw):
    for mode in ("first", "", "LAST"):
        raises(ValueError, impl.rnn_outputs, *reading(draw, 2, 3, 2, 4), mode)


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=(step, states, last_state, outputs_last))
def edges(impl, ref, draw):
    xs, h0, *rest = walk(draw, 2, 3, 4, 5)
    strided = [draw.views(value) for value in (xs, h0, *rest)]
    for arguments in [(xs[:0], h0[:0], *rest), strided]:
        close(impl.rnn_forward(*arguments), ref.rnn_forward(*arguments))
        now = (arguments[0][:, 1], *arguments[1:])
        close(impl.rnn_step(*now), ref.rnn_step(*now))
    hs, *read = reading(draw, 2, 3, 4, 5)
    for arguments in [(hs[:0], *read), [draw.views(value) for value in (hs, *read)]]:
        for mode in ("all", "last"):
            close(impl.rnn_outputs(*arguments, mode), ref.rnn_outputs(*arguments, mode))


@check("the arguments stay as they are", points=1, needs=(step, states, last_state, outputs_all, outputs_last))
def pure(impl, ref, draw):
    xs, *rest = walk(draw, 2, 3, 4, 5)
    keeps_arguments(impl.rnn_step, xs[:, 0], *rest)
    keeps_arguments(impl.rnn_forward, xs, *rest)
    for mode in ("all", "last"):
        keeps_arguments(impl.rnn_outputs, *reading(draw, 2, 3, 4, 5), mode)
