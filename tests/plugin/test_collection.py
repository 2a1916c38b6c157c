"""What pytest collects in a workspace, and that elsewhere the plugin does nothing. Nothing is graded here."""

from pathlib import Path

import pytest

from dlquiz.plugin.nodes import line_of
from tests.plugin.conftest import NAMES, RIGHT, Learner

pytest_plugins = ["pytester"]

SEEN = """
import sys
def test_modules():
    found = {name for name in sys.modules if name.split(".")[0] in ("dlquiz", "torch", "numpy", "rich", "msgspec", "yaml")}
    assert found <= {"dlquiz", "dlquiz.pytest_plugin"}, found
"""


def collected(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "::" in line]


def test_every_check_is_an_item_and_nothing_is_graded_or_imported_for_that(learner: Learner) -> None:
    learner.checks("raise RuntimeError\n" + (learner.bank / "exercises/00_start/double/checks.py").read_text())
    trap = f"open({str(learner.folder / 'imported')!r}, 'w')\n"
    learner.write(trap + RIGHT)
    learner.write(trap + RIGHT, "again")
    result = learner.pytest("--collect-only", "-q")
    assert collected(result) == [f"00_start/{slug}.py::{name}" for slug in ("again", "double") for name in NAMES]
    assert result.ret == 0
    assert not (learner.folder / "imported").exists()
    assert not (learner.folder / ".dlquiz").exists()


def test_neither_torch_nor_the_screen_is_imported_to_collect(learner: Learner) -> None:
    learner.write(RIGHT)
    (learner.folder / "conftest.py").write_text(
        "import sys\ndef pytest_sessionfinish():\n"
        "    print('loaded:', {'dlquiz.bank', 'torch', 'numpy', 'rich', 'dlquiz.view'} & set(sys.modules))\n"
    )
    learner.pytest("--collect-only", "-q").stdout.fnmatch_lines(["*loaded: {'dlquiz.bank'}*"])


def test_only_exercises_in_their_places_are_collected(learner: Learner) -> None:
    learner.write(RIGHT)
    learner.write("raise SystemExit", "notes")
    learner.write("raise SystemExit", "double", topic="01_more")
    learner.write("def test_own():\n    pass\n", "test_own")
    kept = learner.folder / ".dlquiz" / "backups" / "double"
    kept.mkdir(parents=True)
    (kept / "test_20260101T000000.py").write_text("def test_backup():\n    pass\n")
    result = learner.pytest("--collect-only", "-q", "-o", "norecursedirs=")
    assert collected(result) == [*(f"00_start/double.py::{name}" for name in NAMES), "00_start/test_own.py::test_own"]


@pytest.mark.parametrize("how", [["-o", "python_files=*.py"], ["--doctest-modules"], ["00_start/double.py"]])
def test_nobody_else_collects_an_exercise(learner: Learner, how: list[str]) -> None:
    learner.write("raise SystemExit\ndef test_own():\n    '''>>> 1\n    1\n    '''\n")
    assert collected(learner.pytest("--collect-only", "-q", *how)) == [f"00_start/double.py::{name}" for name in NAMES]


def test_one_check_can_be_named(learner: Learner) -> None:
    learner.write(RIGHT)
    for name in NAMES:
        item = f"00_start/double.py::{name}"
        assert collected(learner.pytest("--collect-only", "-q", item)) == [item]
        absolute = f"{learner.folder}/{item}"  # as VS Code does it
        assert collected(learner.pytest("--collect-only", "-q", f"--rootdir={learner.folder}", absolute)) == [item]


def test_a_colon_in_a_name_does_not_break_the_item_s_own(learner: Learner) -> None:
    learner.write(RIGHT)
    learner.checks('from dlquiz.checks import check\n@check("torch::double")\ndef f(impl, ref, draw):\n    pass\n')
    item = "00_start/double.py::torch:double"
    assert collected(learner.pytest("--collect-only", "-q", item)) == [item]


def test_a_workspace_within_another_project(learner: Learner) -> None:
    learner.write(RIGHT)
    practice = learner.folder / "practice"
    practice.mkdir()
    for name in ("dlquiz.yaml", "00_start"):
        (learner.folder / name).rename(practice / name)
    outside = learner.folder / "00_start"
    outside.mkdir()
    (outside / "double.py").write_text("raise SystemExit")
    (learner.folder / "test_project.py").write_text("def test_project():\n    pass\n")
    expected = [f"practice/00_start/double.py::{name}" for name in NAMES]
    assert collected(learner.pytest("--collect-only", "-q")) == [*expected, "test_project.py::test_project"]
    assert collected(learner.pytest("--collect-only", "-q", "practice")) == expected


def test_it_can_be_turned_off(learner: Learner) -> None:
    learner.write(RIGHT)
    assert learner.pytest("-p", "no:dlquiz").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_outside_a_workspace_nothing_is_imported(pytester: pytest.Pytester) -> None:
    folder = pytester.path / "00_start"
    folder.mkdir()
    (folder / "double.py").write_text("raise SystemExit")
    (folder / "test_modules.py").write_text(SEEN)
    pytester.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("dlquiz.yaml", "version: 2\n", "*version 2 is of a newer dlquiz*"),
        ("dlquiz.yaml", "version: 1\nbank: nowhere\n", "*names the bank *nowhere, which is not there*"),
        ("exercises/00_start/double/exercise.yaml", "title: Double\n", "*exercise.yaml: the key `kind` is missing*"),
        ("exercises/00_start/double/checks.py", "def (\n", "*checks.py: not valid Python: line 1*"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(learner: Learner, file: str, text: str, said: str) -> None:
    learner.write(RIGHT)
    (learner.folder if file == "dlquiz.yaml" else learner.bank).joinpath(file).write_text(text)
    for arguments in ([], ["00_start/double.py"]):
        result = learner.pytest(*arguments)
        result.stdout.fnmatch_lines([said])
        result.stdout.no_fnmatch_line("*Traceback*")
        result.stdout.no_fnmatch_line("*INTERNAL*")
        assert result.ret != 0


def test_a_broken_exercise_does_not_stop_the_others(learner: Learner) -> None:
    learner.write(RIGHT)
    learner.write(RIGHT, "again")
    (learner.bank / "exercises/00_start/double/exercise.yaml").write_text("title: Double\n")
    assert collected(learner.pytest("--collect-only", "-q")) == [
        *(f"00_start/again.py::{name}" for name in NAMES),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("def f():\n    pass\n", 0),
        ("import math\n\n\nclass f:\n", 3),
        ("x = (\n\nasync  def g(x:\ndef f_1(): ...\n", 2),
        ("f = abs\n    def f(x): ...\n", 0),
        ("", 0),
    ],
)
def test_a_panel_goes_to_the_function_also_in_broken_text(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "f.py"
    path.write_text(text)
    assert line_of(path, ["f", "g"]) == line


def test_a_file_that_is_gone_has_no_line(tmp_path: Path) -> None:
    assert line_of(tmp_path / "f.py", ["f"]) == 0
