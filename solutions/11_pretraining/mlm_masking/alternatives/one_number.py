"""One uniform number for both questions: below p selected, below 0.8 p masked, below 0.9 p random."""

import torch


def mask_tokens(ids, special_mask, vocab_size, mask_id, generator, p=0.15):
    number = torch.rand(ids.shape, generator=generator, dtype=torch.float64).to(ids.device)
    number = number.masked_fill(special_mask, 1.0)
    labels = ids.masked_fill(number >= p, -100)
    other = torch.randint(0, vocab_size, ids.shape, generator=generator).to(ids.device)
    seen = torch.where(number < 0.9 * p, other, ids)
    return seen.masked_fill(number < 0.8 * p, mask_id), labels
