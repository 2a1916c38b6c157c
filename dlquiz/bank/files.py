"""Read the bank's files. Whatever is wrong with one becomes a BankError that names the file and the fix."""

import os
import warnings
from pathlib import Path

from dlquiz.errors import BankError


def shown(path: Path) -> str:
    """The path as a person wants to read it: relative to the working directory where it lies below that.

    The grader's own is the root, which nobody works in.
    """
    try:
        here = Path.cwd()
        return str(path if here == Path(here.anchor) else path.relative_to(here))
    except (ValueError, OSError):  # elsewhere, or the working directory is gone
        return str(path)


def read_text(path: Path) -> str:
    """The file's text, with newlines as \\n.

    Raises:
        BankError: the file is missing, can't be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BankError(
            shown(path), "the file is missing", "Add it; exercises/README.md lists the files of an exercise."
        ) from None
    except UnicodeDecodeError as error:
        raise BankError(
            shown(path), f"not UTF-8: byte {error.start} can't be read", "Save the file as UTF-8."
        ) from None
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BankError(shown(path), f"can't be read ({reason})", "Put a readable file there.") from None


def read_python(path: Path) -> str:
    """The source of a Python file that compiles.

    Raises:
        BankError: as `read_text`, or a syntax error, with its line.
    """
    source = read_text(path)
    if fault := syntax_fault(source):
        raise BankError(shown(path), f"not valid Python: {fault}", "Correct the line.")
    return source


def syntax_fault(source: str) -> str | None:
    """What keeps the source from compiling, with the line; None if nothing does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a newer Python warns about more than the author's did
            compile(source, "<source>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}" if error.lineno else error.msg
    except ValueError as error:  # null bytes, before Python 3.11.4
        return str(error)
    return None
