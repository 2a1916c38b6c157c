"""Shared parents of one test alone."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlquiz.jobs import Server, servers, stop_servers
from dlquiz.server import connection, shared


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of this test's servers, which end with it."""
    with tempfile.TemporaryDirectory(prefix="dq-", dir="/tmp") as folder:  # a socket's path must be short
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder) / "dlquiz"
        stop_servers()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parent that is silent for a second hangs."""
    monkeypatch.setattr(connection, "PATIENCE", 1.0)
    monkeypatch.setattr(shared, "PATIENCE", 1.0)


def the_server() -> Server:
    """The only one that runs."""
    (server,) = servers()
    return server
