"""Four blocks of similarities, views of the same kind and of the other; log-sum-exp less the right one, both ways."""

import torch


def nt_xent(z1, z2, temperature=0.5):
    if not len(z1):
        return z1.sum()
    a = z1 / z1.norm(dim=1, keepdim=True)
    b = z2 / torch.sqrt((z2 * z2).sum(dim=1, keepdim=True))
    across = torch.einsum("nd,md->nm", a, b) / temperature  # (N, N), the right ones on the diagonal
    itself = torch.eye(len(a), dtype=torch.bool, device=a.device)

    def one_way(own, other):
        alike = torch.where(itself, torch.full_like(other, -torch.inf), own @ own.T / temperature)
        return torch.logsumexp(torch.cat([other, alike], dim=1), dim=1) - other.diagonal()

    return torch.cat((one_way(a, across), one_way(b, across.mT))).mean()
