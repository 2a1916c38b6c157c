"""The console on which screens are printed."""

import shutil
from typing import IO

from rich.console import Console

NOT_A_TERMINAL = 80  # columns, so that a log or a pipe reads the same everywhere


def console(file: IO[str], *, width: int | None = None) -> Console:
    """A rich console on `file` that takes no text for markup, emoji codes or highlights, and breaks no long path.

    `width`: columns; those of the terminal if not given. Colour follows NO_COLOR and whether `file` is a terminal.
    """
    if width is None:
        width = shutil.get_terminal_size().columns if file.isatty() else NOT_A_TERMINAL
    return Console(file=file, width=width, highlight=False, markup=False, emoji=False, soft_wrap=True)
