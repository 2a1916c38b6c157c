"""A character language model: the largest of logits with Gumbel noise, and a loss by hand."""

import torch
from torch import Tensor


def build_vocab(text: str) -> list[str]:
    vocab: list[str] = []
    for character in sorted(text):
        if not vocab or vocab[-1] != character:
            vocab.append(character)
    return vocab


def encode(text: str, vocab: list[str]) -> Tensor:
    ids = torch.zeros(len(text), dtype=torch.int64)
    for place, character in enumerate(text):
        if character not in vocab:
            raise ValueError(character)
        ids[place] = vocab.index(character)
    return ids


def decode(ids: Tensor, vocab: list[str]) -> str:
    return "".join(map(vocab.__getitem__, ids.tolist()))


def char_lm_loss(logits: Tensor, targets: Tensor) -> Tensor:
    log_p = logits - logits.logsumexp(dim=-1, keepdim=True)
    right = log_p.gather(-1, targets.unsqueeze(-1))
    return -right.sum() / max(right.numel(), 1)


def sample(step, state, start, length, generator) -> list[int]:
    def write(id, state, left):
        if left == 0:
            return []
        logits, state = step(id, state)
        noise = -torch.empty(logits.shape, dtype=torch.float64).exponential_(generator=generator).log()
        following = int((logits.cpu().double() + noise).argmax())
        return [following, *write(following, state, left - 1)]

    return write(start, state, length)
