"""Checks of Adam and AdamW: the first step, a path, eps, both decays, defaults, zeros, and what a state is for.

Each side walks a path of its own. A state is the submission's own affair: it is handed back and never looked into.
"""

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, same, there

SHAPES = [(1,), (3,), (2, 5), (), (0, 3), (2, 3, 4)]
BETAS = (0.7, 0.95)
RATES = (0.1, 0.03, 0.2, 0.2, 0.01, 0.07)  # a rate that was kept in a buffer shows where it changes
NO_EPS = 1e-15  # too small to be seen; it has a check of its own


def walk(impl, ref, name, param, grads, rates=RATES, **options):
    """Steps both sides from `param` along `grads`, and compares after each step."""
    mine, theirs, my_state, their_state = param, param, {}, {}
    for number, (grad, lr) in enumerate(zip(grads, rates, strict=False), start=1):
        answer = getattr(impl, name)(mine, grad, my_state, lr=lr, **options)
        theirs, their_state = getattr(ref, name)(theirs, grad, their_state, lr=lr, **options)
        if not pair(answer):
            return
        mine, my_state = answer
        close(mine, theirs, why=f"{name}, step {number}")


def pair(answer):
    """True if an answer is (param, state). Files it if not."""
    ok = isinstance(answer, (tuple, list)) and len(answer) == 2 and isinstance(answer[1], dict)
    holds(ok, "the answer is not a pair (param, state), with a dict as state")
    return ok


def gradients(draw, shape, count):
    return [draw.normal(*shape) for _ in range(count)]


@check("the first step is right", points=2)
def first(impl, ref, draw):
    for shape in SHAPES:
        walk(impl, ref, "adam_step", draw.normal(*shape), gradients(draw, shape, 1), betas=BETAS, eps=NO_EPS)
    views = draw.views(draw.normal(3, 4)), [draw.views(draw.normal(3, 4))]
    walk(impl, ref, "adam_step", *views, betas=BETAS, eps=NO_EPS)
    for scale in (1e12, 1e-6):  # the step's length does not depend on the gradient's
        walk(impl, ref, "adam_step", draw.normal(3), [scale * draw.normal(3)], betas=BETAS, eps=NO_EPS)


@check("the steps after it go on from the state", points=3, needs=first)
def path(impl, ref, draw):
    for shape in SHAPES:
        grads = gradients(draw, shape, 6)
        walk(impl, ref, "adam_step", draw.normal(*shape), grads, betas=BETAS, eps=NO_EPS)
    grads = gradients(draw, (2, 3), 30)
    walk(impl, ref, "adam_step", draw.normal(2, 3), grads, rates=5 * RATES, betas=(0.9, 0.99), eps=NO_EPS)
    grads = [10.0**power * draw.normal(3) for power in (0, 4, -4, 2)]  # one outlier is felt for long
    walk(impl, ref, "adam_step", draw.normal(3), grads, betas=BETAS, eps=NO_EPS)
    for betas in ((0.0, 0.9), (0.9, 0.0)):  # without memory in one of the means
        grads = [draw.uniform(3, low=0.5, high=2.0) for _ in range(4)]  # no root of nearly nothing
        walk(impl, ref, "adam_step", draw.normal(3), grads, betas=betas, eps=NO_EPS)


@check("eps is added to the corrected root", points=1, needs=first)
def epsilon(impl, ref, draw):
    for name in ("adam_step", "adamw_step"):
        for eps in (0.3, 2.0):
            walk(impl, ref, name, draw.normal(3), gradients(draw, (3,), 3), betas=BETAS, eps=eps, weight_decay=0)


@check("Adam's weight decay goes into the gradient", points=2, needs=path)
def coupled(impl, ref, draw):
    for shape in SHAPES:
        grads = gradients(draw, shape, 4)
        walk(impl, ref, "adam_step", draw.normal(*shape), grads, betas=BETAS, eps=NO_EPS, weight_decay=0.4)


@check("AdamW without decay steps like Adam", points=1)
def undecayed(impl, ref, draw):
    for shape in SHAPES:
        grads = gradients(draw, shape, 6)
        walk(impl, ref, "adamw_step", draw.normal(*shape), grads, betas=BETAS, eps=NO_EPS, weight_decay=0)


