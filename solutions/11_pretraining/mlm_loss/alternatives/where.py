"""All places, with 0 in place of those that are not asked for."""

import torch


def mlm_loss(logits, labels):
    asked = labels.ne(-100)
    safe = torch.where(asked, labels, 0)
    of_the_right = logits.gather(-1, safe.unsqueeze(-1)).squeeze(-1)
    surprise = torch.where(asked, logits.logsumexp(dim=-1) - of_the_right, 0)
    return surprise.sum() / max(int(asked.sum()), 1)
