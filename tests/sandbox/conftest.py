"""Graders on machines that lack something, by a folder in front of the grader's imports."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def write_startup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """write_startup(code): what the interpreter of every Grader made from now on runs first."""
    folder = tmp_path / "startup"
    folder.mkdir()
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{before}" if before else str(folder))

    def write(code: str) -> None:
        (folder / "sitecustomize.py").write_text(code, encoding="utf-8")

    return write
