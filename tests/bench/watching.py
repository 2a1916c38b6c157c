"""How long a learner of `watch` waits: from the file's rename to the verdict on the terminal."""

import os
import statistics
import time
from pathlib import Path

from tests.bench.practising import EXERCISE, PROGRAM
from tests.bench.pytest_peer import PEER, answers, at_exercise, peer
from tests.bench.rows import Row, medians
from tests.cli.pseudo_terminal import PseudoTerminal

SAVES = 60
PATIENCE = 30.0  # seconds for a verdict
SHOWN = {"right": "Done ✓".encode(), "wrong": "✗".encode()}  # what only the screen of this answer holds


def rows() -> list[Row]:
    """The median, and what 95 of 100 saves stay below; right and wrong answers in turn."""
    taken = latencies()
    with peer(answers()["wrong"]) as plain:
        (against,) = medians([plain])
    return [
        Row("watch: save to verdict on screen, p50", statistics.median(taken), PEER, against),
        Row("watch: save to verdict on screen, p95", statistics.quantiles(taken, n=20)[-1], PEER, against),
    ]


def latencies() -> list[float]:
    """Seconds of SAVES saves, without the first two, for which the grader may still start."""
    sources = answers()
    env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with at_exercise(sources["wrong"]) as practice, PseudoTerminal([PROGRAM, "watch"], practice, env) as terminal:
        (file,) = practice.glob(f"*/{EXERCISE}.py")
        terminal.until("✗", "q quit")
        order = ["right", "wrong"] * (1 + SAVES // 2)
        return [_seconds(terminal, file, sources[what], SHOWN[what]) for what in order][2:]


def _seconds(terminal: PseudoTerminal, file: Path, source: str, shown: bytes) -> float:
    """One save, as editors do it: a new file takes the name of the old one."""
    draft = file.with_name(".draft")
    draft.write_text(source, encoding="utf-8")
    started = time.perf_counter()
    draft.rename(file)
    seen = b""
    while shown not in seen:
        assert time.perf_counter() < started + PATIENCE, f"no verdict on {terminal.text}"
        seen += os.read(terminal.master, 65536)
    taken = time.perf_counter() - started
    time.sleep(0.05)  # a learner does not save twice within a frame
    return taken
