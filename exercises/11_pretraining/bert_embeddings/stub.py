"""The input of BERT. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def bert_embeddings(ids: Tensor, segments: Tensor, params: dict[str, Tensor]) -> Tensor:
    """What BERT's first layer gets for each token.

    Args:
        ids: (N, T), int64, token ids.
        segments: (N, T), int64, 0 or 1: the sentence that a token belongs to.
        params: "word" (V, H), "position" (P, H) with P >= T, "segment" (2, H), "norm.weight" (H), "norm.bias" (H).

    Returns:
        (N, T, H), dtype and device of the params.

    Example:
        H = 2; the word's row is [1., 0.], the first position's [0., 3.], the segment's [2., 1.]: the sum [3., 4.] has
        mean 3.5 and standard deviation 0.5, so norm.weight [1., 1.] and norm.bias [0., 0.] give [-1., 1.]
    """
    # TODO: three embeddings, added
    # TODO: layer normalization with BERT's eps
    raise NotImplementedError("bert_embeddings")
