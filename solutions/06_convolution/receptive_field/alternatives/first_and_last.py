"""Follows the last pixel that output 0 sees, by recursion; the first one is pixel 0."""


def receptive_field(layers):
    return _last_pixel(list(layers), 0) + 1


def _last_pixel(layers, position):
    if not layers:
        return position
    kernel, stride, dilation = layers[-1]
    return _last_pixel(layers[:-1], position * stride + (kernel - 1) * dilation)
