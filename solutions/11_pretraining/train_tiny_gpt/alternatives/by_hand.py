"""One head at a time, the mask as minus infinity, the layers' lists by hand; random windows, a falling rate."""

import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, width, size):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(width, size, bias=False) for _ in range(3))

    def forward(self, x):
        length = x.shape[1]
        scores = self.q(x) @ self.k(x).mT / self.q.out_features**0.5
        allowed = torch.tril(torch.ones(length, length, dtype=torch.bool, device=x.device))
        return scores.masked_fill(~allowed, float("-inf")).softmax(dim=-1) @ self.v(x)


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = nn.ModuleList([Head(width, width // heads) for _ in range(heads)])
        self.mix = nn.Linear(width, width)
        self.feed = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.ReLU(), nn.Linear(3 * width, width)
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        normed = self.norm(x)
        x = x + self.mix(torch.cat([head(normed) for head in self.heads], dim=-1))
        return x + self.feed(x)


class Writer(nn.Module):
    def __init__(self, vocab_size, width=40):
        super().__init__()
        self.token = nn.Embedding(vocab_size, width)
        self.where = nn.Parameter(torch.randn(64, width) / 2)
        self.layers = nn.ModuleList([Layer(width, 2), Layer(width, 2)])
        self.last = nn.Linear(width, vocab_size)

    def forward(self, ids):
        x = self.token(ids) + self.where[: ids.size(1)]
        for layer in self.layers:
            x = layer(x)
        return self.last(x)


def make_model(vocab_size):
    return Writer(vocab_size)


def train(model, ids, *, generator):
    optimizer = torch.optim.Adam(model.parameters())
    steps = 260
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 1e-2 * min(1, (step + 1) / 20) * (1 - step / steps)
        begins = torch.randint(0, len(ids) - 65, (16,), generator=generator).tolist()
        batch = torch.stack([ids[b : b + 65] for b in begins])
        log_p = model(batch[:, :-1]).log_softmax(-1)
        loss = -log_p.gather(2, batch[:, 1:, None]).mean()
        model.zero_grad()
        loss.backward()
        optimizer.step()
    return model
