"""Train a tiny GPT. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor, nn


def make_model(vocab_size: int) -> nn.Module:
    """An untrained language model of characters.

    Args:
        vocab_size: how many different characters there are, V.

    Returns:
        A module that maps ids (N, 64), int64, to logits (N, 64, V): at each place those of the next character. They
        don't depend on later places.
    """
    # TODO: embeddings of characters and places, causal blocks, a layer that guesses the next character
    raise NotImplementedError("train_tiny_gpt")


def train(model: nn.Module, ids: Tensor, *, generator: torch.Generator) -> nn.Module:
    """Trains the model on a text.

    Args:
        model: what make_model returned. It may be changed in place.
        ids: (T,), int64, the text's characters, T = 20 000.
        generator: source of randomness, for where the windows begin.

    Returns:
        The trained model.

    Example:
        model = train(make_model(23), ids, generator=torch.Generator().manual_seed(0))
        model.eval()(ids[None, :64])[0, -1].argmax() -> the likeliest id after the first 64
    """
    # TODO: windows of the text, the loss of predicting each next character, its gradient, a step
    raise NotImplementedError("train_tiny_gpt")
