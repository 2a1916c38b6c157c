"""Checks of the two-layer network: the loss, then each gradient by itself, from the loss backwards."""

from dlquiz.checks import check, close, holds, keeps_arguments

SIZES = [(3, 3, 3, 3), (1, 2, 1, 2), (2, 3, 4, 2), (6, 4, 7, 3)]  # (N, D, H, K); where all are equal, a matrix that
# is multiplied the wrong way round runs, and shows which one it is before the next case ends in an error


def problem(draw, N, D, H, K):
    params = {
        "w1": draw.normal(H, D, mean=0.0, std=0.7),
        "b1": draw.normal(H, mean=0.0, std=0.5),
        "w2": draw.normal(K, H, mean=0.0, std=0.7),
        "b2": draw.normal(K, mean=0.0, std=0.5),
    }
    return draw.normal(N, D, mean=0.0, std=1.5), draw.integers(0, K, N), params


def far_apart(draw, N):
    """Logits 1000 apart; the right class of the first example is the last by far."""
    x, labels, params = problem(draw, N, 2, 5, 3)
    labels[0] = 2
    return x, labels, params | {"b2": draw.tensor([1000.0, 0.0, -1000.0])}


def gradient_of(answer, name):
    holds(answer is not None, "mlp_gradients returns nothing; is a `return` missing?")
    holds(answer is None or isinstance(answer, dict), "mlp_gradients has to return a dict")
    if not isinstance(answer, dict):
        return None
    holds(set(answer) == {"w1", "b1", "w2", "b2"}, "the keys of the gradients have to be those of params")
    return answer.get(name)


def compare(impl, ref, draw, name):
    for sizes in SIZES:
        arguments = problem(draw, *sizes)
        close(gradient_of(impl.mlp_gradients(*arguments), name), ref.mlp_gradients(*arguments)[name])


@check("the loss is the mean cross-entropy of the logits", points=2)
def loss(impl, ref, draw):
    for sizes in SIZES:
        arguments = problem(draw, *sizes)
        close(impl.mlp_loss(*arguments), ref.mlp_loss(*arguments))


@check("the gradient for b2 is right", points=2)
def b2(impl, ref, draw):
    compare(impl, ref, draw, "b2")


@check("the gradient for w2 is right", points=2)
def w2(impl, ref, draw):
    compare(impl, ref, draw, "w2")


@check("the gradient for b1 is right", points=2)
def b1(impl, ref, draw):
    compare(impl, ref, draw, "b1")


@check("the gradient for w1 is right", points=2)
def w1(impl, ref, draw):
    compare(impl, ref, draw, "w1")


@check("a unit at exactly 0 passes nothing back", points=1, needs=(b1, w1))
def at_zero(impl, ref, draw):
    x, labels, params = problem(draw, 4, 2, 5, 3)
    params["w1"][1:3], params["b1"][1:3] = 0, 0  # two units whose weights were set to zero: they output 0 for every x
    got, want = impl.mlp_gradients(x, labels, params), ref.mlp_gradients(x, labels, params)
    close(gradient_of(got, "b1"), want["b1"])
    close(gradient_of(got, "w1"), want["w1"])


@check("the loss holds for logits far apart", points=1, needs=loss)
def large_loss(impl, ref, draw):
    for N in (1, 4):
        arguments = far_apart(draw, N)
        close(impl.mlp_loss(*arguments), ref.mlp_loss(*arguments))


@check("the gradients hold for logits far apart", points=1, needs=(b2, w2, b1, w1))
def large_gradients(impl, ref, draw):
    for N in (1, 4):
        arguments = far_apart(draw, N)
        close(impl.mlp_gradients(*arguments), ref.mlp_gradients(*arguments))


@check("an empty batch and non-contiguous tensors are fine", points=1, needs=(loss, b2, w2, b1, w1))
def edges(impl, ref, draw):
    x, labels, params = problem(draw, 4, 2, 5, 3)
    strided = {name: draw.views(value) for name, value in params.items()}
    for arguments in [(x[:0], labels[:0], params), (draw.views(x), draw.views(labels), strided)]:
        close(impl.mlp_loss(*arguments), ref.mlp_loss(*arguments))
        close(impl.mlp_gradients(*arguments), ref.mlp_gradients(*arguments))


@check("the arguments stay as they are", points=1, needs=(loss, b2, w2, b1, w1))
def pure(impl, ref, draw):
    arguments = problem(draw, 4, 2, 5, 3)
    keeps_arguments(impl.mlp_loss, *arguments)
    keeps_arguments(impl.mlp_gradients, *arguments)
