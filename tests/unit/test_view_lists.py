"""The smaller screens: the list, hints, the solution, the doctor, backups, the gate, notices, progress."""

import io
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len
from rich.console import Console
from view_examples import BROKEN_ROW, HINTS, ROWS
from view_screens import drawn

from dlquiz.view.doctor import doctor_view
from dlquiz.view.gate import GateRow, gate_view
from dlquiz.view.hint import hint_view
from dlquiz.view.listing import ListRow, list_view
from dlquiz.view.mutation import Changed, MutationRow, mutation_view
from dlquiz.view.notices import BackupRow, backups_view, finished_view, notice_view, welcome_view
from dlquiz.view.progress import progress
from dlquiz.view.repro import repro_view
from dlquiz.view.solution import solution_view
from dlquiz.view.words import count, duration, gauge

OWN = "def f(x):\n    return x\n"
REFERENCE = '"""The square."""\n\n\ndef f(x):\n    return x * x  # [b, t, c]\n'


def test_every_exercise_stands_in_the_list() -> None:
    for width in (40, 60, 80, 100):
        text = drawn(list_view([*ROWS, BROKEN_ROW]), width)
        assert all(row.slug in text for row in (*ROWS, BROKEN_ROW))
        assert all(cell_len(line) < width for line in text.splitlines())


def test_the_list_says_what_a_locked_exercise_waits_for() -> None:
    assert "after linear_backward" in drawn(list_view(ROWS))


def test_broken_exercises_stand_apart() -> None:
    healthy, _, broken = drawn(list_view([BROKEN_ROW, *ROWS])).partition("Broken")
    assert "broken_one" not in healthy
    assert "`difficulty` is 9" in broken
    assert "1 of 5 exercises passed" in healthy


def test_empty_list() -> None:
    assert "no exercises" in drawn(list_view([]))


def test_titles_are_no_markup() -> None:
    assert "[b, t, c] :smile:" in drawn(list_view([ListRow("t", "s", "[b, t, c] :smile:", 1, "pending")]))


def test_hints_come_one_by_one() -> None:
    text = drawn(hint_view(HINTS, 2, 3))
    assert HINTS[0][:40] in text
    assert "Four steps" not in text
    assert "vanish before it" in text
    assert "dlquiz hint" in text
    assert "--give-up" in drawn(hint_view(HINTS, 3, 3))
    assert drawn(hint_view(HINTS, 3, 3, give_up=False)).endswith(" That was the last one.\n")
    assert "dlquiz solution softmax --give-up" in drawn(hint_view(HINTS, 3, 3, slug="softmax"), 40)


def test_solution_as_a_difference() -> None:
    text = drawn(solution_view("square", OWN, REFERENCE, "Because *x*."))
    assert "-    return x\n" in text
    assert "+    return x * x  # [b, t, c]\n" in text
    assert REFERENCE in text
    assert text.endswith(" Because x.\n")


def test_solution_side_by_side() -> None:
    text = drawn(solution_view("square", OWN, REFERENCE, ""), 130)
    row = next(line for line in text.splitlines() if "return x * x" in line)
    assert row.startswith("│     return x  ") and "┊" in row
    assert all(cell_len(line) <= 130 for line in text.splitlines())


def test_solution_without_an_own_one() -> None:
    for own in (None, REFERENCE):
        text = drawn(solution_view("square", own, REFERENCE, ""))
        assert "yours" not in text.lower()
        assert text.count("return x * x") == 1


def test_solution_escapes_what_the_learner_wrote() -> None:
    own = "def f(x):\n    return '\x1b[2J'  # \u202e\n"
    for width in (80, 130):
        text = drawn(solution_view("square", own, REFERENCE, ""), width)
        assert "\x1b" not in text and "\u202e" not in text
        assert "'\\x1b[2J'  # \\u202e" in text


def test_a_difference_on_a_wide_terminal_too_if_asked() -> None:
    assert drawn(solution_view("square", OWN, REFERENCE, ""), 130) != drawn(solution_view("square", OWN, REFERENCE, ""))
    text = drawn(solution_view("square", OWN, REFERENCE, "", diff=True), 130)
    assert "From yours (-) to the reference (+)" in text and "Yours" not in text


def test_solution_in_colour_has_the_same_text() -> None:
    file = io.StringIO()
    coloured = Console(file=file, width=80, force_terminal=True, color_system="truecolor", soft_wrap=True)
    source = "\n\n" + REFERENCE + "\n\n"
    coloured.print(solution_view("square", None, source, ""))
    assert re.sub(r"\x1b\[[\d;]*m", "", file.getvalue()) == drawn(solution_view("square", None, source, ""))


def test_doctor() -> None:
    rows = [
        ("Python", "ok", "3.11", ""),
        ("CUDA", "info", "none", ""),
        ("sandbox", "missing", "no Landlock", "A newer kernel."),
    ]
    text = drawn(doctor_view(rows))  # type: ignore[arg-type]
    assert " ✓ Python    3.11\n" in text
    assert " – CUDA      none\n" in text
    assert " ✗ sandbox   no Landlock\n             Fix: A newer kernel.\n" in text
    assert text.endswith(" Missing: sandbox.\n")
    assert drawn(doctor_view([("Python", "ok", "3.11", "")])).endswith("Nothing is missing.\n")


