"""The three sums as einsum writes them; the ellipsis is every leading dimension."""

import torch


def linear_backward(grad_output, x, weight, bias):
    grad_x = torch.einsum("...o,oi->...i", grad_output, weight)
    grad_weight = torch.einsum("...o,...i->oi", grad_output, x)
    grad_bias = torch.einsum("...o->o", grad_output)
    return grad_x, grad_weight, grad_bias
