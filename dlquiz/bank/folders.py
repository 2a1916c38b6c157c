"""Which folders of a bank are exercises."""

import os
from pathlib import Path


def exercise_folders(exercises: Path) -> dict[str, tuple[Path, ...]]:
    """The folders exercises/<topic>/<slug> by slug, in the order of their paths; several where a slug stands twice.

    A folder in which nothing is left but a cache of Python's is no exercise.
    """
    found: dict[str, tuple[Path, ...]] = {}
    for topic in _folders(exercises):
        for folder in _folders(topic):
            if any(not is_cache(entry.name) for entry in folder.iterdir()):
                found[folder.name] = (*found.get(folder.name, ()), folder)
    return found


def is_cache(name: str) -> bool:
    """Whether a tool made this file or folder for itself: no author put it there."""
    return name.startswith(".") or name == "__pycache__"


def _folders(parent: Path) -> list[Path]:
    with os.scandir(parent) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir() and not is_cache(entry.name))
    return [parent / name for name in names]
