"""A character language model's surroundings: vocabulary, ids and back, the loss, and writing by sampling.

Characters need no list of words and know no unknown ones but those that the text never had; the price is longer
sequences, so more steps through which a recurrent state has to carry what was said.

Source: Graves 2013, Generating Sequences With Recurrent Neural Networks, section 2.
"""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def build_vocab(text: str) -> list[str]:
    """Every character of a text, once.

    Args:
        text: of any length.

    Returns:
        A sorted list.

    Example:
        "noon " -> [" ", "n", "o"]
    """
    return sorted(set(text))


def encode(text: str, vocab: list[str]) -> Tensor:
    """The ids of the characters of a text.

    Args:
        text: of any length.
        vocab: a character's id is its place here.

    Returns:
        (T), int64.

    Raises:
        ValueError: a character is not in the vocabulary.

    Example:
        "no", [" ", "n", "o"] -> [1, 2]
    """
    places = {character: place for place, character in enumerate(vocab)}
    if unknown := set(text) - set(vocab):
        raise ValueError(f"not in the vocabulary: {sorted(unknown)}")
    return torch.tensor([places[character] for character in text], dtype=torch.int64)


def decode(ids: Tensor, vocab: list[str]) -> str:
    """The text that ids stand for.

    Args:
        ids: (T), int64.
        vocab: as in encode.

    Returns:
        A text of T characters.

    Example:
        [1, 2], [" ", "n", "o"] -> "no"
    """
    return "".join(vocab[i] for i in ids.tolist())


def char_lm_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy of the next characters.

    Args:
        logits: (N, T, V).
        targets: (N, T), int64: the character that comes next at each place.

    Returns:
        0-d tensor. 0 where there is no place.

    Example:
        logits [[[0., 0.]]], targets [[1]] -> log 2 = 0.6931
    """
    places = max(targets.numel(), 1)  # the mean of nothing is 0
    return F.cross_entropy(logits.transpose(1, 2), targets, reduction="sum") / places


def sample(
    step: Callable[[int, Any], tuple[Tensor, Any]], state: Any, start: int, length: int, generator: torch.Generator
) -> list[int]:
    """Lets a model write.

    Args:
        step: step(id, state) -> (logits (V), state).
        state: the first one.
        start: the id that step is asked with first.
        length: number of ids to draw, 0 or more.
        generator: the only source of randomness.

    Returns:
        The ids drawn, without start.

    Example:
        A step that always gives [0., -inf]: length 3 -> [0, 0, 0]
    """
    id, written = start, []
    for _ in range(length):
        logits, state = step(id, state)  # (V)
        id = int(torch.multinomial(logits.softmax(dim=0).cpu(), 1, generator=generator))
        written.append(id)
    return written
