"""Kahn's order: first count how often each node is used, then pass a node on when its last share has come in."""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass, field


@dataclass(eq=False)
class Value:
    data: float
    grad: float = 0.0
    made_by: list[tuple[Value, float]] = field(default_factory=list, repr=False)

    def __add__(self, other):
        return join(self.data + number(other), (self, 1), (other, 1))

    def __sub__(self, other):
        return join(self.data - number(other), (self, 1), (other, -1))

    def __mul__(self, other):
        return join(self.data * number(other), (self, number(other)), (other, self.data))

    def __truediv__(self, other):
        quotient = self.data / number(other)
        return join(quotient, (self, 1 / number(other)), (other, -quotient / number(other)))

    def __rsub__(self, other):
        return join(other - self.data, (self, -1))

    def __rtruediv__(self, other):
        return join(other / self.data, (self, -other / self.data**2))

    def __radd__(self, other):
        return self.__add__(other)

    def __rmul__(self, other):
        return self.__mul__(other)

    def __neg__(self):
        return 0 - self

    def __pow__(self, n):
        return join(math.pow(self.data, n), (self, n * math.pow(self.data, n - 1)))

    def exp(self):
        return join(math.exp(self.data), (self, math.exp(self.data)))

    def log(self):
        return join(math.log(self.data), (self, 1 / self.data))

    def tanh(self):
        return join(math.tanh(self.data), (self, 1 - math.tanh(self.data) ** 2))

    def relu(self):
        return join(max(0.0, self.data), (self, int(self.data > 0)))

    def backward(self):
        uses, found = Counter(), [self]
        for node in found:  # grows while it is walked
            for operand, _ in node.made_by:
                uses[id(operand)] += 1
                if uses[id(operand)] == 1:
                    found.append(operand)
        self.grad = 1.0
        ready = deque([self])
        while ready:
            node = ready.popleft()
            for operand, slope in node.made_by:
                operand.grad += node.grad * slope
                uses[id(operand)] -= 1
                if not uses[id(operand)]:
                    ready.append(operand)


def number(x):
    return x.data if isinstance(x, Value) else x


def join(data, *made_by):
    return Value(data, 0.0, [(operand, slope) for operand, slope in made_by if isinstance(operand, Value)])
