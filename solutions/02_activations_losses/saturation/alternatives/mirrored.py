"""1 − s is the sigmoid of −z; the cross-entropy's gradient from its two terms, each with its own slope."""

import torch


def mse_sigmoid_grad(z, y):
    yes, no = torch.sigmoid(z), torch.sigmoid(-z)
    return (yes - y).mul(yes * no).mul(2)


def ce_sigmoid_grad(z, y):
    return (1 - y) * torch.sigmoid(z) - y * torch.sigmoid(-z)
