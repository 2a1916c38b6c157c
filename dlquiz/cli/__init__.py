"""The command line. Importing this imports nothing else: the console script must be able to fail in one sentence."""

import sys

INTERRUPTED = 130  # what shells give for Ctrl-C


def main() -> None:
    """The console script `dlquiz`."""
    try:
        from dlquiz.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("\ndlquiz: interrupted. Every finished attempt is stored.\n")
        code = INTERRUPTED
    sys.exit(code)
