"""Attention of a recurrent decoder: a loop over the sentences, each with its real states only."""

import torch
from torch import Tensor


def attention_context(decoder_h, encoder_hs, mask=None, additive=None) -> tuple[Tensor, Tensor]:
    contexts, all_weights = torch.zeros_like(decoder_h), encoder_hs.new_zeros(encoder_hs.shape[:2])
    for n in range(decoder_h.shape[0]):
        real = torch.ones(encoder_hs.shape[1], dtype=torch.bool, device=encoder_hs.device) if mask is None else mask[n]
        states = encoder_hs[n, real]
        if additive is None:
            scores = states @ decoder_h[n]
        else:
            W_d, W_e, v = additive
            scores = torch.stack([v @ torch.tanh(W_d @ decoder_h[n] + W_e @ state) for state in states])
        weights = scores.softmax(dim=0)
        all_weights[n, real] = weights
        contexts[n] = weights @ states
    return contexts, all_weights
