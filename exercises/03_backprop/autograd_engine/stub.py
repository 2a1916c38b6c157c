"""An autograd engine. `dlquiz show` prints the task, `dlquiz hint` helps."""


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
        # TODO: what backward has to know about how this value was made (a leaf was made of nothing)

    # TODO: these seven compute something new, each with a derivative of its own

    def __add__(self, other: "Value | float") -> "Value":
        """self + other, where other may be a number."""
        raise NotImplementedError("autograd_engine")

    def __mul__(self, other: "Value | float") -> "Value":
        """self * other."""
        raise NotImplementedError("autograd_engine")

    def __pow__(self, exponent: float) -> "Value":
        """self ** exponent, where exponent is a number."""
        raise NotImplementedError("autograd_engine")

    def exp(self) -> "Value":
        """e to the power of self."""
        raise NotImplementedError("autograd_engine")

    def log(self) -> "Value":
        """The natural logarithm."""
        raise NotImplementedError("autograd_engine")

    def tanh(self) -> "Value":
        """The hyperbolic tangent."""
        raise NotImplementedError("autograd_engine")

    def relu(self) -> "Value":
        """The larger of self and 0, with derivative 0 at 0."""
        raise NotImplementedError("autograd_engine")

    # TODO: these can be made of the ones above

    def __neg__(self) -> "Value":
        """-self."""
        raise NotImplementedError("autograd_engine")

    def __sub__(self, other: "Value | float") -> "Value":
        """self - other."""
        raise NotImplementedError("autograd_engine")

    def __truediv__(self, other: "Value | float") -> "Value":
        """self / other."""
        raise NotImplementedError("autograd_engine")

    # TODO: Python calls these when a number stands on the left: 2 - x is x.__rsub__(2)

    def __radd__(self, other: float) -> "Value":
        """other + self, where other is a number; so below."""
        raise NotImplementedError("autograd_engine")

    def __rmul__(self, other: float) -> "Value":
        """other * self."""
        raise NotImplementedError("autograd_engine")

    def __rsub__(self, other: float) -> "Value":
        """other - self."""
        raise NotImplementedError("autograd_engine")

    def __rtruediv__(self, other: float) -> "Value":
        """other / self."""
        raise NotImplementedError("autograd_engine")

    def backward(self) -> None:
        """Sets self.grad to 1 and adds to the grad of each node that self was made of."""
        # TODO: in an order in which no node passes its gradient on before it is complete
        raise NotImplementedError("autograd_engine")
