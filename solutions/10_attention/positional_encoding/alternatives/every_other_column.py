"""Filled by slices with a step of two, the speeds by exp and log, as in many tutorials; cut for an odd width."""

import math

import torch


def sinusoidal_encoding(length, dim):
    encoding = torch.zeros(length, dim)
    position = torch.arange(0, length).unsqueeze(1).float()
    div_term = torch.exp(torch.arange(0, dim, 2).float() * -(math.log(10000.0) / dim))
    encoding[:, 0::2] = torch.sin(position * div_term)
    encoding[:, 1::2] = torch.cos(position * div_term)[:, : dim // 2]
    return encoding
