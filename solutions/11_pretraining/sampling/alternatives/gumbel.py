"""Tokens are struck out with −∞ where they stand; then the largest logit + Gumbel noise, which is a draw of softmax."""

import torch


def sample_logits(logits, temperature=1.0, top_k=None, top_p=None, generator=None):
    if temperature == 0:
        return (
            torch.max(logits, dim=0).indices.item() if len(logits) == 1 else logits.tolist().index(max(logits.tolist()))
        )
    scores = logits.double() / temperature
    order = torch.argsort(scores, descending=True, stable=True)
    if top_k is not None:
        scores = scores.index_fill(0, order[top_k:], -torch.inf)
    if top_p is not None:
        reached = torch.softmax(scores, 0)[order].cumsum(0)
        drop = torch.cat((torch.zeros(1, dtype=torch.bool, device=scores.device), reached[:-1] >= top_p))
        scores = scores.masked_fill(torch.zeros_like(drop).scatter(0, order, drop), -torch.inf)
    uniform = torch.rand(scores.shape, generator=generator, dtype=torch.float64).to(scores.device)
    return (scores - torch.log(-torch.log(uniform))).argmax().item()
