"""As the collators do it: Bernoulli draws within what is left, and assignments into clones."""

import torch


def mask_tokens(ids, special_mask, vocab_size, mask_id, generator, p=0.15):
    seen, labels = ids.clone(), ids.clone()
    probabilities = torch.full(ids.shape, float(p)).masked_fill(special_mask.cpu(), 0.0)
    selected = torch.bernoulli(probabilities, generator=generator).bool().to(ids.device)
    labels[~selected] = -100

    def coins(share):
        return torch.bernoulli(torch.full(ids.shape, share), generator=generator).bool().to(ids.device)

    masked = coins(0.8) & selected
    seen[masked] = mask_id
    replaced = coins(0.5) & selected & ~masked  # half of the 20 % that are left
    seen[replaced] = torch.randint(vocab_size, ids.shape, generator=generator).to(ids.device)[replaced]
    return seen, labels
