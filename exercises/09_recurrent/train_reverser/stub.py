"""Reverse digits, with and without attention. `dlquiz show` prints the task, `dlquiz hint` helps."""

import torch
from torch import Tensor, nn


def make_model(attention: bool) -> nn.Module:
    """An untrained network that is to reverse sequences of digits.

    Args:
        attention: True: each output may look at all of the encoder's states. False: the decoder gets the encoder's
            last state alone, at most 128 numbers.

    Returns:
        A module that maps digits (N, T), int64, to logits (N, T, 10), for any N. If attentive, its method
        attention_weights(x) gives (N, T, T): for each output the weights of the inputs, which sum to 1.
    """
    # TODO: an encoder, a decoder that starts from its last state, and the attention between them
    raise NotImplementedError("train_reverser")


def train(model: nn.Module, x: Tensor, y: Tensor, *, generator: torch.Generator) -> nn.Module:
    """Trains the network on sequences of one length.

    Args:
        model: what make_model returned. It may be changed in place.
        x: (N, T), int64, digits 0 to 9; N = 2000, T = 5, 10 or 20.
        y: (N, T), int64, the digits of x from back to front.
        generator: source of randomness, for the order of the sequences.

    Returns:
        The trained model.

    Example:
        model = train(make_model(True), x, y, generator=torch.Generator().manual_seed(0))
        model.eval()(torch.tensor([[3, 1, 4, 1, 5]])).argmax(dim=2) -> [[5, 1, 4, 1, 3]], of a model trained at T = 5
    """
    # TODO: batches in random order, the loss of each, its gradient, a step
    raise NotImplementedError("train_reverser")
