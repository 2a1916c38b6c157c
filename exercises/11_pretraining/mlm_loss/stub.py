"""The loss of masked language modelling. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: only the places that are asked for
    raise NotImplementedError("mlm_loss")
