"""How fast is it here? `python -m tests.bench` prints medians and ratios, all measured in this one run.

Every figure stands beside its yardstick on the same machine: `import typer, rich.console` for commands that only read,
`import torch` for a check that starts from nothing, and the whole process of such a check for a warm one.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dlquiz.bank import Bank
from dlquiz.jobs import Grader
from dlquiz.model import Job

RUNS = 11
EXERCISE = "scaled_dot_product"


def median(action: Callable[[], object]) -> float:
    """Seconds, the median of RUNS."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def process(*command: str, folder: Path) -> float:
    """Seconds of a whole process."""
    return median(lambda: subprocess.run(command, cwd=folder, capture_output=True, check=False))


def main() -> None:
    """Measures, prints a table; with --json one object."""
    bank = Bank.find(None)
    right = bank.solution(EXERCISE)
    wrong = bank.exercise(EXERCISE).mistakes[0].source
    program = str(Path(sys.executable).parent / "dlquiz")
    rows: list[tuple[str, float, str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([program, "next"], cwd=folder, capture_output=True, check=True)
        answer = folder / f"{EXERCISE}.py"
        answer.write_text(right, encoding="utf-8")
        empty = process(sys.executable, "-c", "import typer, rich.console", folder=folder)
        torch = process(sys.executable, "-c", "import torch", folder=folder)
        for command in ("--help", "list", "show", "hint"):
            rows.append((f"dlquiz {command}", process(program, command, folder=folder), "import typer, rich", empty))
        cold = process(program, "check", str(answer), folder=folder)
        rows.append(("dlquiz check, from nothing", cold, "import torch", torch))
    with Grader() as grader:
        for what, source in (("right", right), ("wrong, with its diagnosis", wrong)):
            job = Job(EXERCISE, source.encode(), f"{EXERCISE}.py", str(bank.root), device="cpu")
            rows.append((f"warm job, {what}", median(lambda job=job: grader.run(job)), "check, from nothing", cold))  # type: ignore[misc]
    report(rows)


def report(rows: list[tuple[str, float, str, float]]) -> None:
    """The table, or JSON."""
    if "--json" in sys.argv:
        found = [
            {"what": what, "seconds": s, "against": peer, "peer_seconds": p, "ratio": s / p}
            for what, s, peer, p in rows
        ]
        print(json.dumps({"schema": 1, "runs": RUNS, "load": os.getloadavg()[0], "figures": found}))
        return
    print(f"medians of {RUNS}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for what, seconds, peer, peer_seconds in rows:
        print(
            f"{what:<38}{1000 * seconds:7.0f} ms {seconds / peer_seconds:7.2f} × {peer} ({1000 * peer_seconds:.0f} ms)"
        )


if __name__ == "__main__":
    main()
