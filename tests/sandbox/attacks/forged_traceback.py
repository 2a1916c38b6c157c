"""Exceptions with tracebacks that never happened: false lines, gigantic names, notes, groups, causes in a circle."""

HONEST = 0


def softmax(x, dim):
    name = "f" * 100_000
    deep = (
        f"def {name}():\n"
        + "\n" * 50_000
        + "    raise ExceptionGroup('g' * 1000000, [ValueError(b'x' * 1000000)] * 9)\n"
    )
    space = {}
    exec(compile(deep, __file__, "exec"), space)
    try:
        space[name]()
    except Exception as error:
        error.add_note("n" * 1_000_000)
        error.__cause__ = error.__context__ = error
        raise


def linear_backward(grad_output, x, weight, bias):
    error = SyntaxError("m" * 1_000_000)
    error.filename, error.lineno, error.offset, error.text = __file__, 10**30, -(10**30), "t" * 1_000_000
    raise error


def count(inputs, outputs):
    error = SyntaxError("m")
    error.filename, error.lineno, error.offset = __file__, "line", "offset"
    raise error


def central(f, x, h):
    error = UnicodeDecodeError("utf-8", b"x", 0, 1, "r" * 100_000)
    error.start = 10**18
    raise error
