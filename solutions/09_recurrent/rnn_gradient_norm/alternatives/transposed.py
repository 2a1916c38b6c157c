"""The way a gradient goes: W_hhᵀ diag(slopes) from the left. The transpose of a matrix has its singular values."""

import torch


def gradient_norms(W_hh, hs):
    back = W_hh.mT.unsqueeze(0) * (1 - hs * hs).unsqueeze(1)  # (T, H, H), the transposed Jacobians
    ways = [torch.diag(torch.ones_like(hs[0]))]
    for t in range(len(hs) - 1, 0, -1):
        ways.insert(0, back[t] @ ways[0])
    return torch.linalg.norm(torch.stack(ways), ord=2, dim=(-2, -1))
