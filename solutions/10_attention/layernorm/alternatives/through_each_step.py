"""The backward one step at a time: scale, division by the root, variance, mean."""

import torch
from torch import Tensor


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, unbiased=False, keepdim=True)
    return torch.addcmul(bias, (x - mean) * torch.rsqrt(variance + eps), weight)


def layer_norm_backward(grad_output, x, weight, bias, eps=1e-5):
    D = x.size(-1)
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred * centred).sum(-1, keepdim=True) / D
    inverse = (variance + eps) ** -0.5

    leading = tuple(range(x.dim() - 1))
    grad_bias = grad_output.sum(leading) if leading else grad_output.clone()
    product = grad_output * centred * inverse
    grad_weight = product.sum(leading) if leading else product

    grad_hat = grad_output * weight
    grad_inverse = (grad_hat * centred).sum(-1, keepdim=True)
    grad_variance = grad_inverse * -0.5 * (variance + eps) ** -1.5
    grad_centred = grad_hat * inverse + grad_variance * 2 * centred / D
    grad_mean = -grad_centred.sum(-1, keepdim=True)
    return grad_centred + grad_mean / D, grad_weight, grad_bias
