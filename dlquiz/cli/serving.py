"""`server`: which warm graders run, or were ended."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.cli.output import PASSED
from dlquiz.jobs import Server

if TYPE_CHECKING:
    from rich.console import RenderableType


class Running(Struct, frozen=True):
    """`server status`."""

    servers: Sequence[Server]
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Each server."""
        return {"servers": self.servers}

    def screens(self) -> "Iterator[RenderableType]":
        """A few lines for each."""
        from dlquiz.view.notices import notice_view

        if not self.servers:
            yield notice_view("No warm grader runs. The next check starts one.")
        for server in self.servers:
            yield notice_view("\n".join(_lines(server)))


class Stopped(Struct, frozen=True):
    """`server stop`."""

    servers: Sequence[Server]
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Each server that was ended."""
        return {"stopped": self.servers}

    def screens(self) -> "Iterator[RenderableType]":
        """One line."""
        from dlquiz.view.notices import notice_view

        pids = ", ".join(str(server.pid) for server in self.servers)
        yield notice_view(f"Ended: process {pids}. The next check starts a new one." if pids else "None was running.")


def _lines(server: Server) -> Iterator[str]:
    since = datetime.fromtimestamp(server.since)
    memory = "" if server.memory is None else f", {server.memory >> 20} MiB"
    yield f"Process {server.pid} since {since:%Y-%m-%d %H:%M:%S}{memory}, dlquiz {server.version} in {server.prefix}"
    if server.answers:
        yield f"  {server.jobs} jobs so far, {server.running} running, {server.waiting} waiting"
    else:
        yield "  It does not answer: it starts, or hangs; then the next check replaces it."
    if not server.current:
        yield "  Of another version or environment: commands started here don't use it."
    yield f"  socket {server.socket}"
    yield f"  log    {server.log}"
