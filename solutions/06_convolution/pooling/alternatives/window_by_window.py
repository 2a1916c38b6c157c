"""One window at a time, as the definition has it; the stored place of the maximum is found with a comparison."""

import torch


def _sizes(x, kernel_size, stride):
    kernel = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
    step = kernel if stride is None else (stride, stride) if isinstance(stride, int) else tuple(stride)
    places = [(size - k) // s + 1 for size, k, s in zip(x.shape[2:], kernel, step, strict=True)]
    return *kernel, *step, *places


def _pool(x, kernel_size, stride, reduce):
    kH, kW, sH, sW, rows, columns = _sizes(x, kernel_size, stride)
    y = torch.empty(*x.shape[:2], rows, columns, dtype=x.dtype, device=x.device)
    for h in range(rows):
        for w in range(columns):
            window = x[:, :, h * sH : h * sH + kH, w * sW : w * sW + kW]
            y[:, :, h, w] = reduce(window)
    return y


def max_pool2d(x, kernel_size, stride=None):
    return _pool(x, kernel_size, stride, lambda window: window.amax((2, 3)))


def avg_pool2d(x, kernel_size, stride=None):
    return _pool(x, kernel_size, stride, lambda window: window.sum((2, 3)) / (window.shape[2] * window.shape[3]))


def max_pool2d_backward(grad_output, x, kernel_size, stride=None):
    kH, kW, sH, sW, rows, columns = _sizes(x, kernel_size, stride)
    grad = torch.zeros(x.shape, dtype=x.dtype, device=x.device)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            for h in range(rows):
                for w in range(columns):
                    best = (h * sH, w * sW)
                    for i in range(kH):
                        for j in range(kW):
                            if x[n, c, h * sH + i, w * sW + j] > x[n, c, best[0], best[1]]:
                                best = (h * sH + i, w * sW + j)
                    grad[n, c, best[0], best[1]] += grad_output[n, c, h, w]
    return grad
