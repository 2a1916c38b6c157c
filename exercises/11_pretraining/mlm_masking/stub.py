"""Masking tokens for BERT. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor


def mask_tokens(
    ids: Tensor, special_mask: Tensor, vocab_size: int, mask_id: int, generator: torch.Generator, p: float = 0.15
) -> tuple[Tensor, Tensor]:
    """Hides some tokens, and says which they were.

    Args:
        ids: (N, T), int64, token ids.
        special_mask: (N, T), bool. True: a special token, which is never selected.
        vocab_size: number of token ids.
        mask_id: the id of [MASK].
        generator: the only source of randomness; it lives on the CPU, wherever ids does.
        p: the probability of an ordinary token's being selected.

    Returns:
        (ids, labels), new, (N, T), int64. A selected token becomes mask_id with probability 0.8, a random id with 0.1,
        and stays with 0.1. labels has the original id of each selected token, and -100 elsewhere.

    Example:
        [CLS] = 1, [SEP] = 2, mask_id = 3; chance selects the third and the fifth token, and keeps the latter:
        ids [[1, 17, 25, 9, 14, 2]], special_mask [[True, False, False, False, False, True]] ->
        ids [[1, 17, 3, 9, 14, 2]], labels [[-100, -100, 25, -100, 14, -100]]
    """
    # TODO: select, write the labels, then treat the selected tokens
    raise NotImplementedError("mlm_masking")
