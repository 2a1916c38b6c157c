"""Checks of the gradient norms: one step, several, then networks that vanish, explode, and grow before they vanish."""

import torch

from dlquiz.checks import check, close, keeps_arguments


def norms_agree(impl, ref, W_hh, hs):
    close(impl.gradient_norms(W_hh, hs), ref.gradient_norms(W_hh, hs))


def states(draw, T, H, size=0.6):
    return torch.tanh(draw.normal(T, H, mean=0.0, std=size))


@check("the last state depends on itself with norm 1", points=1, trivial=True)
def itself(impl, ref, draw):
    for H in (1, 2, 4):
        norms_agree(impl, ref, draw.normal(H, H), states(draw, 1, H))


@check("one unit: the steps' factors are multiplied", points=2)
def one_unit(impl, ref, draw):
    for T in (2, 3, 5):
        norms_agree(impl, ref, draw.normal(1, 1), states(draw, T, 1))


@check("one step back: the slope of each unit scales its row of W_hh", points=2)
def one_step(impl, ref, draw):
    for H in (2, 3, 5):
        norms_agree(impl, ref, draw.normal(H, H, mean=0.0), states(draw, 2, H))


@check("several steps: the matrices are multiplied in the order of the steps", points=3, needs=(one_unit, one_step))
def several_steps(impl, ref, draw):
    for T, H in [(3, 2), (3, 3), (4, 3), (2, 4), (6, 4)]:
        norms_agree(impl, ref, draw.normal(H, H, mean=0.0, std=0.8), states(draw, T, H))


@check("states at 0 and saturated ones are fine", points=1, needs=several_steps)
def extreme_states(impl, ref, draw):
    hs, W_hh = states(draw, 4, 3), draw.normal(3, 3, mean=0.0)
    hs[1] = 0
    hs[2, 0] = -1.0  # this unit passes nothing back
    norms_agree(impl, ref, W_hh, hs)
    hs[2] = draw.tensor([1.0, -1.0, 1.0])  # and here none does
    norms_agree(impl, ref, W_hh, hs)


@check("vanishing, exploding, and growing before vanishing are told apart", points=2, needs=several_steps)
def regimes(impl, ref, draw):
    T, H, small = 12, 3, draw.number(0.02, 0.1)
    turn, _ = torch.linalg.qr(draw.normal(H, H, mean=0.0))
    for W_hh in (0.6 * turn, 1.4 * turn):  # all singular values below 1, all eigenvalues beyond 1
        norms_agree(impl, ref, W_hh, states(draw, T, H, size=small))
    detour = draw.tensor([[0.5, 4.0, 0.0], [0.0, 0.5, 4.0], [0.0, 0.0, 0.5]])  # eigenvalues ½, singular values above 4
    norms_agree(impl, ref, detour, states(draw, T, H, size=small))


@check("non-contiguous tensors are fine", points=1, needs=several_steps)
def any_layout(impl, ref, draw):
    norms_agree(impl, ref, draw.views(draw.normal(3, 3, mean=0.0)), draw.views(states(draw, 4, 3)))


@check("the arguments stay as they are", points=1, needs=several_steps)
def pure(impl, ref, draw):
    keeps_arguments(impl.gradient_norms, draw.normal(3, 3), states(draw, 4, 3))
