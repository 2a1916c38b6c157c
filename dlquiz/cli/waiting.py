"""A line on stderr while a person waits; nothing where nobody watches."""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dlquiz.view.plain import plain

PATIENCE = 0.3  # seconds; what is quicker needs no line
CLEARED = "\r\x1b[K"


@contextmanager
def waiting(text: Callable[[], str]) -> Iterator[None]:
    """Show what is waited for, if this takes long and stderr is a terminal; it is gone at the end."""
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    shower = threading.Thread(target=_show, args=(text, over), daemon=True)
    shower.start()
    try:
        yield
    finally:
        over.set()
        shower.join()
        _write(CLEARED)


def shortened(line: str, most: int) -> str:
    """A line that a submission printed, as one that a terminal only shows, in at most so many characters."""
    shown = plain(line.strip()).replace("\t", " ")
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def _show(text: Callable[[], str], over: threading.Event) -> None:
    before = ""
    while not over.wait(PATIENCE):
        room = shutil.get_terminal_size().columns - 2
        if (now := shortened(text(), room)) != before:
            _write(f"{CLEARED} {now}")
            before = now


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
