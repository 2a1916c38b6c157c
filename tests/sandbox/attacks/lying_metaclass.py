"""Exceptions and answers whose types have no name, no bases, or raise when they are looked at."""

HONEST = 0


class Meta(type):
    def __getattribute__(cls, name):
        if name in ("__name__", "__mro__", "__module__"):
            raise SystemExit("no name")
        return super().__getattribute__(name)


class Nameless(Exception, metaclass=Meta):
    pass


class Thing(metaclass=Meta):
    pass


class Shapeshifter:
    @property
    def __class__(self):
        raise KeyboardInterrupt


def softmax(x, dim):
    raise Nameless


def linear_backward(grad_output, x, weight, bias):
    return Thing(), Shapeshifter(), Thing


def count(inputs, outputs):
    return Shapeshifter()


def central(f, x, h):
    return f(Shapeshifter())
