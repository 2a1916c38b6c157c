"""How long a learner of `watch` waits: from the file's rename to the verdict on the terminal, and to the diagnosis."""

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
WARMING = 10  # saves; the grader starts, and keeps what the known mistakes answer
DONE = "Done ✓".encode()
SHOWN = {"right": (DONE, DONE), "wrong": ("✗".encode(), b"The scores are")}  # what only this answer's screens hold


def rows() -> list[Row]:
    """The median, and what 95 of 100 saves stay below; right and wrong answers in turn. Only wrong ones are diagnosed."""
    taken = latencies()
    verdicts, diagnoses = [verdict for verdict, _ in taken], [last for _, last in taken[1::2]]  # of the wrong ones
    with peer(answers()["wrong"]) as plain:
        (against,) = medians([plain])
    return [
        Row("watch: save to verdict on screen, p50", statistics.median(verdicts), PEER, against),
        Row("watch: save to verdict on screen, p95", statistics.quantiles(verdicts, n=20)[-1], PEER, against),
        Row("watch: save to diagnosis on screen, p50", statistics.median(diagnoses), PEER, against),
        Row("watch: save to diagnosis on screen, p95", statistics.quantiles(diagnoses, n=20)[-1], PEER, against),
    ]


def latencies() -> list[tuple[float, float]]:
    """Seconds to the verdict and to the last word about it, of SAVES saves, without those in which all gets warm."""
    sources = answers()
    env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with at_exercise(sources["wrong"]) as practice, PseudoTerminal([PROGRAM, "watch"], practice, env) as terminal:
        (file,) = practice.glob(f"*/{EXERCISE}.py")
        terminal.until("✗", "q quit")
        order = ["right", "wrong"] * ((WARMING + SAVES) // 2)
        return [_seconds(terminal, file, sources[what], *SHOWN[what]) for what in order][WARMING:]


def _seconds(terminal: PseudoTerminal, file: Path, source: str, verdict: bytes, last: bytes) -> tuple[float, float]:
    """One save, as editors do it: a new file takes the name of the old one."""
    draft = file.with_name(".draft")
    draft.write_text(source, encoding="utf-8")
    started = time.perf_counter()
    draft.rename(file)
    seen, taken = b"", []
    for shown in (verdict, last):
        while shown not in seen:
            assert time.perf_counter() < started + PATIENCE, f"no {shown.decode()} on {terminal.text}"
            seen += os.read(terminal.master, 65536)
        taken.append(time.perf_counter() - started)
    time.sleep(0.05)  # a learner does not save twice within a frame
    return taken[0], taken[1]
