"""A many-to-one recurrent network: embedding, LSTM, a linear layer on the state after the last word.

The state is rewritten at each word, so what a word does can depend on the one before it: "not" sets a switch that
"good" finds. A sum over words has no before.

Sources: Hochreiter and Schmidhuber 1997, Long short-term memory; Socher et al. 2013, Recursive deep models for semantic
compositionality over a sentiment treebank (negation); Kingma and Ba 2015, Adam.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Reader(nn.Module):
    """Reads a review word by word and judges at its end."""

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, 16)
        self.lstm = nn.LSTM(16, 32, batch_first=True)
        self.head = nn.Linear(32, 2)

    def forward(self, x: Tensor) -> Tensor:
        states, _ = self.lstm(self.embedding(x))  # (N, T, 32)
        last = (x != 0).sum(dim=1) - 1  # (N,): where the last word stands; behind it is padding
        return self.head(states[torch.arange(len(x), device=x.device), last])  # (N, 2)


def make_model(vocab_size: int) -> nn.Module:
    """An untrained network that tells praise from blame.

    Args:
        vocab_size: how many ids there are, with the 0 of the padding.

    Returns:
        A module that maps reviews (N, T), int64, to logits (N, 2), for any N.
    """
    return Reader(vocab_size)


def train(model: nn.Module, x: Tensor, y: Tensor, *, generator: torch.Generator) -> nn.Module:
    """Trains the network on labelled reviews.

    Args:
        model: what make_model returned. It may be changed in place.
        x: (N, T), int64, the words' ids, padded at the end with 0; N = 1500, T = 20.
        y: (N,), int64: 1 praise, 0 blame.
        generator: source of randomness, for the order of the reviews.

    Returns:
        The trained model.

    Example:
        model = train(make_model(32), x, y, generator=torch.Generator().manual_seed(0))
        model.eval()(x[:5]).argmax(dim=1) -> five verdicts
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(6):
        order = torch.randperm(len(x), generator=generator)  # CPU, as the generator
        for batch in order.to(x.device).split(64):
            loss = F.cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad()  # backward adds to what is there
            loss.backward()
            optimizer.step()
    return model
