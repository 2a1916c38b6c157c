"""Makes the records of a release: `python -m dlquiz.server.recording BANK FOLDER SLUG…`, a process of its own.

Writes FOLDER/<slug>.tape for each exercise, and says on stdout, one JSON object a line, what it has done.
"""

import os
import sys
from pathlib import Path

import msgspec

from dlquiz.errors import DlquizError
from dlquiz.sandbox import lockdown


class Recorded(msgspec.Struct, frozen=True):
    """One line: an exercise is done, or why it can't be."""

    slug: str
    error: str = ""


def main() -> None:
    """One exercise after the other, until the first that can't be recorded."""
    lockdown.die_with_parent()
    import torch

    from dlquiz.bank import Bank
    from dlquiz.grading.recorded.record import record

    torch.set_num_threads(1)
    lines = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what solutions print is not for whoever reads the lines
    bank, folder, *slugs = sys.argv[1:]
    for slug in slugs:
        try:
            Path(folder, f"{slug}.tape").write_bytes(record(Bank(Path(bank)).exercise(slug)))
            lines.write(msgspec.json.encode(Recorded(slug)) + b"\n")
        except DlquizError as error:
            lines.write(msgspec.json.encode(Recorded(slug, str(error))) + b"\n")
            return


if __name__ == "__main__":
    main()
