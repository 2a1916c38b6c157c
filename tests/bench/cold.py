"""A check that starts from nothing, beside the import of torch, which is its floor."""

import sys

from dlquiz.bank import Bank
from tests.bench.practising import EXERCISE, PROGRAM, workspace
from tests.bench.rows import Row, medians, process


def rows() -> list[Row]:
    """`check` of a right answer, the whole process."""
    with workspace() as folder:
        answer = folder / f"{EXERCISE}.py"
        answer.write_text(Bank.find(None).solution(EXERCISE), encoding="utf-8")
        torch, cold = medians(
            [
                process(sys.executable, "-c", "import torch", folder=folder),
                process(PROGRAM, "check", "--no-server", str(answer), folder=folder),
            ]
        )
    return [Row("dlquiz check, from nothing", cold, "import torch", torch)]
