"""A program on a terminal of its own, whose screen and keyboard the test has."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

SECONDS = 20.0  # for anything to appear; on a busy machine the grader takes a few to start
TAKE_IT = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
COLUMNS, ROWS = 80, 24
OTHER = 1049  # the mode that shows the second screen


class _Screen(pyte.Screen):
    """With the second screen that programs draw on, which pyte lacks: when it is left, the first is as it was."""

    def set_mode(self, *modes: int, **kinds: Any) -> None:
        if OTHER in modes:
            self.first = [list(self.display), self.cursor.x, self.cursor.y]
            self.erase_in_display(2)
            self.cursor_position()
        super().set_mode(*modes, **kinds)

    def reset_mode(self, *modes: int, **kinds: Any) -> None:
        if OTHER in modes:
            lines, x, y = self.first
            self.erase_in_display(2)
            for number, line in enumerate(lines[: self.lines], start=1):
                self.cursor_position(number)
                self.draw(line[: self.columns].rstrip())
            self.cursor_position(y + 1, x + 1)
        super().reset_mode(*modes, **kinds)


class PseudoTerminal:
    """Used with `with`; at its end the program is killed if it still runs."""

    def __init__(self, command: Sequence[str], folder: Path, env: Mapping[str, str]) -> None:
        self.master, slave = pty.openpty()
        self.before = termios.tcgetattr(slave)
        self.slave = slave  # kept open: its settings can be read when the program has ended
        self.screen = _Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.resize(COLUMNS, ROWS)
        settings: dict[str, Any] = {"stdin": slave, "stdout": slave, "stderr": slave, "start_new_session": True}
        self.process = subprocess.Popen([sys.executable, "-c", TAKE_IT, *command], cwd=folder, env=env, **settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    @property
    def text(self) -> str:
        """What can be seen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.master, keys.encode())

    def until(self, *words: str, without: str = "") -> None:
        """Wait until all these words can be seen, and `without` can't."""
        deadline = time.monotonic() + SECONDS
        while not (all(word in self.text for word in words) and not (without and without in self.text)):
            assert time.monotonic() < deadline, f"no {words} (without {without!r}) on:\n{self.text}"
            self._read(0.2)

    def end(self, seconds: float = SECONDS) -> int:
        """Wait until the program has ended; its exit code."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"still runs:\n{self.text}"
            self._read(0.05)
        while self._read(0.05):
            pass
        return self.process.returncode

    @property
    def as_before(self) -> bool:
        """Whether the terminal's settings, its screen and its cursor are what they were before the program."""
        shown = self.written.rfind(b"\x1b[?25h") > self.written.rfind(b"\x1b[?25l")
        first = self.written.rfind(b"\x1b[?1049l") > self.written.rfind(b"\x1b[?1049h")
        return termios.tcgetattr(self.slave) == self.before and shown and first

    def _read(self, seconds: float) -> bool:
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        data = os.read(self.master, 65536)
        self.written += data
        self.stream.feed(data)
        return True
