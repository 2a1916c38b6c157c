"""What pytest reports on the checks of a workspace: the judge's verdicts."""

import signal
import subprocess
import sys
from importlib.util import find_spec
from xml.etree import ElementTree

import pytest

from tests.plugin.conftest import CHECKS, NAMES, RIGHT, STUB, WRONG, Learner

pytest_plugins = ["pytester"]

ENDLESS = "def double(x):\n    while True:\n        pass\n"


def test_checks_are_green_and_red(learner: Learner) -> None:
    learner.write(WRONG)
    learner.write(RIGHT, "again")
    result = learner.pytest("-rA", "--junitxml=out.xml")
    result.assert_outcomes(passed=4, failed=1, skipped=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "*___ doubles every number ___*",
            "It triples.",
            "Look at the factor.",
            "double(x f64*",
            "*differ*",
            "*known mistake “triples”*",
            "*Captured stdout setup*",
            "imported",
            "*Captured stdout call*",
            "called",
            "*short test summary*",
            "SKIPPED [[]1] 00_start/double.py:4: not run: needs “doubles every number”",
            "FAILED 00_start/double.py::doubles every number*It triples.",
        ]
    )
    result.stdout.no_fnmatch_line("*dlquiz/plugin*")  # no line of ours
    cases = list(ElementTree.parse(learner.folder / "out.xml").iter("testcase"))
    assert [case.get("classname") for case in cases] == 3 * ["00_start.again"] + 3 * ["00_start.double"]
    assert [case.get("name") for case in cases][::3] == [NAMES[0], NAMES[0]]
    found = [{item.get("name"): item.get("value") for item in case.iter("property")} for case in cases]
    expected = {"exercise": "double", "verdict": "wrong_value", "points": "0.0", "max_points": "2.0"}
    assert found[0] == expected | {"exercise": "again", "verdict": "passed", "points": "2.0"}
    assert found[3] == expected
    assert found[4] == expected | {"verdict": "skipped", "max_points": "1.0"}
    failed = cases[3].find("failure")
    assert failed is not None
    assert "It triples." in failed.get("message", "")
    assert learner.attempts() == ["wrong_value"]
    assert learner.attempts("again") == ["passed"]


def test_an_attempt_is_stored_once_until_something_changes(learner: Learner) -> None:
    learner.write(WRONG)
    for _ in range(2):
        learner.pytest("-k", "matrices or function").assert_outcomes(passed=1, skipped=1, deselected=1)
    assert learner.attempts() == ["wrong_value"]  # of the whole file, whichever checks are shown
    learner.write(RIGHT)
    learner.pytest().assert_outcomes(passed=3)
    assert learner.attempts() == ["wrong_value", "passed"]


def test_what_is_not_written_yet_is_skipped(learner: Learner) -> None:
    learner.write(STUB)
    result = learner.pytest("-rs")
    result.assert_outcomes(skipped=2, passed=1)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["SKIPPED [[]1] 00_start/double.py:1: double is not written yet."])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def double(x)\n    return 2 * x\n", "*could not be imported. SyntaxError: expected ':'*"),
        ("import os\nos._exit(0)\n", "*could not be imported: *"),
        ("\0", "*zero byte in line 1*"),
    ],
)
def test_a_file_that_cannot_be_graded_fails_and_says_why(learner: Learner, text: str, said: str) -> None:
    learner.write(text)
    result = learner.pytest("-rs")
    result.assert_outcomes(failed=1, skipped=2)
    result.stdout.fnmatch_lines([said, "SKIPPED [[]2]*not run: the file could not be graded (*)"])
    assert len(learner.attempts()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def other(x):\n    return x\n", "*double*"),
        (ENDLESS, "*Stopped*"),
        ("import os\n\ndef double(x):\n    os._exit(0)\n", "*Stopped*"),
        ("def double(x):\n    raise ValueError('\\x1b[2J')\n", "*ValueError: \\x1b[[]2J*"),
    ],
)
def test_what_ends_badly_is_a_failure(learner: Learner, text: str, said: str) -> None:
    exercise = learner.bank / "exercises/00_start/double/exercise.yaml"
    exercise.write_text(exercise.read_text() + "limits: {seconds: 1}\n")
    learner.write(text)
    result = learner.pytest("-k", "every")
    result.assert_outcomes(failed=1, deselected=2)
    result.stdout.fnmatch_lines([said])
    result.stdout.no_fnmatch_line("*\x1b*")


