"""The smallest failing case as a script."""

from collections.abc import Iterator

from rich.text import Text

from dlquiz.view.code import code
from dlquiz.view.pen import Pen, Screen
from dlquiz.view.steps import Steps


def repro_view(script: str, check: str, file: str) -> Screen:
    """The script, as it lies in `file`, and how to run it. `check` is the name of the one whose case it is."""

    def draw(pen: Pen) -> Iterator[Text]:
        yield from code(pen, script)
        yield Text()
        yield from pen.wrap(pen.text(f' The smallest case that fails in "{check}".'), pen.width - 1)
        steps = Steps()
        steps.add("File", file)
        steps.add("Run", f"python {file}")
        steps.add("Debug", f"python -m pdb {file}")
        yield from steps.draw(pen)

    return Screen(draw)
