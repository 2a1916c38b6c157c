"""No search for an order: a result is newer than its operands, so the newest node that is waiting comes next."""

import heapq
import itertools
import math

BIRTHS = itertools.count()


class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.parents, self.slopes = parents, slopes
        self.birth = next(BIRTHS)

    def backward(self):
        self.grad = 1.0
        waiting, known = [(-self.birth, self)], {self.birth}
        while waiting:
            _, node = heapq.heappop(waiting)
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                parent.grad += slope * node.grad
                if parent.birth not in known:
                    known.add(parent.birth)
                    heapq.heappush(waiting, (-parent.birth, parent))

    def __pow__(self, n):
        if n == 0:
            return Value(1.0, (self,), (0.0,))
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self):
        return Value(math.exp(self.data), (self,), (math.exp(self.data),))

    def log(self):
        return Value(math.log(self.data), (self,), (self.data**-1,))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), ((1 + t) * (1 - t),))

    def relu(self):
        return Value(*((self.data, (self,), (1,)) if self.data > 0 else (0.0, (self,), (0,))))

    def __neg__(self):
        return Value(-self.data, (self,), (-1,))


def binary(name, compute, slopes):
    """Gives Value an operator with numbers allowed on both sides."""

    def forward(a, b):
        a, b = (v if isinstance(v, Value) else Value(v) for v in (a, b))
        return Value(compute(a.data, b.data), (a, b), slopes(a.data, b.data))

    setattr(Value, f"__{name}__", forward)
    setattr(Value, f"__r{name}__", lambda self, other: forward(other, self))


binary("add", lambda a, b: a + b, lambda a, b: (1, 1))
binary("sub", lambda a, b: a - b, lambda a, b: (1, -1))
binary("mul", lambda a, b: a * b, lambda a, b: (b, a))
binary("truediv", lambda a, b: a / b, lambda a, b: (1 / b, -a / b / b))
