"""A terminal to draw on: keys at once and unechoed, another screen that leaves no trace, and the old state at the end.

readchar and its like switch the terminal for each key alone. What is typed in between would be echoed, and `select`
would tell of it only after Enter; this program waits for keys and other things at once.
"""

import os
import re
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Self

from msgspec import Struct

from dlquiz.errors import UsageError
from dlquiz.practice.watching import Inbox

_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[0m\x1b[?25h\x1b[?1049l"  # the other screen, no cursor; and back
_KEY = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)|.", re.DOTALL)
_REST = 0.03  # seconds; the bytes of one key come together, but for a slow line
_NAMES = {
    **{"\x1b[A": "up", "\x1bOA": "up", "\x1b[B": "down", "\x1bOB": "down"},
    **{"\x1b[5~": "page up", "\x1b[6~": "page down"},
    **{"\x1b[H": "home", "\x1bOH": "home", "\x1b[1~": "home", "\x1b[F": "end", "\x1bOF": "end", "\x1b[4~": "end"},
    **{"\r": "enter", "\n": "enter", "\x1b": "escape", " ": "page down", "\x04": "q"},
}
_IFLAG = 0  # its place in what termios.tcgetattr returns


class Resized(Struct, frozen=True):
    """The terminal has another size now, or was given back."""


class Suspended(Struct, frozen=True):
    """Ctrl-Z."""


class Closed(Exception):
    """The terminal is gone."""


class Terminal:
    """The terminal of stdin and stdout, used with `with`.

    Ctrl-C raises KeyboardInterrupt, SIGTERM and SIGHUP raise SystemExit; however it ends, the terminal is as it was.
    """

    def __init__(self, inbox: Inbox) -> None:
        """Raises UsageError if there is no terminal to draw on. `inbox` gets `Resized` and `Suspended`."""
        if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM", "dumb") in ("", "dumb"):
            raise UsageError("`dlquiz watch` needs a terminal to draw on. Without one: dlquiz check")
        self._in, self._out = sys.stdin.fileno(), sys.stdout.fileno()
        self._inbox = inbox

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._in)
        self._handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, *self._reactions())}
        self._former_wakeup = signal.set_wakeup_fd(self._inbox.wakeup, warn_on_full_buffer=False)
        try:
            self._take()
        except BaseException:
            self._restore()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._restore()

    def size(self) -> tuple[int, int]:
        """Columns and rows. A terminal that doesn't know has 80 × 24."""
        columns, rows = os.get_terminal_size(self._out)
        return columns or 80, rows or 24

    def draw(self, frame: str) -> None:
        """Write a frame, which is one string, so that no half of it is ever seen."""
        rest = frame.encode(sys.stdout.encoding, "backslashreplace")
        with self._alive():
            while rest:
                rest = rest[os.write(self._out, rest) :]

    def typed(self) -> Iterator[str]:
        """The keys: characters, or names such as "up" and "enter". Raises Closed if there will be no more."""
        with self._alive():
            data = os.read(self._in, 1024)
            if data.endswith(b"\x1b") and select.select([self._in], [], [], _REST)[0]:
                data += os.read(self._in, 1024)
        if not data:
            raise Closed
        for key in _KEY.findall(data.decode(errors="ignore")):
            yield _NAMES.get(key, key)

    def wait(self, seconds: float | None) -> bool:
        """Wait for a key, for a message in the inbox, or for so many seconds; True if there is a key."""
        return self._in in select.select([self._in, self._inbox], [], [], seconds)[0]

    @contextmanager
    def released(self) -> Iterator[None]:
        """Lend the terminal to another program, as it was before."""
        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for that program, and so is Ctrl-Z
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        self._give_back()
        try:
            yield
        finally:
            self._take()

    def suspend(self) -> None:
        """Stop, as Ctrl-Z asks; returns when the shell continues us."""
        with self.released():
            signal.raise_signal(signal.SIGTSTP)

    def _reactions(self) -> dict[int, Callable[[int, FrameType | None], None]]:
        return {
            signal.SIGWINCH: lambda *_: self._inbox.put(Resized()),
            signal.SIGTSTP: lambda *_: self._inbox.put(Suspended()),
            signal.SIGTERM: _end,
            signal.SIGHUP: _end,
        }

    def _take(self) -> None:
        for number, reaction in self._reactions().items():
            signal.signal(number, reaction)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        tty.setcbreak(self._in)
        mode = termios.tcgetattr(self._in)
        mode[_IFLAG] &= ~termios.IXON  # Ctrl-S would stop the screen, and with it the keys
        termios.tcsetattr(self._in, termios.TCSADRAIN, mode)
        self.draw(_ENTER)

    def _give_back(self) -> None:
        with suppress(Closed):
            self.draw(_LEAVE)
        with suppress(termios.error):  # the terminal is gone
            when = termios.TCSAFLUSH  # what was typed meanwhile is for nobody else
            termios.tcsetattr(self._in, when, self._before)

    def _restore(self) -> None:
        for number in self._handlers:
            signal.signal(number, signal.SIG_IGN)  # nothing interrupts this
        self._give_back()
        signal.set_wakeup_fd(self._former_wakeup)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    @contextmanager
    def _alive(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Closed from error


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
