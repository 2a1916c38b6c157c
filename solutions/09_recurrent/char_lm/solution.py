"""A character-level language model: ids for characters, the loss of the next one, and writing by sampling.

    loss = mean over n, t of −log softmax(logits[n, t])[targets[n, t]]
    id_k ~ softmax(logits_k),   (logits_k, state_k) = step(id_{k−1}, state_{k−1})

What it writes comes back as its next input: the same step that was trained to predict is used to write.

Sources: Karpathy 2015, The unreasonable effectiveness of recurrent neural networks; LG Aimers 04 notes (character-level
language model).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def build_vocab(text: str) -> list[str]:
    """The different characters of a text, sorted; a character's id is its place in this list.

    Example:
        build_vocab("hello") -> ["e", "h", "l", "o"]
    """
    return sorted(set(text))


def encode(text: str, vocab: Sequence[str]) -> Tensor:
    """The ids of a text's characters.

    Args:
        text: T characters.
        vocab: what build_vocab returned.

    Returns:
        (T,), int64.

    Raises:
        ValueError: a character is not in vocab.

    Example:
        encode("hole", ["e", "h", "l", "o"]) -> [1, 3, 2, 0]
    """
    place = {character: number for number, character in enumerate(vocab)}
    unknown = sorted(set(text) - place.keys())
    if unknown:
        raise ValueError(f"not in the vocabulary: {unknown}")
    return torch.tensor([place[character] for character in text], dtype=torch.int64)  # (T,)


def decode(ids: Iterable[int] | Tensor, vocab: Sequence[str]) -> str:
    """The text of ids: decode(encode(text, vocab), vocab) is text.

    Args:
        ids: a list of ints, or an int64 tensor (T,).
        vocab: what build_vocab returned.

    Raises:
        ValueError: an id is not one of 0 … len(vocab) − 1.
    """
    numbers = [int(number) for number in ids]
    if any(not 0 <= number < len(vocab) for number in numbers):  # a list would take −1 for its last entry
        raise ValueError(f"an id is not in 0 … {len(vocab) - 1}")
    return "".join(vocab[number] for number in numbers)


def char_lm_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean surprise at the next character.

    Args:
        logits: (N, T, V).
        targets: (N, T), int64: which character came next.

    Returns:
        0-d, in nats a character; 0 where there are none.
    """
    total = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")
    return total / max(targets.numel(), 1)


def sample(
    step: Callable[[int, Any], tuple[Tensor, Any]], state: Any, start: int, length: int, generator: torch.Generator
) -> list[int]:
    """Writes a text: draws each character from the model's distribution and gives it back to the model.

    Args:
        step: (id, state) -> (logits (V,), new state).
        state: what goes into the first step.
        start: the id that goes into the first step; it is no part of the result.
        length: how many ids to draw.
        generator: source of randomness.

    Returns:
        The ids drawn.
    """
    drawn: list[int] = []
    current = start
    for _ in range(length):
        logits, state = step(current, state)
        current = int(torch.multinomial(logits.softmax(dim=-1).cpu(), 1, generator=generator))
        drawn.append(current)
    return drawn
