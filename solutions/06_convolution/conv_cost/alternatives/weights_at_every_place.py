"""Weights first, as conv_params counts them, then how often each of them is used."""


def conv_macs(in_channels, out_channels, kernel, out_size, groups=1):
    height, width = kernel if isinstance(kernel, (tuple, list)) else (kernel, kernel)
    rows, columns = out_size if isinstance(out_size, (tuple, list)) else (out_size, out_size)
    weights_of_a_group = (in_channels // groups) * (out_channels // groups) * height * width
    return groups * weights_of_a_group * rows * columns


def dense_params(in_shape, out_shape, bias=True):
    connections = 1
    for size in (*in_shape, *out_shape):
        connections *= size
    if not bias:
        return connections
    neurons = 1
    for size in out_shape:
        neurons *= size
    return connections + neurons
