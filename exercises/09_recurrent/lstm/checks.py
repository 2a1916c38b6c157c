"""Checks of the LSTM step: the memory, then what is shown of it, gates at their ends, steps in a row, edges."""

from dlquiz.checks import check, close, holds, keeps_arguments

SIZES = [(1, 1, 1), (2, 3, 1), (2, 2, 2), (3, 2, 4), (4, 5, 6)]  # (N, I, H)


def cell(draw, I, H):
    return (
        draw.normal(4 * H, I, mean=0.0, std=0.7),
        draw.normal(4 * H, H, mean=0.0, std=0.7),
        draw.normal(4 * H, mean=0.0, std=0.6),
        draw.normal(4 * H, mean=0.0, std=0.6),
    )


def problem(draw, N, I, H):
    return draw.normal(N, I), draw.normal(N, H, mean=0.0, std=0.6), draw.normal(N, H), *cell(draw, I, H)


def part(answer, position):
    two = isinstance(answer, (tuple, list)) and len(answer) == 2
    missing = " (nothing is returned; is a `return` missing?)" if answer is None else ""
    holds(two, f"lstm_step has to return two tensors: h and c after the step{missing}")
    return answer[position] if two else None


@check("the memory keeps what the forget gate lets stay, and takes in what the input gate lets in", points=3)
def memory(impl, ref, draw):
    for sizes in SIZES:
        arguments = problem(draw, *sizes)
        close(part(impl.lstm_step(*arguments), 1), ref.lstm_step(*arguments)[1])


@check("the state shows the new memory through the output gate", points=2)
def shown(impl, ref, draw):
    for sizes in SIZES:
        arguments = problem(draw, *sizes)
        close(part(impl.lstm_step(*arguments), 0), ref.lstm_step(*arguments)[0])


@check("gates may be wide open or shut", points=1, needs=(memory, shown))
def saturated(impl, ref, draw):
    for block in range(4):
        for size in (-1e4, 1e4):
            x, h, c, W_ih, W_hh, b_ih, b_hh = problem(draw, 2, 3, 2)
            b_ih[2 * block : 2 * block + 2] = size
            close(impl.lstm_step(x, h, c, W_ih, W_hh, b_ih, b_hh), ref.lstm_step(x, h, c, W_ih, W_hh, b_ih, b_hh))


@check("several steps in a row are right", points=1, needs=(memory, shown))
def in_a_row(impl, ref, draw):
    xs = draw.normal(5, 2, 3)
    _, h, c, *weights = problem(draw, 2, 3, 4)
    mine, due = (h, c), (h, c)
    for x in xs:
        mine, due = impl.lstm_step(x, *mine, *weights), ref.lstm_step(x, *due, *weights)
        close(mine, due)


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=(memory, shown))
def edges(impl, ref, draw):
    x, h, c, *weights = problem(draw, 3, 2, 4)
    strided = [draw.views(value) for value in (x, h, c, *weights)]
    for arguments in [(x[:0], h[:0], c[:0], *weights), strided]:
        close(impl.lstm_step(*arguments), ref.lstm_step(*arguments))


@check("the arguments stay as they are", points=1, needs=(memory, shown))
def pure(impl, ref, draw):
    keeps_arguments(impl.lstm_step, *problem(draw, 3, 2, 4))
