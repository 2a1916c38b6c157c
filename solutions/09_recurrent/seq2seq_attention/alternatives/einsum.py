"""Attention of a recurrent decoder: einsum, and a very negative number in place of −∞."""

import torch
from torch import Tensor


def attention_context(decoder_h, encoder_hs, mask=None, additive=None) -> tuple[Tensor, Tensor]:
    if additive is None:
        scores = torch.einsum("nh,nsh->ns", decoder_h, encoder_hs)
    else:
        W_d, W_e, v = additive
        inner = torch.einsum("ah,nh->na", W_d, decoder_h)[:, None, :] + torch.einsum("ah,nsh->nsa", W_e, encoder_hs)
        scores = torch.einsum("nsa,a->ns", inner.tanh(), v)
    if mask is not None:
        scores = scores + torch.zeros_like(scores).masked_fill(mask.logical_not(), -1e30)
    weights = torch.softmax(scores, -1)
    return torch.einsum("ns,nsh->nh", weights, encoder_hs), weights
