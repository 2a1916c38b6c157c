"""Checks of the parameter count. The smallest cases come first; in none of them are two of the sizes equal."""

from dlquiz.checks import check, close, raises

KINDS = ("rnn", "gru", "lstm")


def sizes(draw):
    return [(1, 2), (2, 1), (3, 5), (10, 20), (draw.integer(5, 40), draw.integer(41, 90))]


@check("a plain cell: a matrix for the input, one for the state, two biases", points=2)
def plain(impl, ref, draw):
    for setting in sizes(draw):
        close(impl.rnn_params("rnn", *setting), ref.rnn_params("rnn", *setting))


@check("a GRU has three such blocks, an LSTM four", points=2)
def gates(impl, ref, draw):
    for kind in ("gru", "lstm"):
        for setting in sizes(draw):
            close(impl.rnn_params(kind, *setting), ref.rnn_params(kind, *setting))


@check("a layer above reads the states of the one below", points=2, needs=plain)
def layers(impl, ref, draw):
    for kind in KINDS:
        for setting in [(2, 3, 1), (2, 3, 2), (5, 2, 3), (1, 4, 5), (draw.integer(5, 40), draw.integer(41, 90), 4)]:
            close(impl.rnn_params(kind, *setting), ref.rnn_params(kind, *setting))
        close(impl.rnn_params(kind, 5, 3, num_layers=2), ref.rnn_params(kind, 5, 3, num_layers=2))


@check("a second direction has a cell of its own", points=1, needs=plain)
def directions(impl, ref, draw):
    for kind in KINDS:
        for setting in [(2, 3), (7, 4), (1, 5)]:
            close(
                impl.rnn_params(kind, *setting, bidirectional=True), ref.rnn_params(kind, *setting, bidirectional=True)
            )


@check("with both, a layer above reads the states of both directions", points=2, needs=(layers, directions))
def both(impl, ref, draw):
    for kind in KINDS:
        for setting in [(2, 3, 2), (5, 2, 3), (1, 4, 5), (draw.integer(5, 40), draw.integer(41, 90), 4)]:
            close(impl.rnn_params(kind, *setting, True), ref.rnn_params(kind, *setting, True))
            close(impl.rnn_params(kind, *setting, False), ref.rnn_params(kind, *setting, False))


@check("a kind that does not exist is refused", points=1)
def no_such_kind(impl, ref, draw):
    for kind in ("cnn", "", "transformer"):
        raises(ValueError, impl.rnn_params, kind, 3, 4)


@check("numbers below 1 are refused", points=1)
def below_one(impl, ref, draw):
    for setting in [(0, 2), (2, 0), (-3, 4), (4, -3), (2, 3, 0), (2, 3, -1), (-3, -4)]:
        raises(ValueError, impl.rnn_params, "rnn", *setting)