def test_backups() -> None:
    text = drawn(
        backups_view("softmax", [BackupRow("20251121T033812", "2025-11-21 03:38", 1204, "a/20251121T033812.py")])
    )
    assert "1  2025-11-21 03:38  1204 bytes  a/20251121T033812.py" in text
    assert "dlquiz reset softmax --restore 1" in text
    assert "no backup of softmax" in drawn(backups_view("softmax", []))


def test_what_was_given_up_is_neither_open_nor_passed() -> None:
    given_up = ListRow("t", "softmax", "Softmax", 1, "gave_up", points=0, max_points=6, back="2026-11-24")
    text = drawn(list_view([given_up, ListRow("t", "relu", "ReLU", 1, "review", max_points=4)]))
    assert " 0 of 2 exercises passed" in text
    assert " ~ softmax " in text and "back on 2026-11-24\n" in text and "0 / 6" not in text
    assert " « relu " in text and "0 / 4" in text
    assert text.endswith(" ~ given up: no points   « given up, and back for review\n")


def test_repro_is_not_wrapped() -> None:
    script = "import torch\n\nx = torch.tensor([" + "0.123, " * 40 + "])\n"
    text = drawn(repro_view(script, "values [b, t]", "practice/repro.py"))
    assert text.startswith(script)
    assert " Run     python practice/repro.py\n" in text


def test_gate() -> None:
    text = drawn(gate_view([GateRow("a", 0.8), GateRow("b", 2.1, ("mistake x: [b, t, c]", "two\nlines"))], [], 2.9))
    assert " ✓ a" in text and "0.8 s" in text
    assert " ✗ b" in text
    assert " │ - mistake x: [b, t, c]\n │ - two\n │   lines\n" in text
    assert " 2 exercises, 2 problems" in text
    text = drawn(gate_view([GateRow("a", 0.8)], ["a folder is lost"], 0.8))
    assert " ✗ the bank as a whole\n │ - a folder is lost\n" in text
    assert " 1 exercise, 1 problem " in text


def test_mutants() -> None:
    changed = Changed(7, "x = y[b, t]", "x = y[b, t] + 1", "constant", "no check sees it")
    rows = [
        MutationRow("a", 9, 9, 8, 1, 0.8, endless=2),
        MutationRow("b", 40, 12, 9, 0, 2.1, (changed,), (changed, changed), ("kept in [x]",)),
    ]
    text = drawn(mutation_view(rows))
    assert " ✓ a" in text and "8 of 9 killed (2 as their time was up), 1 equivalent   0.8 s\n" in text
    assert " ✗ b" in text and "9 of 12 killed, 2 still reach the figure, 28 not run   2.1 s\n" in text
    assert " │ line 7 · constant · no check sees it\n │   − x = y[b, t]\n │   + x = y[b, t] + 1\n" in text
    assert " │ kept in [x]\n" in text
    assert " 21 mutants run, 1 left to look at" in text


def test_notices() -> None:
    assert drawn(welcome_view("./practice", 130, 13, "hello_tensor")) == (
        " Made ./practice  ·  130 exercises in 13 topics, first: hello_tensor\n"
    )
    assert "9 of 9" in drawn(finished_view(9))
    assert drawn(notice_view("one [x]\ntwo")) == " one [x]\n two\n"


@pytest.mark.parametrize("total", [1, 3, 10, 25, 137])
def test_progress_in_a_log(total: int) -> None:
    file = io.StringIO()
    with progress(total, "author check", file) as advance:
        for number in range(total):
            advance(f"e{number}")
    lines = file.getvalue().splitlines()
    assert 1 <= len(lines) <= 10
    assert lines[-1] == f"author check: {total}/{total} e{total - 1}"


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    file = Terminal()
    with progress(2, "check [/x]", file) as advance:
        advance("[b, t, c]")
        advance()
    assert "check [/x]" in file.getvalue()
    assert "2/2" in file.getvalue()


def test_words() -> None:
    assert [count(1, "try"), count(4, "try"), count(2, "hint")] == ["1 try", "4 tries", "2 hints"]
    assert [duration(m) for m in (0.4, 12.2, 95, 120, 4400)] == [
        "under a minute",
        "12 min",
        "1 h 35 min",
        "2 h",
        "3 days",
    ]
    assert [gauge(d, 10, 5) for d in (0, 1, 9, 10)] == ["▱▱▱▱▱", "▰▱▱▱▱", "▰▰▰▰▱", "▰▰▰▰▰"]
    assert gauge(0, 0, 3) == "▱▱▱"


HEAVY = ["torch", "numpy", "pydantic", "pygments", "rich.markdown", "rich.syntax", "rich.progress", "rich.table"]


@pytest.mark.parametrize(
    ("module", "more"),
    [
        ("dlquiz.view", ["rich"]),
        ("dlquiz.view.plain", ["rich"]),
        ("dlquiz.view.attempt", ["rich"]),
        ("dlquiz.view.report", ["markdown_it", "pyromark"]),
        ("dlquiz.view.listing", ["markdown_it", "pyromark"]),
        ("dlquiz.view.prompt", ["markdown_it"]),
        ("dlquiz.view.solution", []),
        ("dlquiz.view.progress", []),
        ("dlquiz.view.console", ["markdown_it", "pyromark"]),
    ],
)
def test_nothing_heavy_is_imported(module: str, more: list[str]) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY + more!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
