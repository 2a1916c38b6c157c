"""Checks of the masked language model's loss: values, places without a label, large logits, nothing asked."""

import torch

from dlquiz.checks import check, close, keeps_arguments, same, there

NOT_ASKED = -100
SIZES = [(1, 1, 2), (1, 2, 2), (2, 2, 3), (2, 3, 2), (3, 2, 5), (4, 6, 3)]  # N, T, V


def problem(draw, N, T, V, p=0.5):
    """Logits, and labels of which the very first is asked, most sequences another number of them."""
    asked = draw.bernoulli(N, T, p=p)
    asked[:1, :1] = True
    return draw.normal(N, T, V), torch.where(asked, draw.integers(0, V, N, T), NOT_ASKED)


def agree(impl, ref, *arguments):
    close(impl.mlm_loss(*arguments), ref.mlm_loss(*arguments))


@check("the loss is the mean over the places that have a label", points=3)
def values(impl, ref, draw):
    for sizes in SIZES:
        agree(impl, ref, *problem(draw, *sizes))
    for p in (0.0, 1.0):  # one place alone, and all of them
        agree(impl, ref, *problem(draw, 3, 4, 5, p))
    logits, labels = problem(draw, 2, 4, 3, 1.0)
    labels[0, 1:] = NOT_ASKED  # one place of the first sequence, four of the second
    agree(impl, ref, logits, labels)


@check("token 0 is a token like any other", points=1, needs=values)
def token_zero(impl, ref, draw):
    logits, labels = problem(draw, 2, 3, 4)
    labels[labels != NOT_ASKED] = 0
    agree(impl, ref, logits, labels)


@check("the logits of other places have no influence", points=1, needs=values)
def others(impl, ref, draw):
    logits, labels = problem(draw, 3, 4, 5)
    labels[1, 1:3] = NOT_ASKED
    before = impl.mlm_loss(logits, labels)
    changed = torch.where((labels == NOT_ASKED)[:, :, None], draw.normal(3, 4, 5), logits)
    same(impl.mlm_loss(changed, labels), before, why="changing the logits where labels are −100 changed the loss")


@check("it holds for logits far from 0 and far apart", points=1, needs=values)
def large(impl, ref, draw):
    for shift in (1000.0, -1000.0):
        logits, labels = problem(draw, 2, 3, 4)
        close(impl.mlm_loss(logits + shift, labels), ref.mlm_loss(logits + shift, labels), condition=1000)
    logits, labels = problem(draw, 2, 3, 4)
    logits[:, :, 3] += 2000
    labels[0, 0] = 1
    agree(impl, ref, logits, labels)


@check("where nothing is asked the loss is 0, and so is its gradient", points=2, needs=values)
def nothing(impl, ref, draw):
    for N, T, V in [(1, 1, 2), (2, 3, 4), (0, 3, 4), (2, 0, 4)]:
        logits, labels = draw.normal(N, T, V), draw.integers(0, V, N, T).fill_(NOT_ASKED)
        agree(impl, ref, logits, labels)
        close(there(impl, gradient_of_loss, logits, labels), torch.zeros_like(logits), why="the gradient of the loss")


def gradient_of_loss(module, logits, labels):
    """By autograd; zeros where the loss is a constant."""
    import torch

    logits = logits.clone().requires_grad_()
    with torch.enable_grad():
        loss = module.mlm_loss(logits, labels)
    if not loss.requires_grad:
        return torch.zeros_like(logits)
    return torch.autograd.grad(loss, logits, allow_unused=True, materialize_grads=True)[0]


@check("non-contiguous tensors are fine", points=1, needs=values)
def strided(impl, ref, draw):
    logits, labels = problem(draw, 3, 4, 5)
    agree(impl, ref, draw.views(logits), draw.views(labels))
    agree(impl, ref, logits.transpose(1, 2).contiguous().transpose(1, 2), labels)


@check("the arguments stay as they are", points=1, needs=values)
def pure(impl, ref, draw):
    keeps_arguments(impl.mlm_loss, *problem(draw, 3, 4, 5))
