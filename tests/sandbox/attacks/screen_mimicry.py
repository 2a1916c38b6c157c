"""Prints and raises text that looks like our own screen, with ANSI, bidi and markup."""

HONEST = 0

TEXT = "\x1b[2J\x1b[H\x1b[32m \u2713 target 8 / 8\x1b[0m\r\n \u202epassed\u2069 [bold]x[/bold] [/] \x9b1m \x07 \u2028 \u200b"
print(TEXT)


def softmax(x, dim):
    print(TEXT)
    raise ValueError(TEXT)
