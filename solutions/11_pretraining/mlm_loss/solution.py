"""The loss of masked language modelling: cross-entropy over the places that are asked for, and no others.

    loss = mean of −log p[n, t, labels[n, t]] over all (n, t) with labels ≠ −100        p = softmax(logits)

All asked places of the batch count alike, in whichever sequence they stand.

Source: Devlin et al. 2019, BERT, section 3.1 and appendix A.1.
"""

from torch import Tensor

IGNORED = -100


def mlm_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """How surprised a model is by the tokens that it is asked for.

    Args:
        logits: (N, T, V), scores of the V tokens at each place.
        labels: (N, T), int64, the right token where one is asked for, −100 elsewhere.

    Returns:
        0-d, the mean over the places that are asked for; 0 if there are none.

    Example:
        Two tokens that score alike, each with probability ½, and a second place that is not asked for:
        logits [[[0., 0.], [5., 0.]]], labels [[1, -100]] -> 0.6931
    """
    asked = labels != IGNORED  # (N, T)
    log_p = logits[asked].log_softmax(dim=-1)  # (M, V), M places are asked for
    right = log_p.gather(1, labels[asked][:, None])  # (M, 1)
    return -right.sum() / max(1, len(right))
