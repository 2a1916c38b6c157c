"""The one place where a command's result becomes text: screens for people, or one JSON object."""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from dlquiz.view.plain import error_line

if TYPE_CHECKING:
    from rich.console import RenderableType

PASSED, NOT_PASSED, ENVIRONMENT, INTERNAL = 0, 1, 2, 3  # exit codes


class Result(Protocol):
    """What a command found."""

    @property
    def exit_code(self) -> int:
        """PASSED, NOT_PASSED, ENVIRONMENT or INTERNAL."""

    def json(self) -> Any:
        """What `--json` prints, but for the schema's number: a struct, or a dict of plain values and structs."""

    def screens(self) -> "Iterable[RenderableType]":
        """What a person reads, in the order it is printed. Imports the view, and with it rich."""


def emit(result: Result, json: bool) -> int:
    """Print a result on stdout; returns its exit code."""
    _write(_as_json(result.json()) if json else _drawn(result.screens()))
    return result.exit_code


def emit_error(text: str, json: bool) -> None:
    """Say why a command did not do what was asked: on stderr, or as a JSON object on stdout."""
    if json:
        printable = text.encode(errors="backslashreplace").decode()  # a file's name need not be UTF-8
        _write(_as_json({"error": printable}))
    else:
        warn(text)


def warn(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(error_line(text) + "\n")
    sys.stderr.flush()


def _as_json(value: Any) -> str:
    from dlquiz.model import as_json  # and with it msgspec, which --help can do without

    return as_json(value).decode() + "\n"


def _drawn(screens: "Iterable[RenderableType]") -> str:
    from dlquiz.view.console import console

    paper = console(sys.stdout)
    with paper.capture() as captured:
        for screen in screens:
            paper.print(screen)
    return captured.get()


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads on; what Python flushes at its end is for nobody, too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
