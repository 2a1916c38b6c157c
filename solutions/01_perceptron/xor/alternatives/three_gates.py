"""Three calls of a perceptron for one neuron each, and another hidden layer: OR without AND."""

import torch


def neuron(x, weight, bias):
    total = (x * torch.tensor(weight, dtype=x.dtype)).sum(-1) + bias
    return torch.where(total > 0, 1.0, 0.0).to(x.dtype)


def xor_net(x):
    at_least_one, both = neuron(x, [1.0, 1.0], -0.5), neuron(x, [1.0, 1.0], -1.5)
    return neuron(torch.stack((at_least_one, both), dim=-1), [1.0, -1.0], -0.5)


def linear_xor_accuracy(weights, biases):
    corners = torch.cartesian_prod(torch.arange(2), torch.arange(2)).to(weights.dtype)
    fires = torch.einsum("ki,ci->kc", weights, corners) + biases.unsqueeze(1) > 0
    return fires.eq(corners.sum(1) == 1).double().mean(1).amax()
