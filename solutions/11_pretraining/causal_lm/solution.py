"""Causal language modelling: a text teaches at every place, since each token is the label of what stands before it.

    loss = mean over n, t < T − 1 of −log p[n, t, ids[n, t + 1]]        p = softmax(logits)

Source: Radford et al. 2018, Improving language understanding by generative pre-training, section 3.1.
"""

from torch import Tensor


def next_token_pairs(ids: Tensor) -> tuple[Tensor, Tensor]:
    """What the model reads, and what it has to say at each of these places.

    Args:
        ids: (T), int64.

    Returns:
        (inputs, targets), (T − 1) each; empty if T is 1.

    Example:
        ids [5, 8, 2] -> ([5, 8], [8, 2])
    """
    return ids[:-1], ids[1:]


def prefixes(ids: Tensor) -> list[tuple[Tensor, int]]:
    """The same as single questions: a beginning of the text, and the token that follows.

    Args:
        ids: (T), int64.

    Returns:
        T − 1 pairs, the shortest beginning (one token) first: the beginning (t), and the next token's id.

    Example:
        ids [5, 8, 2] -> [([5], 8), ([5, 8], 2)]
    """
    return [(ids[:t], int(ids[t])) for t in range(1, len(ids))]


def causal_lm_loss(logits: Tensor, ids: Tensor) -> Tensor:
    """How surprised a model is by each next token of a batch of texts.

    Args:
        logits: (N, T, V), at each place the scores of the token that follows it.
        ids: (N, T), int64, the texts themselves.

    Returns:
        0-d, the mean over the N · (T − 1) places that have a next token; 0 if there are none.

    Example:
        Two tokens that score alike at the first place, each with probability ½:
        logits [[[0., 0.], [9., 1.]]], ids [[0, 1]] -> 0.6931
    """
    log_p = logits[:, :-1].log_softmax(dim=-1)  # (N, T-1, V): nothing follows the last place
    right = log_p.gather(2, ids[:, 1:, None])  # (N, T-1, 1)
    return -right.sum() / max(1, right.numel())
