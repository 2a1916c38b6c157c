"""A workspace with one exercise in it, for the benches that run the program as a learner does."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "dlquiz")
EXERCISE = "scaled_dot_product"


@contextmanager
def workspace() -> Iterator[Path]:
    """A new folder that `dlquiz next` was run in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([PROGRAM, "next"], cwd=folder, capture_output=True, check=True)
        yield folder
