"""All images in one matrix (C kH kW, N L) with strides by hand, so that the whole batch is a single product."""

from torch.nn.functional import pad


def _settings(*values):
    return [(value, value) if isinstance(value, int) else tuple(value) for value in values]


def _windows(x, kernel, stride, padding):
    (kH, kW), (sH, sW), (pH, pW) = _settings(kernel, stride, padding)
    x = pad(x, (pW, pW, pH, pH)).contiguous()
    N, C, H, W = x.shape
    a, b, c, d = x.stride()
    return x.as_strided((N, C, kH, kW, (H - kH) // sH + 1, (W - kW) // sW + 1), (a, b, c, d, c * sH, d * sW))


def im2col(x, kernel, stride, padding):
    seen = _windows(x, kernel, stride, padding)
    N, C, kH, kW, rows, columns = seen.shape
    return seen.reshape(N, C * kH * kW, rows * columns)


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0):
    seen = _windows(x, weight.shape[2:], stride, padding)
    N, C, kH, kW, rows, columns = seen.shape
    matrix = seen.permute(1, 2, 3, 0, 4, 5).reshape(C * kH * kW, N * rows * columns)
    y = weight.reshape(len(weight), C * kH * kW) @ matrix
    y = y.reshape(len(weight), N, rows, columns).transpose(0, 1)
    return y if bias is None else y + bias.reshape(-1, 1, 1)
