"""Layer normalization y = x̂ · weight + bias, x̂ = (x − mean) / √(variance + eps), of each token by itself; g = ∂loss/∂y.

    ∂loss/∂x = (ĝ − mean(ĝ) − x̂ · mean(ĝ · x̂)) / √(variance + eps),  ĝ = g · weight
    ∂loss/∂weight = Σ_tokens g · x̂        ∂loss/∂bias = Σ_tokens g

Moving all features together, or along x̂ itself, changes nothing in the output (but for eps): the backward takes these
two directions out of the gradient.

Source: Ba, Kiros and Hinton 2016, Layer Normalization, section 3.
"""

import torch
from torch import Tensor


def normalize(x: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """x̂ (..., D) and √(variance + eps) (..., 1)."""
    centred = x - x.mean(dim=-1, keepdim=True)  # (..., D)
    variance = centred.square().mean(dim=-1, keepdim=True)  # (..., 1), biased: divided by D
    root = torch.sqrt(variance + eps)
    return centred / root, root


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    """Normalizes each token's features to mean 0 and variance 1, then scales and shifts each feature.

    Args:
        x: (..., D), tokens with D features.
        weight: (D), the scale of each feature.
        bias: (D), the offset of each feature.
        eps: added to the variance, inside the root.

    Returns:
        (..., D).

    Example:
        x [[1., 3.], [5., 5.]], weight [2., 2.], bias [0., 10.], eps 0
        -> [[-2., 12.], ...], and with an eps above 0 the second token, all equal, becomes the bias: [0., 10.]
    """
    normalized, _ = normalize(x, eps)
    return normalized * weight + bias


def layer_norm_backward(
    grad_output: Tensor, x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    """Carries the gradient of a loss from the output of `layer_norm` to its inputs.

    Args:
        grad_output: (..., D), the gradient of the loss with respect to the output.
        x, weight, bias, eps: as in the forward.

    Returns:
        grad_x (..., D), grad_weight (D), grad_bias (D).

    Example:
        One token of two features: its normalized features are -1 and 1 wherever it moves, so nothing comes back to x:
        grad_output [[1., 4.]], x [[1., 3.]], weight [2., 2.], bias [0., 10.], eps 0
        -> grad_x [[0., 0.]], grad_weight [-1., 4.], grad_bias [1., 4.]
    """
    normalized, root = normalize(x, eps)
    D = x.shape[-1]
    grad_weight = (grad_output * normalized).reshape(-1, D).sum(dim=0)  # (D), over all tokens
    grad_bias = grad_output.reshape(-1, D).sum(dim=0)  # (D)

    grad_normalized = grad_output * weight  # (..., D)
    through_mean = grad_normalized.mean(dim=-1, keepdim=True)
    through_variance = normalized * (grad_normalized * normalized).mean(dim=-1, keepdim=True)
    grad_x = (grad_normalized - through_mean - through_variance) / root
    return grad_x, grad_weight, grad_bias
