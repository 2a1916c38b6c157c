"""Text that a terminal shows and never obeys. Needs nothing but the standard library, so that errors print fast."""

import unicodedata

KEPT = "\n\t"
# Cc controls (ESC, \r, BEL), Cf formats (bidi overrides, zero-width marks), Cs lone surrogates (of undecodable file
# names; they can't be printed at all), Co private use, Zl and Zp line ends that str.splitlines would see.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def plain(text: str) -> str:
    """`text` with every control character but newline and tab written out, as in a Python string: ESC is `\\x1b`.

    A submission's output can then neither move the cursor nor hide or reorder what stands on the screen.
    """
    if text.isprintable():  # Unicode calls none of HIDDEN printable
        return text
    return "".join(_written_out(character) for character in text)


def error_line(text: str) -> str:
    """What goes to stderr when a request can't be met: "dlquiz: …", without a newline at the end."""
    return f"dlquiz: {plain(text)}"


def _written_out(character: str) -> str:
    if character in KEPT or unicodedata.category(character) not in HIDDEN:
        return character
    return ascii(character)[1:-1]
