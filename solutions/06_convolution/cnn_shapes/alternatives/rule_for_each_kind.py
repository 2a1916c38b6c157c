"""A function for each kind of layer, looked up by its name."""


def _slide(size, kernel, stride, pad=0):
    starts = range(-pad, size + pad - kernel + 1, stride)
    if len(starts) == 0:
        raise ValueError("the window is larger than what it slides over")
    return len(starts)


def _conv(shape, out, kernel, stride, pad):
    return out, _slide(shape[1], kernel, stride, pad), _slide(shape[2], kernel, stride, pad)


def _pool(shape, kernel, stride):
    return shape[0], _slide(shape[1], kernel, stride), _slide(shape[2], kernel, stride)


def _flatten(shape):
    count = 1
    for size in shape:
        count *= size
    return (count,)


RULES = {
    "conv": _conv,
    "pool": _pool,
    "flatten": _flatten,
    "relu": lambda shape: shape,
    "dense": lambda shape, out: (out,),
}


def trace_shapes(input_shape, layers):
    trace = [tuple(input_shape)]
    for position, (kind, *settings) in enumerate(layers):
        try:
            trace.append(RULES[kind](trace[-1], *settings))
        except ValueError as error:
            raise ValueError(f"layers[{position}] = {kind}: {error}") from None
    return trace[1:]
