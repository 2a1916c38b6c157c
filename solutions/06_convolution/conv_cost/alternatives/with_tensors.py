"""Products of the shapes of weight and map, as int64 tensors."""

import torch


def _numbers(*shape):
    return torch.tensor(shape, dtype=torch.int64).prod().item()


def _pair(size):
    return (size, size) if not hasattr(size, "__len__") else tuple(size)


def conv_macs(in_channels, out_channels, kernel, out_size, groups=1):
    filters = _numbers(out_channels, in_channels // groups, *_pair(kernel))
    return filters * _numbers(*_pair(out_size))


def dense_params(in_shape, out_shape, bias=True):
    inputs = _numbers(*in_shape) + bool(bias)  # a bias is the weight of an input that is always 1
    return inputs * _numbers(*out_shape)
