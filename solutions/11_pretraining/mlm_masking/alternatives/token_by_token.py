"""One token after the other, with Python's own random numbers, seeded by the generator."""

import random

import torch


def mask_tokens(ids, special_mask, vocab_size, mask_id, generator, p=0.15):
    chance = random.Random(torch.randint(0, 2**62, (), generator=generator).item())
    seen, labels = [], []
    for token, special in zip(ids.flatten().tolist(), special_mask.flatten().tolist(), strict=True):
        if special or chance.random() >= p:
            seen.append(token)
            labels.append(-100)
            continue
        tenth = chance.randrange(10)
        seen.append(mask_id if tenth < 8 else chance.randrange(vocab_size) if tenth == 8 else token)
        labels.append(token)
    return tuple(
        torch.tensor(numbers, dtype=ids.dtype, device=ids.device).reshape(ids.shape) for numbers in (seen, labels)
    )
