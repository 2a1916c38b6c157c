"""One view after the other; the views of an image stand side by side, so that the other one of i is i ^ 1."""

import torch
import torch.nn.functional as F


def nt_xent(z1, z2, temperature=0.5):
    views = torch.stack((z1, z2), dim=1).reshape(-1, z1.shape[1])
    losses = []
    for i in range(len(views)):
        scores = F.cosine_similarity(views[i : i + 1], views, dim=1, eps=1e-30) / temperature
        others = torch.cat((scores[:i], scores[i + 1 :]))
        losses.append(torch.logsumexp(others - scores[i ^ 1], dim=0))
    return torch.stack(losses).mean() if losses else z1.new_tensor(0.0)
