"""How fast is it here? `python -m tests.bench [NAME ...] [--json]` prints medians and ratios, all measured in this run."""

import importlib
import json
import os
import sys
from dataclasses import asdict

from tests.bench.rows import RUNS, Row

BENCHES = ("start_up", "cold", "warm", "pytest_peer", "watching", "growth", "gradients")
LONG = ("peers", "by_cores")  # only where named: minutes; the first installs other graders


def main(arguments: list[str]) -> None:
    """Runs the benches named, or all; prints each as soon as it is done, or with --json one object at the end."""
    json_wanted = "--json" in arguments
    chosen = [name for name in arguments if name != "--json"] or list(BENCHES)
    if unknown := sorted(set(chosen) - {*BENCHES, *LONG}):
        sys.exit(f"there is no bench {', '.join(unknown)}. There are: {', '.join((*BENCHES, *LONG))}")
    figures: list[dict[str, object]] = []
    if not json_wanted:
        print(
            f"medians of {RUNS} or more (peers, by_cores: of 3); load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
    for name in chosen:
        for row in importlib.import_module(f"tests.bench.{name}").rows():
            figures.append({"bench": name, **asdict(row), "ratio": row.ratio})
            if not json_wanted:
                print(line(row), flush=True)
    if json_wanted:
        print(json.dumps({"schema": 1, "runs": RUNS, "load": os.getloadavg()[0], "figures": figures}))


def line(row: Row) -> str:
    """One line of the table."""
    return (
        f"{row.what:<46}{1000 * row.seconds:9.2f} ms {row.ratio:8.3f} × "
        f"{row.against} ({1000 * row.against_seconds:.2f} ms)"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
