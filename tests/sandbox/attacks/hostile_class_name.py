"""Raises an exception whose class is named with control characters and markup."""

HONEST = 0

Bad = type("\x1b[2J[/red]\u202e" * 9, (ValueError,), {"__str__": lambda self: "\x00\x1b]0;title\x07" * 999})


def softmax(x, dim):
    raise Bad
