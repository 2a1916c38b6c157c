"""What to do next: a word, a command or path, a remark; aligned."""

from collections.abc import Iterator

from rich.text import Text

from dlquiz.view.pen import Pen


class Steps:
    """Rows of (word, command, remark), drawn in columns."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str]] = []

    def add(self, word: str, command: str, remark: str = "") -> None:
        """One more row. Commands and paths are never broken, so that they can be copied."""
        self._rows.append((word, command, remark))

    def draw(self, pen: Pen) -> Iterator[Text]:
        """The rows; a remark that doesn't fit stands on the next line."""
        words = max((len(word) for word, _, _ in self._rows), default=0)
        commands = max((len(command) for _, command, remark in self._rows if remark), default=0)
        for word, command, remark in self._rows:
            head = pen.join(" ", (word.ljust(words), "bold"), "   ")
            body = pen.text(command, "cyan" if command.startswith("dlquiz ") else "")
            yield from _row(pen, head, body, commands, remark)


def _row(pen: Pen, head: Text, command: Text, width: int, remark: str) -> Iterator[Text]:
    if not remark:
        yield pen.join(head, command)
        return
    indent = head.cell_len
    if width:
        command.pad_right(width - command.cell_len + 3)
    line = pen.join(head, command, (remark, "dim"))
    if line.cell_len < pen.width:
        yield line
        return
    if command.plain.strip():
        command.rstrip()
        yield pen.join(head, command)
        head = pen.text(" " * indent)
    for position, row in enumerate(pen.wrap(pen.text(remark, "dim"), pen.width - indent - 1)):
        yield pen.join(head if position == 0 else " " * indent, row)
