"""Predicting the next token. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
import torch.nn.functional as F
from torch import Tensor


def next_token_pairs(ids: Tensor) -> tuple[Tensor, Tensor]:
    """What a language model reads, and what it has to say.

    Args:
        ids: (T), int64, T at least 1.

    Returns:
        (inputs, targets), both (T - 1): the target at each place is the token that follows the input.

    Example:
        [5, 8, 2] -> ([5, 8], [8, 2])
    """
    # TODO: the tokens that have a follower, and the followers
    raise NotImplementedError("causal_lm")


def prefixes(ids: Tensor) -> list[tuple[Tensor, Tensor]]:
    """The same questions, each with all that has been read when it is asked.

    Args:
        ids: (T), int64, T at least 1.

    Returns:
        A list of T - 1 pairs: a prefix (t) and the token after it (0-d), for t = 1 ... T - 1.

    Example:
        [5, 8, 2] -> [([5], 8), ([5, 8], 2)]
    """
    # TODO: one pair for each token but the first
    raise NotImplementedError("causal_lm")


def causal_lm_loss(logits: Tensor, ids: Tensor) -> Tensor:
    """Mean cross-entropy of the next tokens. Shifts inside.

    Args:
        logits: (N, T, V); those at place t are the model's answer after the tokens 0 ... t.
        ids: (N, T), int64, the same text.

    Returns:
        0-d tensor, the mean over N (T - 1) questions. 0 where there is none.

    Example:
        logits [[[0., 0.], [9., 1.]]], ids [[0, 1]] -> log 2 = 0.6931; the last answer is about a token that never comes
    """
    # TODO: bring each answer together with the token that follows
    # TODO: take the mean cross-entropy, also of nothing
    raise NotImplementedError("causal_lm")
