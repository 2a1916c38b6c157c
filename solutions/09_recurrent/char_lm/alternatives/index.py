"""A character language model: list.index, and a draw by the cumulated probabilities."""

import torch
from torch import Tensor


def build_vocab(text: str) -> list[str]:
    vocab = list(dict.fromkeys(text))
    vocab.sort()
    return vocab


def encode(text: str, vocab: list[str]) -> list[int]:
    return [vocab.index(character) for character in text]


def decode(ids: Tensor, vocab: list[str]) -> str:
    text = ""
    for i in ids:
        text += vocab[i]
    return text


def char_lm_loss(logits: Tensor, targets: Tensor) -> Tensor:
    if targets.numel() == 0:
        return logits.sum()
    return torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[2]), targets.reshape(-1))


def sample(step, state, start, length, generator) -> list[int]:
    ids = [start]
    while len(ids) <= length:
        logits, state = step(ids[-1], state)
        below = logits.double().softmax(-1).cumsum(-1)
        u = torch.rand((), generator=generator, dtype=torch.float64).to(below.device)
        ids.append(min(int((below <= u * below[-1]).sum()), len(below) - 1))
    return ids[1:]
