"""Attention for a recurrent decoder. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: a score for each state, dot or additive
    # TODO: no weight for padding, and weights that sum to 1
    # TODO: the mean of the states with these weights
    raise NotImplementedError("seq2seq_attention")
