"""The shape after the first layer, then the rest of the network with that as its input; lists for tuples."""


def trace_shapes(input_shape, layers, index=0):
    if not layers:
        return []
    kind, numbers = layers[0][0], list(layers[0][1:])
    shape = list(input_shape)
    if kind in ("conv", "pool"):
        out = numbers.pop(0) if kind == "conv" else shape[0]
        kernel, stride = numbers[:2]
        pad = numbers[2] if kind == "conv" else 0
        rest = [size + pad + pad - kernel for size in shape[1:]]
        if min(rest) < 0:
            raise ValueError(f"no room at layer number {index} ({kind})")
        shape = [out] + [(room - room % stride) // stride + 1 for room in rest]
    elif kind == "flatten":
        product = 1
        while shape:
            product = product * shape.pop()
        shape = [product]
    elif kind == "dense":
        shape = numbers
    return [shape, *trace_shapes(shape, layers[1:], index + 1)]
