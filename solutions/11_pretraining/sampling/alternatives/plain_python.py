"""Lists of (logit, id), and one uniform number that is paid off token by token."""

import math

import torch


def sample_logits(logits, temperature=1.0, top_k=None, top_p=None, generator=None):
    ranked = sorted(enumerate(logits.tolist()), key=lambda pair: -pair[1])  # sorted is stable
    if temperature == 0:
        return ranked[0][0]
    ranked = ranked[:top_k]
    weights = [math.exp((value - ranked[0][1]) / temperature) for _, value in ranked]
    if top_p is not None:
        total, kept = sum(weights), 1
        while kept < len(weights) and sum(weights[:kept]) < top_p * total:
            kept += 1
        weights = weights[:kept]
    left = torch.rand((), generator=generator, dtype=torch.float64).item() * sum(weights)
    for (token, _), weight in zip(ranked, weights, strict=False):
        left -= weight
        if left < 0:
            return token
    return ranked[0][0]
