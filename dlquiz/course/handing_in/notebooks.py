"""Notebooks: their code cells as the source of one exercise or of several. Nothing in them is run.

Outside a cell that says `%%writefile softmax.py`, an exercise begins with a Markdown heading that is its name
(`## softmax`) or a cell whose first line says it (`# dlquiz: softmax`), and ends where the next one begins. Code above
the first belongs to all.
"""

import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from dlquiz.course.handing_in.entries import LARGEST, Unreadable, too_large
from dlquiz.course.handing_in.names import attempt_of
from dlquiz.errors import UsageError

LARGEST_NOTEBOOK = 16 * LARGEST  # bytes, pictures of the output included
HEADING = re.compile(r"#{1,6}\s+`?(?P<slug>\w+)`?\s*", re.A)
MARK = re.compile(r"#\s*dlquiz:\s*(?P<slug>\w+)\s*", re.A)
WRITEFILE = re.compile(r"%%(?:writefile|file)\s+(?:-a\s+)?(?P<path>\S+)\s*")
CELL_MAGIC = re.compile(r"%%(?P<name>\w*)")
PYTHON_CELLS = {"time", "timeit", "capture", "prun"}  # cell magics whose body is Python that runs here
LINE_MAGIC = re.compile(r"(?P<indent>\s*)[%!?]")
SCAN = re.compile(
    r"""(?P<triple>\"{3}|'{3})|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|(?P<comment>\#)|(?P<open>[(\[{])|(?P<close>[)\]}])"""
)


class Cell(NamedTuple):
    """One cell; `number` counts the code cells from 1."""

    code: bool
    source: str
    number: int


def sources_of(content: bytes, slug: str | None, slugs: Collection[str]) -> dict[str, bytes]:
    """By slug, the Python source that a notebook hands in.

    Args:
        slug: the exercise that the notebook's name says: all of its code is for that one, unless cells say otherwise.

    Raises:
        Unreadable: it is no notebook.
        UsageError: the library for notebooks is not installed.
    """
    cells = _cells(content)
    written = {name: text for cell in cells if cell.code for name, text in _written(cell, slugs)}
    parts = _parts(cells, slugs)
    if slug is not None and not parts and slug not in written:
        parts = {slug: [cell for cell in cells if cell.code]}
    sources = {name: "\n".join(_python(cell) for cell in own) for name, own in parts.items()} | written
    encoded = {name: text.encode("utf-8", "surrogatepass") for name, text in sources.items()}
    for text in encoded.values():
        if len(text) > LARGEST:
            raise too_large(len(text), LARGEST)
    return encoded


def _cells(content: bytes) -> list[Cell]:
    cells, number = [], 0
    for raw in _read(content):
        if not isinstance(raw, dict) or not isinstance(raw.get("source"), str):
            raise Unreadable("is no notebook that can be read (a cell without source)")
        code = raw.get("cell_type") == "code"
        number += code
        cells.append(Cell(code, raw["source"], number))
    return cells


def _read(content: bytes) -> list[Any]:
    """The cells of a notebook of any version. It is not validated: some tools add keys of their own."""
    try:
        from nbformat import convert, reader
    except ImportError:
        raise UsageError(
            "notebooks were handed in, and reading them needs nbformat. Install it: pip install 'dlquiz[notebook]'"
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old notebooks have cells without ids
            return list(convert(reader.reads(content.decode("utf-8-sig")), 4)["cells"])
    except Exception as error:  # whatever a hostile file makes the converters stumble on
        raise Unreadable(f"is no notebook that can be read ({type(error).__name__})") from None


def _written(cell: Cell, slugs: Collection[str]) -> Iterator[tuple[str, str]]:
    """The exercise's file that a `%%writefile` cell writes."""
    first, _, body = cell.source.lstrip().partition("\n")
    match = WRITEFILE.fullmatch(first)
    if match and match["path"].endswith(".py") and (attempt := attempt_of(match["path"], slugs)):
        yield attempt.slug, body


def _parts(cells: Iterable[Cell], slugs: Collection[str]) -> dict[str, list[Cell]]:
    """By slug, the code cells of its part, those above the first part included."""
    common: list[Cell] = []
    parts: dict[str, list[Cell]] = {}
    part = common
    for cell in cells:
        if slug := _begins(cell, slugs):
            part = parts.setdefault(slug, [*common])
        if cell.code:
            part.append(cell)
    return parts


def _begins(cell: Cell, slugs: Collection[str]) -> str | None:
    """The exercise that begins with this cell."""
    lines = cell.source.strip().split("\n", 1)[:1] if cell.code else cell.source.split("\n")
    form = MARK if cell.code else HEADING
    for line in lines:
        if (match := form.fullmatch(line.strip())) and match["slug"].casefold() in slugs:
            return match["slug"].casefold()
    return None


def _python(cell: Cell) -> str:
    """A cell's code without what only IPython understands, under a comment that says where it stood."""
    head, lines = f"# In [{cell.number}]", cell.source.split("\n")
    if match := CELL_MAGIC.match(cell.source.lstrip()):
        if match["name"] not in PYTHON_CELLS:
            return head
        lines = cell.source.lstrip().split("\n")[1:]
    return "\n".join([head, *_without_magics(lines)])


def _without_magics(lines: Iterable[str]) -> Iterator[str]:
    """Lines of code; those that begin with %, ! or ? are commented out, unless a string or bracket is open there."""
    quotes, depth, continued = "", 0, False
    for line in lines:
        if not quotes and not depth and not continued and (match := LINE_MAGIC.match(line)):
            yield f"{match['indent']}pass  # {line.strip()}"
            continued = False
            continue
        yield line
        quotes, depth = _state_after(line, quotes, depth)
        continued = line.endswith("\\") and not quotes


def _state_after(line: str, quotes: str, depth: int) -> tuple[str, int]:
    """The string that is open behind a line, as its three quotes, and how many brackets are."""
    at = 0
    while True:
        if quotes:
            end = re.compile(rf"(?:\\.|(?!{quotes})[^\\])*{quotes}", re.S).match(line, at)
            if end is None:
                return quotes, depth
            quotes, at = "", end.end()
        match = SCAN.search(line, at)
        if match is None or match["comment"]:
            return "", depth
        at = match.end()
        quotes = match["triple"] or ""
        depth = max(0, depth + bool(match["open"]) - bool(match["close"]))
