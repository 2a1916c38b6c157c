"""A language model of characters. `dlquiz show` prints the task, `dlquiz hint` helps."""

from collections.abc import Callable, Sequence
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
    # TODO: each character once, sorted
    raise NotImplementedError("char_lm")


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
    # TODO: the place of each character
    raise NotImplementedError("char_lm")


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
    # TODO: the characters at these places, in one string
    raise NotImplementedError("char_lm")


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
    # TODO: a classification at each place, and the mean over all
    raise NotImplementedError("char_lm")


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
    # TODO: ask, draw, and go on with what was drawn
    raise NotImplementedError("char_lm")
