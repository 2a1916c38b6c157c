"""The definition: for every place of every output channel, one window times one filter."""

import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    strides, margins, steps = ([s] * 2 if isinstance(s, int) else list(s) for s in (stride, padding, dilation))
    depth, *kernel = weight.shape[1:]
    padded = x.new_zeros(*x.shape[:2], *(n + 2 * p for n, p in zip(x.shape[2:], margins, strict=True)))
    padded[:, :, margins[0] : margins[0] + x.shape[2], margins[1] : margins[1] + x.shape[3]] = x
    spans = [d * (k - 1) + 1 for d, k in zip(steps, kernel, strict=True)]
    room = [(n - span) // s + 1 for n, span, s in zip(padded.shape[2:], spans, strides, strict=True)]
    y = x.new_empty(len(x), len(weight), *room)
    for o, filter in enumerate(weight):
        first = o // (len(weight) // groups) * depth
        for h in range(room[0]):
            for w in range(room[1]):
                top, left = h * strides[0], w * strides[1]
                window = padded[
                    :, first : first + depth, top : top + spans[0] : steps[0], left : left + spans[1] : steps[1]
                ]
                y[:, o, h, w] = torch.sum(window * filter, dim=(1, 2, 3))
        if bias is not None:
            y[:, o] += bias[o]
    return y