@check("AdamW's weight decay shrinks the parameter", points=2, needs=undecayed)
def decoupled(impl, ref, draw):
    for shape in SHAPES:
        grads = gradients(draw, shape, 4)
        walk(impl, ref, "adamw_step", draw.normal(*shape), grads, betas=BETAS, eps=NO_EPS, weight_decay=0.4)
    views = draw.views(draw.normal(3, 4)), [draw.views(draw.normal(3, 4)) for _ in range(2)]
    walk(impl, ref, "adamw_step", *views, betas=BETAS, eps=NO_EPS, weight_decay=1.5)


@check("the default values are PyTorch's", points=1, needs=(path, decoupled))
def defaults(impl, ref, draw):
    for name in ("adam_step", "adamw_step"):
        param, grads = draw.normal(4), gradients(draw, (4,), 3)
        walk(impl, ref, name, param, grads)
        walk(impl, ref, name, param, [1e-8 * grad for grad in grads])  # as small as eps
        answer, (theirs, _) = getattr(impl, name)(param, grads[0], {}), getattr(ref, name)(param, grads[0], {})
        if pair(answer):
            close(answer[0], theirs, why=f"{name} without options")


@check("where the gradient is 0, the gradient moves nothing", points=1, needs=first)
def still(impl, ref, draw):
    for name in ("adam_step", "adamw_step"):
        for shape in ((2,), (3, 2)):
            zeros = [torch.zeros_like(grad) for grad in gradients(draw, shape, 2)]
            walk(impl, ref, name, draw.normal(*shape), [*zeros, *gradients(draw, shape, 1)], weight_decay=0)
        grad = draw.tensor([0.0, 2.0, 0.0, -1.0])  # as for the rows of an embedding that the batch did not use
        walk(impl, ref, name, draw.normal(4), [grad, grad.flip(0), grad], weight_decay=0.3)


@check("the arguments stay as they are", points=1, needs=(path, decoupled))
def pure(impl, ref, draw):
    for name in ("adam_step", "adamw_step"):
        keeps_arguments(getattr(impl, name), draw.normal(2, 3), draw.normal(2, 3), {}, lr=0.1, weight_decay=0.2)
        tensors, states = there(impl, rewritten, name, draw.normal(3), gradients(draw, (3,), 4))
        holds(not tensors, f"{name}: after four steps, an earlier parameter or gradient had other values than before")
        holds(not states, f"{name}: the state that was given had other entries after the step than before")


def rewritten(module, name, param, grads):
    """Whether a tensor, and whether a state's entries, changed after they were given to a step."""
    step, state, tensors, states = getattr(module, name), {}, [], []
    for grad in grads:
        tensors += [(param, param.clone()), (grad, grad.clone())]
        states.append((state, dict(state)))
        param, state = step(param, grad, state, lr=0.1, weight_decay=0.2)
    changed = not all(bool((now == before).all()) for now, before in tensors)
    kept = (now.keys() == before.keys() and all(now[key] is before[key] for key in before) for now, before in states)
    return changed, not all(kept)


@check("a state serves one parameter, and can be gone back to", points=1, needs=(path, decoupled))
def own_state(impl, ref, draw):
    one, other = draw.normal(3), draw.normal(2, 4)
    grads, others = gradients(draw, (3,), 3), gradients(draw, (2, 4), 3)
    for name in ("adam_step", "adamw_step"):
        alone, in_turn = there(impl, alone_and_in_turn, name, one, grads, other, others)
        same(in_turn, alone, why=f"{name}: a step of another parameter in between changed this one's path")
        now, again = there(impl, twice_from_one_state, name, one, grads)
        same(again, now, why=f"{name}: the same step from the same state gave another answer the second time")


def alone_and_in_turn(module, name, one, grads, other, others):
    """The path's end of `one`, stepped alone and in turn with another parameter."""
    step = getattr(module, name)
    param, state = one, {}
    for grad in grads:
        param, state = step(param, grad, state, weight_decay=0.1)
    alone = param
    param, state, other_state = one, {}, {}
    for grad, other_grad in zip(grads, others, strict=True):
        other, other_state = step(other, other_grad, other_state, weight_decay=0.1)
        param, state = step(param, grad, state, weight_decay=0.1)
    return alone, param


def twice_from_one_state(module, name, one, grads):
    """Two equal steps from the state after a first one."""
    step = getattr(module, name)
    param, state = step(one, grads[0], {}, lr=0.1)
    now = step(param.clone(), grads[1].clone(), state, lr=0.1)[0]
    return now, step(param.clone(), grads[1].clone(), state, lr=0.1)[0]
