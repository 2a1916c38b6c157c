"""The convolution as a matrix product of columns: its backward is a linear layer's, and fold adds the overlaps up."""

import torch.nn.functional as F


def conv2d_backward(grad_output, x, weight, bias=None, stride=1, padding=0):
    kernel = tuple(weight.shape[2:])
    columns = F.unfold(x, kernel, padding=padding, stride=stride)  # (N, C kH kW, L)
    g = grad_output.flatten(2)  # (N, O, L)
    matrix = weight.flatten(1)  # (O, C kH kW)
    grad_weight = (g @ columns.mT).sum(0).reshape(weight.shape)
    grad_columns = matrix.T @ g
    grad_x = F.fold(grad_columns, x.shape[2:], kernel, padding=padding, stride=stride)
    return grad_x, grad_weight, g.sum((0, 2)) if bias is not None else None
