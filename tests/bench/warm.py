"""A check on a warm grader, as a whole process and as a job alone, beside the same check from nothing."""

from functools import partial

from dlquiz.bank import Bank
from dlquiz.jobs import Grader
from dlquiz.model import Job
from tests.bench.practising import EXERCISE, PROGRAM, workspace
from tests.bench.rows import Row, medians, process


def rows() -> list[Row]:
    """A right answer, and a wrong one with its diagnosis."""
    bank = Bank.find(None)
    sources = {
        "right": bank.solution(EXERCISE),
        "wrong, with its diagnosis": bank.exercise(EXERCISE).mistakes[0].source,
    }
    jobs = [
        Job(EXERCISE, source.encode(), f"{EXERCISE}.py", str(bank.root), device="cpu") for source in sources.values()
    ]
    with workspace() as folder, Grader() as grader:
        answer = folder / f"{EXERCISE}.py"
        answer.write_text(sources["right"], encoding="utf-8")
        check = (PROGRAM, "check", str(answer))
        cold, warm, *seconds = medians(
            [
                process(*check, "--no-server", folder=folder),
                process(*check, folder=folder),
                *(partial(grader.run, job) for job in jobs),
            ]
        )
    return [
        Row("dlquiz check, warm, whole process", warm, "check, from nothing", cold),
        *(
            Row(f"warm job, {what}", taken, "check, from nothing", cold)
            for what, taken in zip(sources, seconds, strict=True)
        ),
    ]
