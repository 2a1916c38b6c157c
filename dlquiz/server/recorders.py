"""Runs the processes that make records (recording.py). Never imports torch."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from dlquiz.errors import GraderFault, UsageError
from dlquiz.server.environment import cores, environment
from dlquiz.server.recording import Recorded


def record_all(bank: Path, slugs: Sequence[str], folder: Path, advance: Callable[[str], None]) -> None:
    """Writes folder/<slug>.tape for each exercise, on all cores.

    Args:
        advance: called with the name of each exercise that is done.

    Raises:
        UsageError: an exercise can't be recorded; the text says why.
        GraderFault: a process died.
    """
    shares = [list(slugs[start :: cores()]) for start in range(min(cores(), len(slugs)))]
    with ThreadPoolExecutor(len(shares)) as pool:
        for done in [pool.submit(_record, bank, share, folder, advance) for share in shares]:
            done.result()


def _record(bank: Path, slugs: Sequence[str], folder: Path, advance: Callable[[str], None]) -> None:
    command = [sys.executable, "-P", "-m", "dlquiz.server.recording", str(bank), str(folder), *slugs]
    left = list(slugs)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said = msgspec.json.decode(line, type=Recorded)
            if said.error:
                raise UsageError(said.error)
            left.remove(said.slug)
            advance(said.slug)
    if left:
        raise GraderFault(f"recording {left[0]} ended with code {process.returncode}. `dlquiz author check` says more")
