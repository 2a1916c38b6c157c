"""micrograd's way: each result carries a function that passes its gradient on. The walk keeps iterators on a stack."""

import math


class Value:
    __slots__ = ("data", "grad", "operands", "pass_on")

    def __init__(self, data, operands=()):
        self.data = data
        self.grad = 0.0
        self.operands = operands
        self.pass_on = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out.pass_on = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pass_on = pass_on
        return out

    def __pow__(self, n):
        return self._apply(self.data**n, lambda: n * self.data ** (n - 1))

    def exp(self):
        e = math.exp(self.data)
        return self._apply(e, lambda: e)

    def log(self):
        return self._apply(math.log(self.data), lambda: 1 / self.data)

    def tanh(self):
        return self._apply(math.tanh(self.data), lambda: 1 / math.cosh(self.data) ** 2)

    def relu(self):
        return self._apply(self.data if self.data > 0 else 0.0, lambda: float(self.data > 0))

    def _apply(self, data, slope):
        out = Value(data, (self,))

        def pass_on():
            self.grad += slope() * out.grad

        out.pass_on = pass_on
        return out

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def backward(self):
        order, seen, path = [], {self}, [(self, iter(self.operands))]
        while path:
            node, rest = path[-1]
            fresh = next((operand for operand in rest if operand not in seen), None)
            if fresh is None:
                order.append(node)
                path.pop()
            else:
                seen.add(fresh)
                path.append((fresh, iter(fresh.operands)))
        self.grad = 1.0
        while order:
            order.pop().pass_on()
