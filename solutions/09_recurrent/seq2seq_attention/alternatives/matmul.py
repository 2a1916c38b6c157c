"""Attention of a recurrent decoder: batched matrix products, and a softmax by hand."""

import torch
from torch import Tensor


def attention_context(decoder_h, encoder_hs, mask=None, additive=None) -> list[Tensor]:
    if additive is not None:
        W_d, W_e, v = additive
        hidden = torch.tanh(torch.nn.functional.linear(decoder_h, W_d).unsqueeze(1) + encoder_hs @ W_e.mT)
        scores = torch.matmul(hidden, v.unsqueeze(-1)).squeeze(-1)
    else:
        scores = torch.bmm(encoder_hs, decoder_h.unsqueeze(2)).squeeze(2)
    if mask is not None:
        scores = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
    e = torch.exp(scores - scores.max(dim=1, keepdim=True).values)
    weights = e / e.sum(dim=1, keepdim=True)
    return [torch.bmm(weights.unsqueeze(1), encoder_hs).squeeze(1), weights]
