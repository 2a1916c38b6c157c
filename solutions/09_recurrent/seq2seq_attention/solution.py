"""Attention of a recurrent decoder: scores of all encoder states, a softmax over them, their weighted mean.

The context is made anew at every step, so nothing has to fit into one vector for the whole sentence, and the way from
an output back to the word that it is about is one step long, not S.

Source: Bahdanau, Cho and Bengio 2014, appendix A.1.2 (additive); Luong, Pham and Manning 2015, equation 8 (dot).
"""

import math

import torch
from torch import Tensor


def attention_context(
    decoder_h: Tensor,
    encoder_hs: Tensor,
    mask: Tensor | None = None,
    additive: tuple[Tensor, Tensor, Tensor] | None = None,
) -> tuple[Tensor, Tensor]:
    """What the decoder needs of the encoder's states at this step.

    Args:
        decoder_h: (N, H), the decoder's state.
        encoder_hs: (N, S, H), the encoder's states.
        mask: (N, S), bool, True is a real token; at least one in each row. None: all are.
        additive: W_d (A, H), W_e (A, H), v (A): score v·tanh(W_d d + W_e e). None: score d·e.

    Returns:
        context (N, H), the mean of the states with the weights, and weights (N, S), which sum to 1.

    Example:
        decoder_h [[0., 0.]], encoder_hs [[[1., 5.], [3., 7.]]]: both scores are 0
        -> context [[2., 6.]], weights [[0.5, 0.5]]
    """
    if additive is None:
        scores = (encoder_hs * decoder_h[:, None]).sum(dim=-1)  # (N, S)
    else:
        W_d, W_e, v = additive
        asked = decoder_h @ W_d.T  # (N, A), the same for all S states
        known = encoder_hs @ W_e.T  # (N, S, A)
        scores = torch.tanh(asked[:, None] + known) @ v  # (N, S)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = scores.softmax(dim=1)  # (N, S)
    context = (weights[:, :, None] * encoder_hs).sum(dim=1)  # (N, H)
    return context, weights
