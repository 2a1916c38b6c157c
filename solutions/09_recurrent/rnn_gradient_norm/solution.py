"""Norms of ∂h_T/∂h_t = J_T · … · J_(t+1), with J_k = diag(1 - h_k²) W_hh, the Jacobian of one step.

A gradient that goes back through time is multiplied by these matrices, one for each step: their product shrinks or
grows about geometrically with the distance.

Source: Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks, section 2.
"""

import torch
from torch import Tensor


def gradient_norms(W_hh: Tensor, hs: Tensor) -> Tensor:
    """The spectral norm of the last state's Jacobian for each state of a sequence.

    Args:
        W_hh: (H, H), from state to state.
        hs: (T, H), the states after the tanh, T at least 1.

    Returns:
        (T), the largest singular value of the Jacobian of hs[T - 1] with respect to hs[t]; the last is 1.

    Example:
        W_hh [[2.]], hs [[0.9], [0.5], [0.]]: the steps into the second and third state multiply by
        2 · (1 - 0.25) = 1.5 and by 2 · 1 -> [3., 2., 1.]
    """
    T, H = hs.shape
    slopes = 1 - hs.square()  # (T, H), of the tanh that made each state
    norms = hs.new_empty(T)
    product = torch.eye(H, dtype=hs.dtype, device=hs.device)  # (H, H), the Jacobian of the last state for itself
    for t in reversed(range(T)):
        norms[t] = torch.linalg.matrix_norm(product, ord=2)
        jacobian = slopes[t][:, None] * W_hh  # (H, H), of state t for the one before
        product = product @ jacobian
    return norms
