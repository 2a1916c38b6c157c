"""The selected places as a list, and a category for each drawn by multinomial."""

import torch


def mask_tokens(ids, special_mask, vocab_size, mask_id, generator, p=0.15):
    places = torch.nonzero(~special_mask.flatten()).squeeze(1)
    places = places[(torch.rand(len(places), generator=generator) < p).to(ids.device)]
    tokens = ids.flatten()[places]
    labels = torch.full_like(ids.flatten(), -100).index_copy(0, places, tokens)
    seen = ids.flatten().clone()
    if len(places):
        kinds = torch.multinomial(torch.tensor([8.0, 1.0, 1.0]), len(places), replacement=True, generator=generator)
        others = torch.randint(vocab_size, (len(places),), generator=generator)
        choices = torch.stack((torch.full_like(tokens, mask_id), others.to(ids.device), tokens))
        seen[places] = choices.gather(0, kinds[None].to(ids.device))[0]
    return seen.reshape(ids.shape), labels.reshape(ids.shape)
