"""Lists of Python floats: no tensor arithmetic but in the points at which f is called."""

import math


def relative_error(a, b):
    pairs = list(zip(a.flatten().tolist(), b.flatten().tolist(), strict=True))
    if any(math.isnan(u) or math.isnan(v) for u, v in pairs):
        return math.nan
    gap = max((abs(u - v) for u, v in pairs), default=0.0)
    size = max((max(abs(u), abs(v)) for u, v in pairs), default=0.0)
    return 0.0 if gap == 0.0 else gap / size


def check_gradient(f, analytic, x, eps=1e-5, tol=1e-5):
    if tuple(analytic.shape) != tuple(x.shape) or not all(map(math.isfinite, analytic.flatten().tolist())):
        return False
    base = x.flatten()
    numeric = []
    for i in range(len(base)):
        up, down = base.clone(), base.clone()
        up[i] += eps
        down[i] -= eps
        numeric.append((f(up.view(x.shape)).item() - f(down.view(x.shape)).item()) / (2 * eps))
    error = relative_error(analytic, x.new_tensor(numeric).view(x.shape))
    return not math.isnan(error) and error <= tol
