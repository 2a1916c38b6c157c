"""Texts as cells of a spreadsheet: none of them is taken for a formula."""

from datetime import datetime

from dlquiz.course.exports.writing import number, printable

# A program for spreadsheets computes what begins so; some do after blanks, and with the full-width signs.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
CONTROLS = {code: None for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: None}


def text(value: str) -> str:
    """A cell that shows `value`: after an apostrophe where it could be a formula, and without control characters."""
    shown = printable(value).translate(CONTROLS)
    begins = shown.lstrip().startswith(FORMULA) or shown.startswith(("\t", "\r", "\n"))
    return f"'{shown}" if begins else shown


def points(value: float | None) -> str:
    """A score; empty where it is open."""
    return "" if value is None else number(value)


def time(value: datetime | None) -> str:
    """ISO 8601 to the second; empty where nothing tells."""
    return "" if value is None else value.isoformat(timespec="seconds")


def flag(value: bool) -> str:
    """`true` or `false`."""
    return "true" if value else "false"
