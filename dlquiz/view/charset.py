"""What becomes of ✓, √ and ᵀ on a terminal whose encoding lacks them: something that can be read instead."""

import unicodedata

STAND_INS = {
    "✓": "ok", "✗": "x", "–": "-", "—": "-", "−": "-", "…": "...", "·": "*", "•": "-", "×": "x", "→": "->", "←": "<-",
    "★": "*", "☆": ".", "▰": "#", "▱": ".", "│": "|", "┊": "|", "─": "-", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
    "░": ".", "▒": ":", "▓": "+", "█": "#",
    "√": "sqrt ", "λ": "lambda", "∞": "inf", "≠": "!=", "≤": "<=", "≥": ">=", "≈": "~=", "±": "+-", "∑": "sum",
    "Σ": "sum", "∏": "prod ", "∂": "d", "∇": "grad ", "∈": "in", "‖": "||", "⊙": "(*)", "⊤": "T", "′": "'",
    "“": '"', "”": '"', "‘": "'", "’": "'",
}  # fmt: skip
SCRIPTS = {"<super>": "^", "<sub>": "_"}


def shows(encoding: str, text: str) -> bool:
    """True if `encoding` has every character of `text`."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def readable(encoding: str, text: str) -> str:
    """`text` in characters that `encoding` has: √ becomes sqrt, ᵀ becomes ^T, λ becomes lambda."""
    if shows(encoding, text):
        return text
    return "".join(character if shows(encoding, character) else _stand_in(encoding, character) for character in text)


def _stand_in(encoding: str, character: str) -> str:
    if character in STAND_INS:
        return STAND_INS[character]
    name = unicodedata.name(character, "").split()
    if name[:1] == ["GREEK"]:
        return name[-1].lower()
    kind, *codes = unicodedata.decomposition(character).split()[:2] or [""]
    if kind in SCRIPTS and codes:
        base = chr(int(codes[0], 16))
        return SCRIPTS[kind] + readable(encoding, base)
    base = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return base or character.encode("ascii", "backslashreplace").decode()
