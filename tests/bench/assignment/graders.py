"""The assignment as each grader has it: made ready in a folder, then graded as often as one likes, then its scores read.

All run the same six checks on the same submissions. What is timed is what an instructor starts: for pytest and
otter-grader a process for each submission (otter grades each in a process of its own, too; its containers are left out),
for nbgrader and dlquiz one for the whole class.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from dlquiz.bank import Bank
from tests.bench.assignment.environments import environment
from tests.bench.assignment.submissions import CHECKS, ROOT, SLUG, Submission

NBGRADER = "nbgrader", "0.9.6"
OTTER = "otter-grader", "7.0.0", "grading"
# Without the plugins that happen to be installed here, none of which a course needs.
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:anyio")
HERE = Path(__file__).parent
NAMESPACE = "types.SimpleNamespace(**globals())"
Scores = dict[str, tuple[float, ...]]


class Grader(Protocol):
    """One way to grade the assignment. Made with an empty folder and the submissions, it makes itself ready there."""

    name: str

    def grade(self) -> None:
        """Grades all submissions; this is what is timed."""

    def scores(self) -> Scores:
        """The points of the six checks, by student, that `grade` came to."""


class Pytest:
    """`pytest` of the checks, one process a submission, which imports torch, the submission and the reference."""

    name = "pytest"

    def __init__(self, folder: Path, submissions: Sequence[Submission]) -> None:
        self.folders = {one.student: folder / one.student for one in submissions}
        tests = [f"def test_{check}():\n    plain_checks.{check}(answer)\n" for check in CHECKS]
        text = "import answer\nimport plain_checks\n\n\n" + "\n\n".join(tests)
        for one in submissions:
            own = _with_support(self.folders[one.student])
            (own / "answer.py").write_text(one.source, encoding="utf-8")
            (own / "test_assignment.py").write_text(text, encoding="utf-8")

    def grade(self) -> None:
        for own in self.folders.values():
            _run(*PYTEST, "-p", "no:dlquiz", "--junit-xml=results.xml", "test_assignment.py", folder=own, may_fail=True)

    def scores(self) -> Scores:
        from junitparser import JUnitXml

        found = {}
        for student, own in self.folders.items():
            cases = {
                case.name: float(case.is_passed)
                for suite in JUnitXml.fromfile(str(own / "results.xml"))
                for case in suite
            }
            found[student] = tuple(cases[f"test_{check}"] for check in CHECKS)
        return found


class Otter:
    """`otter run` of a notebook a submission, with a test file a check."""

    name = "otter-grader"

    def __init__(self, folder: Path, submissions: Sequence[Submission]) -> None:
        self.program = str(environment(*OTTER) / "otter")
        self.folder, self.students = _with_support(folder), [one.student for one in submissions]
        for number, check in enumerate(CHECKS):
            # q1, q2 …: otter lists tests by the names of their files
            code = f">>> plain_checks.{check}({NAMESPACE})"
            suites = [{"cases": [{"code": code, "hidden": False, "locked": False}], "scored": True, "type": "doctest"}]
            test = {"name": f"q{number}", "points": 1, "suites": suites}
            path = folder / "tests" / f"q{number}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"OK_FORMAT = True\n\ntest = {test!r}\n", encoding="utf-8")
        for one in submissions:
            cells = [_cell("answer", one.source), _cell("setup", "import types\n\nimport plain_checks")]
            _write_notebook(folder / f"{one.student}.ipynb", cells)
        _run(self.program, "generate", "-t", "tests", "plain_checks.py", "reference.py", folder=folder)

    def grade(self) -> None:
        for student in self.students:
            _run(
                self.program, "run", "--no-logo", "-o", f"of_{student}", f"{student}.ipynb", folder=self._room(student)
            )

    def scores(self) -> Scores:
        found = {}
        for student in self.students:
            results = json.loads((self.folder / f"of_{student}" / "results.json").read_text(encoding="utf-8"))
            points = {test["name"].split()[0]: float(test["score"]) for test in results["tests"] if "score" in test}
            found[student] = tuple(points[f"q{number}"] for number in range(len(CHECKS)))
        return found

    def _room(self, student: str) -> Path:
        (self.folder / f"of_{student}").mkdir(exist_ok=True)
        return self.folder


class Nbgrader:
    """`nbgrader autograde` of a class: one command, a kernel for each notebook."""

    name = "nbgrader"

    def __init__(self, folder: Path, submissions: Sequence[Submission]) -> None:
        self.folder, self.bin = folder, environment(*NBGRADER)
        source = _with_support(folder / "source" / "assignment")
        cells = [
            _cell("answer", Bank(ROOT).solution(SLUG), solution=True),
            _cell("setup", "import types\n\nimport plain_checks", locked=True),
        ]
        cells += [_cell(check, f"plain_checks.{check}({NAMESPACE})", points=1) for check in CHECKS]
        _write_notebook(source / "assignment.ipynb", cells)
        (folder / "nbgrader_config.py").write_text(
            'get_config().CourseDirectory.course_id = "bench"\n', encoding="utf-8"
        )
        self._nbgrader("generate_assignment", "assignment")
        for one in submissions:
            own = folder / "submitted" / one.student / "assignment"
            shutil.copytree(folder / "release" / "assignment", own)
            path = own / "assignment.ipynb"
            notebook = json.loads(path.read_text(encoding="utf-8"))
            notebook["cells"][0]["source"] = one.source
            path.write_text(json.dumps(notebook), encoding="utf-8")

    def grade(self) -> None:
        self._nbgrader("autograde", "assignment", "--force")

    def scores(self) -> Scores:
        script = (
            "import json\nfrom nbgrader.api import Gradebook\n"
            "with Gradebook('sqlite:///gradebook.db') as book:\n"
            "    print(json.dumps({submission.student.id: {grade.name: grade.score for grade in submission.notebooks[0].grades}\n"
            "                      for submission in book.assignment_submissions('assignment')}))"
        )
        told = json.loads(_run(str(self.bin / "python"), "-c", script, folder=self.folder))
        return {student: tuple(float(points[check]) for check in CHECKS) for student, points in told.items()}

    def _nbgrader(self, *words: str) -> None:
        _run(str(self.bin / "nbgrader"), *words, folder=self.folder)


class Dlquiz:
    """`dlquiz grade` of a class: one command, a new gradebook each time, so that nothing is graded already."""

    name = "dlquiz"

    def __init__(self, folder: Path, submissions: Sequence[Submission], jobs: int = 1) -> None:
        self.folder, self.jobs = folder, jobs
        self.told = ""
        for one in submissions:
            path = folder / "class" / one.student / f"{SLUG}.py"
            path.parent.mkdir(parents=True)
            path.write_text(one.source, encoding="utf-8")

    def grade(self) -> None:
        for old in self.folder.glob("grades.db*"):
            old.unlink()
        program = str(Path(sys.executable).parent / "dlquiz")
        self.told = _run(
            program, "grade", "class", "--bank", str(ROOT), "--jobs", str(self.jobs), "--json", folder=self.folder
        )

    def scores(self) -> Scores:
        return {
            student["id"]: tuple(check["points"] for check in student["marks"][0]["report"]["checks"])
            for student in json.loads(self.told)["students"]
        }


def _run(*command: str, folder: Path, may_fail: bool = False) -> str:
    """What a command prints; it must end well unless it may fail. Python may keep its bytecode, as elsewhere."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ |= {"IPYTHONDIR": str(folder / ".ipython"), "JUPYTER_CONFIG_DIR": str(folder / ".jupyter")}
    environ["PATH"] = os.pathsep.join([str(Path(command[0]).parent), environ["PATH"]])  # nbgrader starts its alembic
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    if done.returncode and not may_fail:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def _with_support(folder: Path) -> Path:
    """The folder, with what the plain checks need in it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "plain_checks.py", folder)
    (folder / "reference.py").write_text(Bank(ROOT).solution(SLUG), encoding="utf-8")
    return folder


def _cell(
    name: str, source: str, *, solution: bool = False, locked: bool = False, points: int | None = None
) -> dict[str, object]:
    """A code cell, with what nbgrader wants to know of it."""
    about: dict[str, object] = {
        "grade_id": name, "schema_version": 3, "cell_type": "code", "task": False,
        "solution": solution, "grade": points is not None, "locked": locked or points is not None,
    }  # fmt: skip
    if points is not None:
        about["points"] = points
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {"nbgrader": about},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def _write_notebook(path: Path, cells: Iterable[dict[str, object]]) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": list(cells)}
    path.write_text(json.dumps(notebook), encoding="utf-8")
