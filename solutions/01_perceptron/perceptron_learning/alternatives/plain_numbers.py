"""Python's own numbers; tensors are made at the end. The labels are ±1 inside."""


def fit(x, y, *, max_epochs):
    rows, signs = x.tolist(), [1 if label else -1 for label in y.tolist()]
    w, b, epoch, mistakes = [0.0] * x.shape[1], 0.0, 0, 1
    while epoch < max_epochs and mistakes:
        mistakes = 0
        for row, sign in zip(rows, signs, strict=True):
            fires = sum(map(float.__mul__, w, row)) + b > 0
            if fires != (sign > 0):
                w = [w_i + sign * x_i for w_i, x_i in zip(w, row, strict=True)]
                b += sign
                mistakes += 1
        epoch += 1
    return [x.new_tensor(w), x.new_tensor(b), epoch > 0 and mistakes == 0]
