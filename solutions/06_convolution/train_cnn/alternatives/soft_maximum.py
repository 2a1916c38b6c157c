"""One layer of 5 × 5 filters on tensors of its own, batch norm, a soft maximum; random batches, a one-cycle rate."""

import math

import torch
from torch import nn
from torch.nn import functional as F


class Detector(nn.Module):
    def __init__(self, filters=16, size=5):
        super().__init__()
        self.filters = nn.Parameter(torch.randn(filters, 1, size, size) / size)
        self.norm = nn.BatchNorm2d(filters)
        self.weight = nn.Parameter(torch.zeros(2, filters))
        self.bias = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        maps = torch.nn.functional.elu(self.norm(F.conv2d(x, self.filters, padding="same")))  # (N, 16, 12, 12)
        highest = maps.flatten(2).mul(4).logsumexp(dim=2).sub(math.log(144)).div(4)  # (N, 16), between mean and max
        return highest @ self.weight.T + self.bias


def make_model():
    torch.manual_seed(0)
    return Detector()


def train(model, x, y, *, generator):
    steps = 150
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-2, total_steps=steps)
    target = F.one_hot(y, 2).to(x.dtype)
    for _ in range(steps):
        rows = torch.randint(len(x), (64,), generator=generator).to(x.device)
        optimizer.zero_grad()
        F.binary_cross_entropy_with_logits(model(x[rows]), target[rows]).backward()
        optimizer.step()
        schedule.step()
    return model.eval()
