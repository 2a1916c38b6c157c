"""Checks of the MLP's forward pass: depth by depth, each activation, unknown names, empty batches."""

from itertools import pairwise

from dlquiz.checks import check, close, keeps_arguments, raises


def network(draw, *widths):
    """The layers of a network whose units see both signs, so that every activation shows."""
    return [(draw.normal(o, i, mean=0.0, std=1.0), draw.normal(o, mean=0.0, std=1.0)) for i, o in pairwise(widths)]


def inputs(draw, N, D):
    return draw.normal(N, D, mean=0.0, std=1.5)


@check("one layer is an affine map, without activation", points=1)
def one_layer(impl, ref, draw):
    for N, widths in [(1, (1, 1)), (2, (3, 3)), (4, (3, 2))]:
        x, layers = inputs(draw, N, widths[0]), network(draw, *widths)
        close(impl.mlp_forward(x, layers), ref.mlp_forward(x, layers))


@check("two layers have the activation between them and nowhere else", points=2)
def two_layers(impl, ref, draw):
    for N, widths in [(3, (1, 1, 1)), (3, (3, 3, 3)), (2, (2, 5, 3)), (4, (3, 6, 2))]:
        x, layers = inputs(draw, N, widths[0]), network(draw, *widths)
        close(impl.mlp_forward(x, layers), ref.mlp_forward(x, layers))
    by_hand = [
        (draw.tensor([[1.0], [-1.0]]), draw.tensor([0.0, 1.0])),
        (draw.tensor([[-2.0, 5.0]]), draw.tensor([1.0])),
    ]
    close(impl.mlp_forward(draw.tensor([[3.0]]), by_hand), ref.mlp_forward(draw.tensor([[3.0]]), by_hand))


@check("deeper networks have it after every layer but the last", points=2)
def deep(impl, ref, draw):
    for N, widths in [(2, (2, 4, 3, 2)), (3, (2, 5, 6, 4, 3)), (4, (4, 4, 4, 4, 4, 4))]:
        x, layers = inputs(draw, N, widths[0]), network(draw, *widths)
        close(impl.mlp_forward(x, layers), ref.mlp_forward(x, layers))


@check("each activation is called by its name", points=2, needs=(one_layer, two_layers))
def activations(impl, ref, draw):
    for name in ("relu", "tanh", "sigmoid"):
        for N, widths in [(1, (1, 1)), (2, (2, 4, 3)), (3, (4, 5, 3, 2))]:
            x, layers = inputs(draw, N, widths[0]), network(draw, *widths)
            close(impl.mlp_forward(x, layers, name), ref.mlp_forward(x, layers, name))
            close(impl.mlp_forward(x, layers, activation=name), ref.mlp_forward(x, layers, activation=name))


@check("an unknown activation is a ValueError", points=1, needs=one_layer)
def unknown(impl, ref, draw):
    x, layers = inputs(draw, 2, 3), network(draw, 3, 4, 2)
    raises(ValueError, impl.mlp_forward, x, layers, "step")
    raises(ValueError, impl.mlp_forward, x, layers, "")


@check("an empty batch, non-contiguous tensors and numbers far from 0 are fine", points=1, needs=(deep, activations))
def edges(impl, ref, draw):
    layers = network(draw, 3, 4, 5, 2)
    strided = [(draw.views(weight), draw.views(bias)) for weight, bias in layers]
    for name in ("relu", "tanh", "sigmoid"):
        close(impl.mlp_forward(inputs(draw, 0, 3), layers, name), ref.mlp_forward(inputs(draw, 0, 3), layers, name))
        x = draw.views(inputs(draw, 4, 3))
        close(impl.mlp_forward(x, strided, name), ref.mlp_forward(x, strided, name))
        x = 1000 * inputs(draw, 4, 3)
        close(impl.mlp_forward(x, layers, name), ref.mlp_forward(x, layers, name))


@check("the arguments stay as they are", points=1, needs=(deep, activations))
def pure(impl, ref, draw):
    for name in ("relu", "tanh", "sigmoid"):
        keeps_arguments(impl.mlp_forward, inputs(draw, 2, 3), network(draw, 3, 4, 5, 2), name)
