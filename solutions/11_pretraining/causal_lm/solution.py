"""Causal language model: the token at t + 1 is the label of the answer at t; the mean over N (T − 1) of them.

The text labels itself, by a shift of one place. Behind a causal mask an answer depends on its prefix alone, so all
prefixes of a text are trained in one pass.

Source: Radford et al. 2018, Improving Language Understanding by Generative Pre-Training, equation 1.
"""

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
    return ids[:-1], ids[1:]


def prefixes(ids: Tensor) -> list[tuple[Tensor, Tensor]]:
    """The same questions, each with all that has been read when it is asked.

    Args:
        ids: (T), int64, T at least 1.

    Returns:
        A list of T - 1 pairs: a prefix (t) and the token after it (0-d), for t = 1 ... T - 1.

    Example:
        [5, 8, 2] -> [([5], 8), ([5, 8], 2)]
    """
    return [(ids[:t], ids[t]) for t in range(1, len(ids))]


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
    answers = logits[:, :-1]  # (N, T − 1, V): nothing follows the last
    following = ids[:, 1:]  # (N, T − 1): nothing asks for the first
    questions = max(following.numel(), 1)  # the mean of nothing is 0
    return F.cross_entropy(answers.transpose(1, 2), following, reduction="sum") / questions
