"""The learner's editor."""

import os
import shlex
import subprocess
from pathlib import Path

from dlquiz.errors import UsageError


def command(option: str | None) -> str | None:
    """What --editor says, or else VISUAL or EDITOR; None if nothing does."""
    return option or os.environ.get("VISUAL") or os.environ.get("EDITOR") or None


def edit(editor: str, file: Path) -> None:
    """Open a file and wait until the editor returns; those with a window of their own do at once.

    Raises:
        UsageError: it can't be started, or ended with an error.
    """
    try:
        words = shlex.split(editor)
        code = subprocess.run([*words, str(file)], check=False).returncode
    except (OSError, ValueError, IndexError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"the editor `{editor}` can't be started: {why}. Another one: --editor CMD") from None
    if code != 0:
        raise UsageError(f"the editor `{editor}` ended with code {code}")
