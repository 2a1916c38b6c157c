"""Both gradients as convolutions: for x with the flipped filter, for weight with the stride as dilation."""

import torch
import torch.nn.functional as F


def conv2d_backward(grad_output, x, weight, bias=None, stride=1, padding=0):
    sH, sW = (stride, stride) if isinstance(stride, int) else stride
    pH, pW = (padding, padding) if isinstance(padding, int) else padding
    H, W = x.shape[2:]
    kH, kW = weight.shape[2:]
    N, O = grad_output.shape[:2]

    spread = grad_output.new_zeros(N, O, H + 2 * pH - kH + 1, W + 2 * pW - kW + 1)  # as if the stride were 1
    spread[:, :, ::sH, ::sW] = grad_output
    full = F.pad(spread, (kW - 1, kW - 1, kH - 1, kH - 1))
    grad_x = F.conv2d(full, weight.flip(2, 3).transpose(0, 1))[:, :, pH : pH + H, pW : pW + W]

    images = F.pad(x, (pW, pW, pH, pH)).transpose(0, 1)  # (C, N, …): what is summed over comes second
    grad_weight = F.conv2d(images, grad_output.transpose(0, 1), dilation=(sH, sW))[:, :, :kH, :kW].transpose(0, 1)
    if N == 0:  # a convolution over no image has no channels, and no shape
        grad_weight = torch.zeros_like(weight)
    if bias is None:
        return grad_x, grad_weight, None
    return grad_x, grad_weight, torch.einsum("nohw->o", grad_output)