@pytest.mark.parametrize(
    ("checks", "outcomes"),
    [
        (CHECKS.replace("x = draw.normal(3)", "x = draw.nothing"), {"errors": 1, "skipped": 1, "passed": 1}),
        ("1 / 0\n" + CHECKS, {"errors": 3}),
    ],
)
def test_a_fault_of_ours_is_an_error_and_no_failure(learner: Learner, checks: str, outcomes: dict[str, int]) -> None:
    learner.checks(checks)
    learner.write(RIGHT)
    result = learner.pytest()
    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines(["The grader broke, not your code. The attempt doesn't count.*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_what_cannot_be_submitted_is_an_error(learner: Learner) -> None:
    learner.write("#" * (1 << 21))
    result = learner.pytest()
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(["*00_start/double.py is larger than 1024 KiB*"])
    result.stdout.no_fnmatch_line("*another exception*")
    assert not (learner.folder / ".dlquiz").exists()


def test_checks_that_change_meanwhile_are_told(learner: Learner) -> None:
    learner.write(RIGHT)
    checks = learner.bank / "exercises/00_start/double/checks.py"
    (learner.folder / "conftest.py").write_text(
        "from pathlib import Path\n"
        "def pytest_collection_finish():\n"
        f"    checks = Path({str(checks)!r})\n"
        "    checks.write_text(checks.read_text().replace('is a function', 'can be called'))\n"
    )
    result = learner.pytest()
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(["*they have changed since. Run pytest again."])


def test_computed_names_are_those_of_the_report(learner: Learner) -> None:
    learner.write(RIGHT)
    learner.checks(CHECKS.replace('"doubles every number"', '"doubles " + "every number"'))
    learner.pytest("--collect-only", "-q").stdout.fnmatch_lines([f"00_start/double.py::{NAMES[0]}"])
    assert not (learner.folder / ".dlquiz").exists()  # to be listed is no attempt
    learner.pytest().assert_outcomes(passed=3)
    assert learner.attempts() == ["passed"]


def test_the_first_failure_may_end_the_run(learner: Learner) -> None:
    learner.write(RIGHT.replace("x + x", "x"), "again")
    learner.write(ENDLESS)
    result = learner.pytest("-x")
    result.assert_outcomes(failed=1)
    assert result.duration < 60
    assert learner.attempts("again") == ["wrong_value"]
    assert learner.attempts() == []


def test_ctrl_c_ends_it(learner: Learner) -> None:
    learner.write(ENDLESS)
    program = "import signal, pytest\nsignal.signal(signal.SIGINT, signal.default_int_handler)\nraise SystemExit(pytest.main())"
    with subprocess.Popen([sys.executable, "-c", program], cwd=learner.folder, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        while b"double.py" not in (line := run.stdout.read1()):
            assert line, "it ended before the first check"
        run.send_signal(signal.SIGINT)
        rest, _ = run.communicate(timeout=60)
    assert run.returncode == pytest.ExitCode.INTERRUPTED
    assert b"KeyboardInterrupt" in rest
    assert learner.attempts() == []


def test_where_nothing_can_be_stored_the_learner_is_told(learner: Learner) -> None:
    learner.write(RIGHT)
    (learner.folder / ".dlquiz").write_text("no folder")
    result = learner.pytest()
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["dlquiz: Nothing of this is stored: *"])


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_workers_of_xdist_report_the_same(learner: Learner) -> None:
    learner.write(WRONG)
    learner.write(RIGHT, "again")
    learner.pytest("-n", "2").assert_outcomes(passed=4, failed=1, skipped=1)
