"""For every t the whole product anew, as the formula has it, and all of its singular values."""

import torch


def gradient_norms(W_hh, hs):
    T, H = hs.shape
    norms = []
    for t in range(T):
        product = torch.eye(H).to(hs)
        for k in range(t + 1, T):
            product = torch.diag(1 - hs[k] ** 2) @ W_hh @ product
        top = torch.linalg.svdvals(product).max()
        norms.append(top)
    return torch.stack(norms)
