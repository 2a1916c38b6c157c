"""Builds what a class hands in, in the layouts that instructors have."""

import io
import json
import stat
import zipfile
from pathlib import Path

from dlquiz.class_model import HandedIn, Handout

SLUGS = ("softmax", "max_pool", "dropout")
SOURCE = "def softmax(x):\n    return x\n"


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files by their path below `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these members."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return memory.getvalue()


def zipped_link(name: str, target: str) -> bytes:
    """A zip with one symbolic link."""
    memory = io.BytesIO()
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr(info, target)
    return memory.getvalue()


def notebook(*cells: str | tuple[str, str]) -> str:
    """A notebook of code cells; ("markdown", text) is one of text."""
    built = []
    for cell in cells:
        kind, source = cell if isinstance(cell, tuple) else ("code", cell)
        extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
        built.append({"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True), **extra})
    return json.dumps({"cells": built, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def who_what(handout: Handout) -> list[tuple[str, str]]:
    """(student, slug) of each file, in order."""
    return [(item.student, item.slug) for item in handout.files]


def only(handout: Handout) -> HandedIn:
    """The one file that was handed in."""
    assert not handout.refused
    (item,) = handout.files
    return item


def reasons(handout: Handout) -> dict[str, str]:
    """By student, why something of theirs was refused; nothing may be refused twice."""
    found = {refused.student: refused.why for refused in handout.refused}
    assert len(found) == len(handout.refused)
    return found
