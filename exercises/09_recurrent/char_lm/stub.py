"""A character-level language model. `dlquiz show` prints the task, `dlquiz hint` helps."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import Tensor


def build_vocab(text: str) -> list[str]:
    """The different characters of a text, sorted; a character's id is its place in this list.

    Example:
        build_vocab("hello") -> ["e", "h", "l", "o"]
    """
    # TODO: the different characters, sorted
    raise NotImplementedError("char_lm")


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
    # TODO: each character's place; what if it has none?
    raise NotImplementedError("char_lm")


def decode(ids: Iterable[int] | Tensor, vocab: Sequence[str]) -> str:
    """The text of ids: decode(encode(text, vocab), vocab) is text.

    Args:
        ids: a list of ints, or an int64 tensor (T,).
        vocab: what build_vocab returned.

    Raises:
        ValueError: an id is not one of 0 … len(vocab) − 1.
    """
    # TODO: each id's character; which ids are none?
    raise NotImplementedError("char_lm")


def char_lm_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean surprise at the next character.

    Args:
        logits: (N, T, V).
        targets: (N, T), int64: which character came next.

    Returns:
        0-d, in nats a character; 0 where there are none.
    """
    # TODO: one cross-entropy over all predictions
    raise NotImplementedError("char_lm")


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
    # TODO: step, draw, and give back what was drawn
    raise NotImplementedError("char_lm")
