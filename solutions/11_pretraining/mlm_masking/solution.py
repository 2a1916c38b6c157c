"""Masked language modelling: select ordinary tokens with probability p; 80 % become [MASK], 10 % random, 10 % stay.

[MASK] never occurs when the model is used; asked at [MASK] alone, it would represent nothing else. As any token may be
a random one, or one that is asked for, each has to be compared with its context.

Source: Devlin et al. 2018, BERT, section 3.1 and appendix C.2.
"""

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
    coin = torch.rand(ids.shape, generator=generator).to(ids.device)
    selected = (coin < p) & ~special_mask  # rand is in [0, 1): none at p = 0, all at p = 1
    labels = torch.where(selected, ids, -100)

    treatment = torch.rand(ids.shape, generator=generator).to(ids.device)  # another draw: the coin is below p here
    random_ids = torch.randint(vocab_size, ids.shape, generator=generator).to(ids.device)
    seen = torch.where(selected & (treatment < 0.8), mask_id, ids)
    seen = torch.where(selected & (treatment >= 0.9), random_ids, seen)
    return seen, labels
