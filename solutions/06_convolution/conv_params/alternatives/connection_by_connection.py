"""Counts what is there: one kernel for each pair of an output and an input channel that lie in the same group."""


def conv_params(in_channels, out_channels, kernel, groups=1, bias=True):
    height, width = (kernel, kernel) if not hasattr(kernel, "__len__") else kernel
    if in_channels <= 0 or out_channels <= 0 or height <= 0 or width <= 0 or groups <= 0:
        raise ValueError("channels, kernel and groups are counted from 1")
    if in_channels // groups * groups != in_channels or out_channels // groups * groups != out_channels:
        raise ValueError("a group would be smaller than the others")
    kernels = sum(
        1
        for output in range(out_channels)
        for source in range(in_channels)
        if output * groups // out_channels == source * groups // in_channels
    )
    parameters = kernels * height * width
    if bias:
        parameters += out_channels
    return parameters
