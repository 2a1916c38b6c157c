"""A small GPT: characters and their places are embedded, two causal blocks mix them, a linear layer guesses the next.

    x = token + position;   x = x + attention(norm(x));   x = x + mlp(norm(x));   logits = head(norm(x))

Every place is a question with its answer at the next place, so one window of 64 characters is 64 lessons. The mask
keeps each of them honest: a place sees itself and what stands before it.

Sources: Radford et al. 2018 and 2019 (GPT, GPT-2); Vaswani et al. 2017, Attention is all you need.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CONTEXT, WIDTH, HEADS = 64, 32, 2


class Block(nn.Module):
    """Causal self-attention, then a layer for each place alone; both add to what was there."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        N, T, E = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(N, T, 3, HEADS, E // HEADS).permute(2, 0, 3, 1, 4)  # each (N, h, T, E/h)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(N, T, E))
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    """Logits of the next character at each place."""

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.token = nn.Embedding(vocab_size, WIDTH)
        self.position = nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.Sequential(Block(), Block())
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, vocab_size)

    def forward(self, ids: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.token(ids) + self.position(places)  # (N, T, E)
        return self.head(self.norm(self.blocks(x)))  # (N, T, V)


def make_model(vocab_size: int) -> nn.Module:
    """An untrained language model of characters.

    Args:
        vocab_size: how many different characters there are, V.

    Returns:
        A module that maps ids (N, 64), int64, to logits (N, 64, V): at each place those of the next character. They
        don't depend on later places.
    """
    return GPT(vocab_size)


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
    steps = 250
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=2e-2, total_steps=steps)
    for _ in range(steps):
        starts = torch.randint(len(ids) - CONTEXT, (16, 1), generator=generator).to(ids.device)
        windows = ids[starts + torch.arange(CONTEXT + 1, device=ids.device)]  # (16, 65)
        logits = model(windows[:, :-1])  # (16, 64, V)
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        optimizer.zero_grad()  # backward adds to what is there
        loss.backward()
        optimizer.step()
        schedule.step()
    return model
