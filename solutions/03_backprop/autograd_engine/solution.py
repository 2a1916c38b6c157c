"""Reverse-mode differentiation of scalars: grad of an operand += grad of the result · ∂result/∂operand.

Each operation notes its operands and, beside its value, the derivative by each of them. `backward` then walks once
from the result to the leaves, and comes to no node before all that use it have added their share.

Sources: Linnainmaa 1976, Taylor expansion of the accumulated rounding error; Karpathy 2020, micrograd.
"""

import math
from collections.abc import Iterator


class Value:
    """A number that knows how it was made.

    Attributes:
        data: the number.
        grad: the derivative of the result by this number; 0.0 until `backward` is called on the result.

    Example:
        x = Value(3.0)
        y = x * x + 1      # y.data == 10.0
        y.backward()       # x.grad == 6.0
    """

    def __init__(self, data: float) -> None:
        self.data = float(data)
        self.grad = 0.0
        self._operands: tuple[tuple[Value, float], ...] = ()  # each with the derivative of this value by it

    def __add__(self, other: "Value | float") -> "Value":
        """self + other, where other may be a number."""
        other = _value(other)
        return _result(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other: "Value | float") -> "Value":
        """self * other."""
        other = _value(other)
        return _result(self.data * other.data, (self, other.data), (other, self.data))

    def __pow__(self, exponent: float) -> "Value":
        """self ** exponent, where exponent is a number."""
        return _result(self.data**exponent, (self, exponent * self.data ** (exponent - 1)))

    def exp(self) -> "Value":
        """e to the power of self."""
        result = math.exp(self.data)
        return _result(result, (self, result))

    def log(self) -> "Value":
        """The natural logarithm."""
        return _result(math.log(self.data), (self, 1 / self.data))

    def tanh(self) -> "Value":
        """The hyperbolic tangent."""
        result = math.tanh(self.data)
        return _result(result, (self, 1 - result**2))

    def relu(self) -> "Value":
        """The larger of self and 0, with derivative 0 at 0."""
        return _result(max(self.data, 0.0), (self, 1.0 if self.data > 0 else 0.0))

    def __neg__(self) -> "Value":
        """-self."""
        return self * -1.0

    def __sub__(self, other: "Value | float") -> "Value":
        """self - other."""
        return self + -other

    def __truediv__(self, other: "Value | float") -> "Value":
        """self / other."""
        return self * _value(other) ** -1

    def __radd__(self, other: float) -> "Value":
        """other + self, where other is a number; so below."""
        return self + other

    def __rmul__(self, other: float) -> "Value":
        """other * self."""
        return self * other

    def __rsub__(self, other: float) -> "Value":
        """other - self."""
        return -self + other

    def __rtruediv__(self, other: float) -> "Value":
        """other / self."""
        return self**-1 * other

    def backward(self) -> None:
        """Sets self.grad to 1 and adds to the grad of each node that self was made of."""
        self.grad = 1.0
        for node in _users_first(self):
            for operand, derivative in node._operands:
                operand.grad += node.grad * derivative  # += since an operand may be used more than once


def _value(x: "Value | float") -> Value:
    return x if isinstance(x, Value) else Value(x)


def _result(data: float, *operands: tuple[Value, float]) -> Value:
    made = Value(data)
    made._operands = operands
    return made


def _users_first(root: Value) -> Iterator[Value]:
    """All nodes that root was made of, each after every node that uses it."""
    order: list[Value] = []  # each after its operands
    seen: set[Value] = set()
    stack = [(root, False)]  # a stack of our own: recursion ends at a depth of 1000
    while stack:
        node, operands_done = stack.pop()
        if operands_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((operand, False) for operand, _ in node._operands)
    return reversed(order)
