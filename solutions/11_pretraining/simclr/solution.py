"""NT-Xent, the loss of SimCLR: each of 2N views has to find the other view of its image among all the others.

    loss_i = −log( e^(cos(z_i, z_p(i)) / t) / Σ_{k ≠ i} e^(cos(z_i, z_k) / t) ),  p(i): the other view of i's image

It is a cross-entropy with 2N − 1 classes whose label is known without anybody's labelling: p(i).

Source: Chen et al. 2020, A simple framework for contrastive learning of visual representations, section 2.1 and
algorithm 1.
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def nt_xent(z1: Tensor, z2: Tensor, temperature: float = 0.5) -> Tensor:
    """Normalized temperature-scaled cross-entropy of two views of each image.

    Args:
        z1, z2: (N, D), row i of both comes from image i. Rows are of any length but 0; only their direction counts.
        temperature: t, divides the similarities.

    Returns:
        0-d tensor, the mean over all 2N views. 0 for an empty batch.

    Example:
        z1 [[1., 0.], [0., 2.]], z2 [[3., 0.], [0., 1.]], t 0.5: each view has similarity 1 to its other view and 0 to
        the two others: -log(e² / (e² + 2)) = 0.2395
    """
    N = len(z1)
    z = F.normalize(torch.cat((z1, z2)), dim=1)  # (2N, D), unit length
    scores = z @ z.T / temperature  # (2N, 2N)
    itself = torch.eye(2 * N, dtype=torch.bool, device=z.device)
    scores = scores.masked_fill(itself, -torch.inf)  # out of the sum, which e^0 would not be
    other = torch.arange(2 * N, device=z.device).roll(N)  # N … 2N − 1, 0 … N − 1
    return F.cross_entropy(scores, other, reduction="sum") / max(2 * N, 1)
