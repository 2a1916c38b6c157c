"""Memory and time of the process that leads a batch, for a class of any size: python -m tests.bench.class_memory 10000

Grading itself is left out: an engine that has one report ready for each job shows what reading, storing and adding up
cost. The report is a real one of a wrong answer to scaled_dot_product, and each submission is another text.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import overload

import msgspec
from msgspec.structs import replace

from dlquiz.bank import Bank
from dlquiz.class_model import Assigned, Assignment, HandedIn, Handout, Student
from dlquiz.class_summary import summary
from dlquiz.course.engines import K, Surroundings
from dlquiz.course.gradebook import Gradebook
from dlquiz.course.grading import Told, grade_class
from dlquiz.errors import GraderFault
from dlquiz.jobs import Grader
from dlquiz.model import CheckResult, Job, Report

SLUGS = ("hello_tensor", "linear_backward", "dropout", "conv_params", "scaled_dot_product")
WRONG = "scaled_dot_product"
LINES = 10  # of the curve


class Files(Sequence[HandedIn]):
    """One file for each student and exercise, made when it is asked for."""

    def __init__(self, students: int) -> None:
        self.students = students

    def __len__(self) -> int:
        return self.students * len(SLUGS)

    @overload
    def __getitem__(self, index: int) -> HandedIn: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[HandedIn]: ...
    def __getitem__(self, index: int | slice) -> HandedIn | Sequence[HandedIn]:
        if isinstance(index, slice) or not 0 <= index < len(self):
            raise IndexError
        student, exercise = divmod(index, len(SLUGS))
        text = f"# {index}\n" + "x = 1  # a line of an answer\n" * 50
        return HandedIn(f"s{student:05}", SLUGS[exercise], text.encode(), f"{SLUGS[exercise]}.py")


class Ready:
    """Answers each job with the same report."""

    def __init__(self, report: Report, bank: Bank) -> None:
        self.text = msgspec.json.encode(report)
        self.versions = {slug: bank.exercise(slug).version for slug in SLUGS}

    def surroundings(self) -> Surroundings:
        return Surroundings("2.13.0", ("files",), ())

    def run(self, jobs: Iterable[tuple[K, Job]]) -> Generator[tuple[K, Report | GraderFault], None, None]:
        for key, job in jobs:
            report = msgspec.json.decode(self.text, type=Report)
            checks = tuple(own(check, job) for check in report.checks)
            yield key, replace(report, exercise=job.slug, version=self.versions[job.slug], checks=checks)


def own(check: CheckResult, job: Job) -> CheckResult:
    """The same with numbers that no other submission has, where one is shown."""
    return check if check.case is None else replace(check, case=replace(check.case, got=job.source[:12].decode()))


def memory() -> float:
    """MiB of this process in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Prints the curve."""
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    bank = Bank.find()
    source = bank.solution(WRONG).replace(" / math.sqrt(E)", "")
    with Grader() as grader:
        report = grader.run(Job(WRONG, source.encode(), f"{WRONG}.py", str(bank.root), device="cpu"))
    started, before = time.perf_counter(), memory()
    print(f"a report is {len(msgspec.json.encode(report))} bytes; before: {before:.0f} MiB")

    def tell(told: Told) -> None:
        if told.done % max(told.total // LINES, 1) == 0:
            print(f"{told.done:>7} {time.perf_counter() - started:7.1f} s {memory():7.0f} MiB", flush=True)

    with tempfile.TemporaryDirectory() as folder, Gradebook(Path(folder) / "grades.db") as book:
        handout = Handout(tuple(Student(f"s{n:05}") for n in range(students)), Files(students))
        assignment = Assignment(tuple(map(Assigned, SLUGS)))
        graded = grade_class(handout, assignment, book, Ready(report, bank), bank, tell=tell)
        print(f"  class {time.perf_counter() - started:7.1f} s {memory():7.0f} MiB, {len(graded.marks)} marks")
        summary(graded)
        print(f"summary {time.perf_counter() - started:7.1f} s {memory():7.0f} MiB")
        print(f"most in use: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
        print(f"gradebook: {(Path(folder) / 'grades.db').stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
