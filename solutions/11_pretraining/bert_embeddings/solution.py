"""The input of BERT: word + position + segment embedding, then layer normalization over the H features of each token.

The three are added, not concatenated, so the width stays H. A position has a row of its own that is learned like a
word's: there is no formula for it, and no row beyond the table's end.

Source: Devlin et al. 2018, BERT, section 3 and figure 2; Ba et al. 2016, Layer normalization.
"""

import torch
from torch import Tensor

EPS = 1e-12  # BERT's, far below PyTorch's default of 1e-5


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
    T = ids.shape[1]
    positions = params["position"][:T]  # (T, H), the same for each sequence
    x = params["word"][ids] + positions + params["segment"][segments]  # (N, T, H)
    mean = x.mean(dim=-1, keepdim=True)  # (N, T, 1)
    variance = x.var(dim=-1, correction=0, keepdim=True)
    normal = (x - mean) / torch.sqrt(variance + EPS)
    return normal * params["norm.weight"] + params["norm.bias"]
