"""Checks of layer normalization: values, each token by itself, eps, then each gradient and both oracles."""

from dlquiz.checks import check, close, gradient, holds, keeps_arguments

SIZES = [(1, 2), (1, 3), (3, 3), (4, 2), (2, 5)]  # (tokens, D); at 3, 3 a wrong axis runs
LEADING = [(), (3,), (2, 3), (2, 1, 3)]


def layer(draw, leading, D):
    return draw.normal(*leading, D), draw.normal(D), draw.normal(D)


def part(answer, position):
    three = isinstance(answer, (tuple, list)) and len(answer) == 3
    missing = " (nothing is returned; is a `return` missing?)" if answer is None else ""
    holds(three, f"layer_norm_backward has to return three gradients: for x, for weight, for bias{missing}")
    return answer[position] if three else None


def compare(impl, ref, draw, position):
    for tokens, D in SIZES:
        arguments = (draw.normal(tokens, D), *layer(draw, (tokens,), D), 0.3)
        close(part(impl.layer_norm_backward(*arguments), position), ref.layer_norm_backward(*arguments)[position])


@check("each token is normalized over its features, scaled and shifted", points=2)
def values(impl, ref, draw):
    for tokens, D in SIZES:
        arguments = layer(draw, (tokens,), D)
        close(impl.layer_norm(*arguments), ref.layer_norm(*arguments))


@check("a token's output does not depend on the other tokens", points=1, needs=values)
def alone(impl, ref, draw):
    x, weight, bias = layer(draw, (2, 3), 4)
    first = impl.layer_norm(x, weight, bias)
    x[1:] = draw.normal(1, 3, 4)
    x[0, 1:] = draw.normal(2, 4)
    second = impl.layer_norm(x, weight, bias)
    close(second, ref.layer_norm(x, weight, bias))
    changed = "the first token is the same, the others are new, and its output is another"
    holds(bool(((first - second)[0, 0].abs() < 1e-4).all()), changed)


@check("eps is added to the variance, inside the root", points=1, needs=values)
def eps_in_the_root(impl, ref, draw):
    for eps in (0.5, 3.0, 1e-5):
        x, weight, bias = layer(draw, (2,), 3)
        close(impl.layer_norm(x, weight, bias, eps), ref.layer_norm(x, weight, bias, eps))
        close(impl.layer_norm(x, weight, bias, eps=eps), ref.layer_norm(x, weight, bias, eps=eps))
    same = draw.tensor([[7.0, 7.0, 7.0]])  # variance 0: eps alone is under the root
    _, weight, bias = layer(draw, (), 3)
    close(impl.layer_norm(same, weight, bias), ref.layer_norm(same, weight, bias))


@check("right with none, two and three leading dimensions", points=1, needs=values)
def leading_dimensions(impl, ref, draw):
    for leading in LEADING:
        arguments = layer(draw, leading, 4)
        close(impl.layer_norm(*arguments), ref.layer_norm(*arguments))


@check("grad_bias sums over the tokens", points=1)
def grad_bias(impl, ref, draw):
    compare(impl, ref, draw, 2)


@check("grad_weight sums grad_output times the normalized features over the tokens", points=2)
def grad_weight(impl, ref, draw):
    compare(impl, ref, draw, 1)


@check("grad_x counts the ways through the mean and through the variance", points=3)
def grad_x(impl, ref, draw):
    compare(impl, ref, draw, 0)


@check(
    "right with any leading dimensions, against finite differences too",
    2,
    needs=(grad_x, grad_weight, grad_bias),
)
def gradients(impl, ref, draw):
    for leading in LEADING:
        gradient(impl, ref, forward="layer_norm", backward="layer_norm_backward", at=layer(draw, leading, 3))
    gradient(impl, ref, forward="layer_norm", backward="layer_norm_backward", at=(*layer(draw, (2,), 3), 0.7))


@check("a single feature, no tokens and non-contiguous tensors are fine", needs=(leading_dimensions, gradients))
def edges(impl, ref, draw):
    single = layer(draw, (2,), 1)  # always its own mean: the output is the bias, and no gradient reaches x
    close(impl.layer_norm(*single), ref.layer_norm(*single))
    grad_single = draw.normal(2, 1)
    close(impl.layer_norm_backward(grad_single, *single), ref.layer_norm_backward(grad_single, *single))
    x, weight, bias = layer(draw, (2, 3), 4)
    grad_output = draw.normal(2, 3, 4)
    for g, *arguments in [
        (grad_output[:0], x[:0], weight, bias),
        (draw.views(grad_output), draw.views(x), draw.views(weight), draw.views(bias)),
    ]:
        close(impl.layer_norm(*arguments), ref.layer_norm(*arguments))
        close(impl.layer_norm_backward(g, *arguments), ref.layer_norm_backward(g, *arguments))


@check("the arguments stay as they are", points=1, needs=(values, grad_weight))
def pure(impl, ref, draw):
    keeps_arguments(impl.layer_norm, *layer(draw, (4,), 3))
    keeps_arguments(impl.layer_norm_backward, draw.normal(4, 3), *layer(draw, (4,), 3))
