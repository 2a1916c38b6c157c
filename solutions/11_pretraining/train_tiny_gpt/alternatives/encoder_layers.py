"""torch's encoder layers with a causal mask, sinusoidal positions, tied output; windows cut once, AdamW, clipping."""

import math

import torch
from torch import nn
from torch.nn import functional as F


class Model(nn.Module):
    def __init__(self, vocab_size, width=32, context=64):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, width)
        nn.init.normal_(self.embed.weight, std=0.3)
        layer = nn.TransformerEncoderLayer(width, 2, 2 * width, dropout=0.0, batch_first=True, norm_first=True)
        self.layers = nn.ModuleList([layer, nn.TransformerEncoderLayer(width, 2, 2 * width, 0.0, batch_first=True)])
        place = torch.arange(context)[:, None] * torch.exp(torch.arange(0, width, 2) * (-math.log(1e3) / width))
        self.register_buffer("place", torch.stack([place.sin(), place.cos()], dim=2).flatten(1))
        self.register_buffer("future", torch.ones(context, context, dtype=torch.bool).triu(1))

    def forward(self, ids):
        length = ids.shape[1]
        x = self.embed(ids) * 2 + self.place[:length]
        for layer in self.layers:
            x = layer(x, src_mask=self.future[:length, :length])
        return x @ self.embed.weight.T


def make_model(vocab_size):
    return Model(vocab_size)


def train(model, ids, *, generator):
    windows = ids.unfold(0, 65, 5)  # (3988, 65), overlapping
    optimizer = torch.optim.AdamW(model.parameters(), lr=8e-3)
    for rows in torch.randperm(len(windows), generator=generator).to(ids.device).split(16):
        batch = windows[rows]
        loss = F.cross_entropy(model(batch[:, :-1]).mT, batch[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model.eval()
