"""The pytest plugin (`-p no:dlquiz` turns it off). Every pytest of this environment loads this module: outside a
workspace it imports nothing and changes nothing."""

from collections.abc import Generator
from pathlib import Path

import pytest

MARKER, STATE = "dlquiz.yaml", ".dlquiz"  # as in dlquiz.practice.workspace, which is not to be imported yet


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """A workspace's `<NN_topic>/<slug>.py` becomes its exercise's checks. Nobody else collects, and so imports, it."""
    collected = yield
    if file_path.suffix != ".py" or not _is_workspace(file_path.parent.parent):
        return collected
    from dlquiz.plugin.run import Run

    own = Run.of(parent.config).exercise_file(file_path, parent)
    return collected if own is None else [own]


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """What dlquiz keeps in a workspace, backups among it, holds no tests, whatever `norecursedirs` says."""
    return True if collection_path.name == STATE and _is_workspace(collection_path.parent) else None


def _is_workspace(folder: Path) -> bool:
    try:
        return (folder / MARKER).is_file()
    except OSError:  # closed to us, which is then for others to say
        return False
