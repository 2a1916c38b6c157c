"""The command line. Importing this imports nothing else: the console script must be able to fail in one sentence."""

import gc
import sys

INTERRUPTED = 130  # what shells give for Ctrl-C
ALLOCATIONS = (
    100_000  # between two collections; Python's 700 make a tenth of a short command, and imports are no garbage
)


def main() -> None:
    """The console script `dlquiz`."""
    gc.set_threshold(ALLOCATIONS)
    try:
        from dlquiz.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("\ndlquiz: interrupted. Every finished attempt is stored.\n")
        code = INTERRUPTED
    sys.exit(code)
