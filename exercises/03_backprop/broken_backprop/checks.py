"""Checks of the repaired network: the loss, then each gradient by itself, from the loss backwards."""

from dlquiz.checks import check, close, holds, keeps_arguments

SIZES = [(6, 4, 7, 3), (2, 3, 4, 2), (1, 2, 1, 2)]  # (N, D, H, K); first what tells the most mistakes apart


def problem(draw, N, D, H, K):
    params = {
        "w1": draw.normal(H, D, mean=0.0, std=0.7),
        "b1": draw.normal(H, mean=0.0, std=0.5),
        "w2": draw.normal(K, H, mean=0.0, std=0.7),
        "b2": draw.normal(K, mean=0.0, std=0.5),
    }
    return draw.normal(N, D, mean=0.0, std=1.5), draw.integers(0, K, N), params


def loss_of(answer):
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    holds(pair, "loss_and_gradients has to return two things: the loss and a dict of gradients")
    return answer[0] if pair else None


def gradient_of(answer, name):
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2 and isinstance(answer[1], dict)
    keys = set(answer[1]) if pair else set()
    holds(keys == {"w1", "b1", "w2", "b2"}, "the gradients have to be a dict with the keys of params")
    return answer[1].get(name) if pair else None


def compare(impl, ref, draw, name):
    for sizes in SIZES:
        arguments = problem(draw, *sizes)
        got, want = impl.loss_and_gradients(*arguments), ref.loss_and_gradients(*arguments)
        close(gradient_of(got, name), want[1][name])


def far_apart(draw):
    x, labels, params = problem(draw, 4, 2, 5, 3)
    labels[0] = 1  # if all were the largest, the loss would be next to 0, which float32 rounds away
    return x, labels, params | {"b2": draw.tensor([1000.0, 0.0, -1000.0])}


@check("the loss is the mean cross-entropy", points=1)
def loss(impl, ref, draw):
    for arguments in [*(problem(draw, *sizes) for sizes in SIZES), far_apart(draw)]:
        close(loss_of(impl.loss_and_gradients(*arguments)), ref.loss_and_gradients(*arguments)[0])


@check("the gradient for b2 is right", points=2, needs=loss)
def b2(impl, ref, draw):
    compare(impl, ref, draw, "b2")


@check("the gradient for w2 is right", points=2, needs=b2)
def w2(impl, ref, draw):
    compare(impl, ref, draw, "w2")


@check("the gradient for b1 is right", points=1, needs=b2)
def b1(impl, ref, draw):
    compare(impl, ref, draw, "b1")


@check("the gradient for w1 is right", points=1, needs=b2)
def w1(impl, ref, draw):
    compare(impl, ref, draw, "w1")


@check("a unit at exactly 0 passes nothing back", points=1, needs=(b1, w1))
def at_zero(impl, ref, draw):
    x, labels, params = problem(draw, 4, 2, 5, 3)
    params["w1"][1:3], params["b1"][1:3] = 0, 0  # two units whose weights were set to zero: they output 0 for every x
    got, want = impl.loss_and_gradients(x, labels, params), ref.loss_and_gradients(x, labels, params)
    close(gradient_of(got, "b1"), want[1]["b1"])
    close(gradient_of(got, "w1"), want[1]["w1"])


@check("logits far apart and an empty batch are fine", points=1, needs=(w2, b1, w1))
def edges(impl, ref, draw):
    for arguments in [far_apart(draw), problem(draw, 0, 2, 5, 3)]:
        close(impl.loss_and_gradients(*arguments), ref.loss_and_gradients(*arguments))


@check("the arguments stay as they are", points=1, needs=loss)
def pure(impl, ref, draw):
    keeps_arguments(impl.loss_and_gradients, *problem(draw, 4, 2, 5, 3))
