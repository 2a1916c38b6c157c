"""No recurrence: small windows over neighbouring words (a convolution in time), summed over the review."""

import torch
import torch.nn.functional as F
from torch import nn


class Windows(nn.Module):
    def __init__(self, vocab_size):
        super().__init__()
        self.table = nn.Parameter(torch.randn(vocab_size, 16) / 4)
        self.conv = nn.Conv1d(16, 48, kernel_size=3, padding=1)
        self.judge = nn.Linear(48, 2)

    def forward(self, x):
        found = self.conv(self.table[x].transpose(1, 2)).relu()  # (N, 48, T)
        return self.judge(found.sum(dim=2))


def make_model(vocab_size):
    return Windows(vocab_size)


def train(model, x, y, *, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(300):
        rows = torch.randint(len(x), (64,), generator=generator).to(x.device)
        loss = F.cross_entropy(model(x[rows]), y[rows])
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model.eval()
