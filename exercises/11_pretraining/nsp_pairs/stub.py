"""Next sentence prediction. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
import torch.nn.functional as F
from torch import Tensor


def pack_pair(a: list[int], b: list[int], max_len: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    """Two sentences as one input of BERT.

    Args:
        a, b: token ids, each may be empty.
        max_len: the largest number of ids in the result, special tokens included.
        cls: the id of [CLS].
        sep: the id of [SEP].

    Returns:
        (ids, segments), of equal length: [CLS] a [SEP] b [SEP], and 0 up to the first [SEP], 1 from there on. What is
        too long loses tokens one at a time, always at the end of the longer sentence; of b, if both are equally long.

    Raises:
        ValueError: max_len is below 3, so that not even the special tokens fit in.

    Example:
        pack_pair([11, 12, 13], [21, 22], 6, 1, 2) -> ([1, 11, 12, 2, 21, 2], [0, 0, 0, 0, 1, 1])
    """
    # TODO: refuse a max_len that is too small, shorten copies, then put ids and segments together
    raise NotImplementedError("nsp_pairs")


def nsp_examples(docs: list[list[list[int]]], generator: torch.Generator) -> list[tuple[list[int], list[int], int]]:
    """Pairs of sentences for BERT: one for each sentence that has a next one.

    Args:
        docs: at least two documents, each a list of at least one sentence; a sentence is a list of token ids.
        generator: the only source of randomness.

    Returns:
        A list of (a, b, label). With probability 0.5, label is 0 and b the sentence that follows a. Else label is 1 and
        b a random sentence of another document; each of them can come.

    Example:
        docs [[[11], [12], [13]], [[21]]] gives two examples, of [11] and [12]; chance decides that b is not next in the
        second: [([11], [12], 0), ([12], [21], 1)]
    """
    # TODO: a coin for each pair of neighbours, and a random sentence of another document where it says no
    raise NotImplementedError("nsp_pairs")


def nsp_loss(cls: Tensor, weight: Tensor, bias: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy of "is next" (0) against "is not" (1), from the encoder's states of [CLS].

    Args:
        cls: (N, H), the last state of [CLS] in each example.
        weight: (2, H), of the classifier.
        bias: (2,).
        labels: (N,), int64, 0 or 1.

    Returns:
        0-d tensor. 0 for an empty batch.

    Example:
        cls [[1., 0.]], weight [[0., 5.], [0., 7.]], bias [0., 0.], labels [1] -> log 2 = 0.6931
    """
    # TODO: logits, and their mean cross-entropy
    raise NotImplementedError("nsp_pairs")
