"""A workspace with one exercise in it, for the benches that run the program as a learner does."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dlquiz.bank import Bank

PROGRAM = str(Path(sys.executable).parent / "dlquiz")
EXERCISE = "scaled_dot_product"


@contextmanager
def workspace(bank: Bank | None = None) -> Iterator[Path]:
    """A new folder that `dlquiz next` was run in, by default with the usual bank, which is then remembered in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen = [] if bank is None else ["--bank", str(bank.root)]
        subprocess.run([PROGRAM, "next", *chosen], cwd=folder, capture_output=True, check=True)
        yield folder
