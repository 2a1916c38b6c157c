"""Moves the window from left to right until it leaves the padded image."""


def conv_output_size(size, kernel, stride=1, padding=0, dilation=1):
    if isinstance(size, tuple):
        both = [value if isinstance(value, tuple) else (value, value) for value in (kernel, stride, padding, dilation)]
        return [conv_output_size(size[axis], *(value[axis] for value in both)) for axis in (0, 1)]
    if size <= 0 or kernel <= 0 or stride <= 0 or dilation <= 0 or padding < 0:
        raise ValueError("impossible setting")
    count, left, right = 0, -padding, size + padding
    while left + dilation * (kernel - 1) < right:
        count += 1
        left += stride
    if count == 0:
        raise ValueError("the window never fits")
    return count
