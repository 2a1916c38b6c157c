"""The lecture's order, Conv, ReLU, Pool, twice, then dense; a class, and gradient descent with momentum by hand."""

import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 16, 3, padding=1)
        self.second = nn.Conv2d(16, 32, 3, padding=1)
        self.head = nn.Linear(32 * 3 * 3, 2)

    def forward(self, x):
        x = nn.functional.max_pool2d(self.first(x).relu(), 2)  # (N, 16, 6, 6)
        x = nn.functional.max_pool2d(self.second(x).relu(), 2)  # (N, 32, 3, 3)
        return self.head(x.flatten(1))


def make_model():
    return Network()


def train(model, x, y, *, generator):
    parameters = list(model.parameters())
    velocity = [torch.zeros_like(p) for p in parameters]
    epochs, size = 10, 50
    for epoch in range(epochs):
        rate = 0.05 * (1 - epoch / epochs)
        order = torch.randperm(len(x), generator=generator).to(x.device)
        for start in range(0, len(x), size):
            rows = order[start : start + size]
            log_p = model(x[rows]).log_softmax(1)
            loss = -log_p[torch.arange(len(rows)), y[rows]].mean()
            with torch.no_grad():
                for p, v, g in zip(parameters, velocity, torch.autograd.grad(loss, parameters), strict=True):
                    v.mul_(0.9).add_(g)
                    p.sub_(rate * v)
    return model
