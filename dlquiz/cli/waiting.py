"""A line on stderr while a person waits; nothing where nobody watches."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.3  # seconds; what is quicker needs no line


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show `text` if this takes long and stderr is a terminal; it is gone at the end."""
    if not sys.stderr.isatty():
        yield
        return
    timer = threading.Timer(PATIENCE, _write, [f" {text}"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        _write("\r\x1b[K")


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
