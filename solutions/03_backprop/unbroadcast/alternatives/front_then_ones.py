"""Two loops: take dimensions off the front until the numbers of dimensions agree, then close those that must be 1."""


def unbroadcast(grad, shape):
    while grad.dim() > len(shape):
        grad = grad.sum(0)
    for axis, size in enumerate(shape):
        if grad.shape[axis] != size:
            grad = grad.sum(axis, keepdim=True)
    return grad
