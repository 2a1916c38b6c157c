"""Sequence to sequence, with and without attention: an LSTM reads the digits, another writes them from back to front.

    without:  logits_t = head(d_t),                     d_0 = the encoder's last state
    with:     logits_t = head(d_t, Σ_s w_ts h_s),       w_ts = softmax over s of (W d_t) · h_s

Without attention all digits have to pass through one state, however many they are. With it, each output looks up the
one state that it needs: the decoder has to know where to look, and no longer what stands there.

Sources: Sutskever et al. 2014, Sequence to sequence learning with neural networks; Luong et al. 2015, Effective
approaches to attention-based neural machine translation, section 3.1 ("general").
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HIDDEN = 64  # an LSTM hands over two of them: state and cell


class Reverser(nn.Module):
    """Two LSTMs; between them one state, or all states through attention."""

    def __init__(self, attention: bool) -> None:
        super().__init__()
        self.attention = attention
        self.embedding = nn.Embedding(10, 16)
        self.encoder = nn.LSTM(16, HIDDEN, batch_first=True)
        self.decoder = nn.LSTM(1, HIDDEN, batch_first=True)
        self.query = nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.head = nn.Linear(2 * HIDDEN if attention else HIDDEN, 10)

    def states(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The encoder's states and the decoder's, both (N, T, H)."""
        encoded, last = self.encoder(self.embedding(x))
        nothing = encoded.new_zeros(*x.shape, 1)  # the decoder gets no input: it goes on from the last state
        decoded, _ = self.decoder(nothing, last)
        return encoded, decoded

    def weights(self, encoded: Tensor, decoded: Tensor) -> Tensor:
        """What each output looks at, (N, T outputs, T inputs)."""
        return torch.softmax(self.query(decoded) @ encoded.mT, dim=-1)

    def attention_weights(self, x: Tensor) -> Tensor:
        """The same for digits x."""
        return self.weights(*self.states(x))

    def forward(self, x: Tensor) -> Tensor:
        encoded, decoded = self.states(x)
        if self.attention:
            context = self.weights(encoded, decoded) @ encoded  # (N, T, H)
            decoded = torch.cat([decoded, context], dim=-1)  # (N, T, 2H)
        return self.head(decoded)  # (N, T, 10)


def make_model(attention: bool) -> nn.Module:
    """An untrained network that is to reverse sequences of digits.

    Args:
        attention: True: each output may look at all of the encoder's states. False: the decoder gets the encoder's
            last state alone, at most 128 numbers.

    Returns:
        A module that maps digits (N, T), int64, to logits (N, T, 10), for any N. If attentive, its method
        attention_weights(x) gives (N, T, T): for each output the weights of the inputs, which sum to 1.
    """
    return Reverser(attention)


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
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    steps = 6 * -(-len(x) // 64)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=steps)
    for _ in range(6):
        order = torch.randperm(len(x), generator=generator)  # CPU, as the generator
        for batch in order.to(x.device).split(64):
            loss = F.cross_entropy(model(x[batch]).flatten(0, 1), y[batch].flatten())
            optimizer.zero_grad()  # backward adds to what is there
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # 40 steps in a row can explode
            optimizer.step()
            schedule.step()
    return model
