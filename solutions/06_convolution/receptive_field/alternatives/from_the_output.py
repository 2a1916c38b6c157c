"""From the last layer back to the image: n numbers of a map are seen by this many of the map below."""


def receptive_field(layers):
    seen = 1
    for kernel, stride, dilation in reversed(layers):
        seen = (seen - 1) * stride + dilation * (kernel - 1) + 1
    return seen
