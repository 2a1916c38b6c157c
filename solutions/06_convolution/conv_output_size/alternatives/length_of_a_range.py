"""The places are a range of first pixels; its length is the answer, and an empty one the error."""


def conv_output_size(size, kernel, stride=1, padding=0, dilation=1):
    def two(value):
        return tuple(value) if hasattr(value, "__iter__") else (value, value)

    sizes = []
    for n, k, s, p, d in zip(*map(two, (size, kernel, stride, padding, dilation)), strict=True):
        if not (n > 0 and k > 0 and s > 0 and d > 0 and p >= 0):
            raise ValueError("a setting is out of range")
        last = n + p - 1 - (k - 1) * d  # the last pixel at which a window may begin
        starts = range(-p, last + 1, s)
        if not starts:
            raise ValueError("the image is too small")
        sizes.append(len(starts))
    return tuple(sizes) if hasattr(size, "__iter__") else sizes[0]
