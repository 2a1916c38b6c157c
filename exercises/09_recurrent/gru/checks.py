"""Checks of the GRU step: the mixture without biases, where the biases stand, gates at their ends, edges."""

from dlquiz.checks import check, close, keeps_arguments

SIZES = [(1, 1, 1), (2, 3, 1), (2, 2, 2), (3, 2, 4), (4, 5, 3)]  # (N, I, H)


def problem(draw, N, I, H):
    return (
        draw.normal(N, I, std=1.0),
        draw.normal(N, H, std=1.0),
        draw.normal(3 * H, I, mean=0.0, std=0.7),
        draw.normal(3 * H, H, mean=0.0, std=0.7),
        draw.normal(3 * H, mean=0.0, std=0.6),
        draw.normal(3 * H, mean=0.0, std=0.6),
    )


@check("without biases: the gates, the proposal and their mixture", points=3)
def no_biases(impl, ref, draw):
    for sizes in SIZES:
        *unbiased, b_ih, b_hh = problem(draw, *sizes)
        arguments = *unbiased, b_ih.new_zeros(len(b_ih)), b_hh.new_zeros(len(b_hh))
        close(impl.gru_step(*arguments), ref.gru_step(*arguments))


@check("the biases stand where they belong", points=2)
def biases(impl, ref, draw):
    for sizes in SIZES:
        arguments = problem(draw, *sizes)
        close(impl.gru_step(*arguments), ref.gru_step(*arguments))


@check("gates may be wide open or shut", points=1, needs=(no_biases, biases))
def saturated(impl, ref, draw):
    for block in range(3):
        for size in (-1e4, 1e4):
            x, h, W_ih, W_hh, b_ih, b_hh = problem(draw, 2, 3, 2)
            b_ih[2 * block : 2 * block + 2] = size
            close(impl.gru_step(x, h, W_ih, W_hh, b_ih, b_hh), ref.gru_step(x, h, W_ih, W_hh, b_ih, b_hh))


@check("several steps in a row are right", points=1, needs=(no_biases, biases))
def in_a_row(impl, ref, draw):
    _, h, *weights = problem(draw, 2, 3, 4)
    mine = due = h
    for x in draw.normal(5, 2, 3):
        mine, due = impl.gru_step(x, mine, *weights), ref.gru_step(x, due, *weights)
        close(mine, due)


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=(no_biases, biases))
def edges(impl, ref, draw):
    x, h, *weights = problem(draw, 3, 2, 4)
    strided = [draw.views(value) for value in (x, h, *weights)]
    for arguments in [(x[:0], h[:0], *weights), strided]:
        close(impl.gru_step(*arguments), ref.gru_step(*arguments))


@check("the arguments stay as they are", points=1, needs=(no_biases, biases))
def pure(impl, ref, draw):
    keeps_arguments(impl.gru_step, *problem(draw, 3, 2, 4))
