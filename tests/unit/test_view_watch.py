"""The frames of `watch`: they fit every terminal, show what matters, and hold no control characters but their own."""

import io
import re
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from view_examples import ATTEMPT, ATTENTION, FOOT, HINTS, LINEAR, PROMPT, REPORTS, ROWS, report
from view_screens import framed

from dlquiz.model import Report, Verdict
from dlquiz.view.console import console
from dlquiz.view.listing import ListRow
from dlquiz.view.notices import notice_view
from dlquiz.view.watch import (
    Foot,
    Hints,
    Page,
    frame,
    help_page,
    list_page,
    report_page,
    task_page,
    text_page,
    trouble_page,
)


def page_of(name: str, hints: Hints | None = None) -> Page:
    return report_page(*REPORTS[name], PROMPT, hints)


PAGES: dict[str, Page] = {
    **{name: page_of(name) for name in REPORTS},
    "task": task_page(ATTENTION, PROMPT, Hints(HINTS, 2, asked=False)),
    "list": list_page(ROWS, "autograd_engine"),
    "trouble": trouble_page("practice/\x1b[2Jx.py is gone.", "Save it again."),
    "help": help_page((("n", "goes on"),)),
    "text": text_page([notice_view("one"), notice_view("two")]),
    "empty": text_page([]),
}
FEET = {
    "plain": FOOT,
    "notice": replace(FOOT, notice="a word " * 30),
    "hostile": replace(FOOT, attempt=replace(ATTEMPT, path="p/\x1b[2J\n.py"), notice="\x1b[2J\n", status="\r"),
}


@pytest.mark.parametrize("name", PAGES)
@given(
    columns=st.integers(1, 140),
    rows=st.integers(1, 60),
    top=st.integers(-100, 1000),
    foot=st.sampled_from(sorted(FEET)),
    follow=st.booleans(),
)
def test_a_frame_fills_the_terminal_and_no_more(
    name: str, columns: int, rows: int, top: int, foot: str, follow: bool
) -> None:
    lines = framed(PAGES[name], FEET[foot], columns, rows, top, follow)
    assert len(lines) == rows
    assert all(cell_len(line) <= columns for line in lines)
    assert not any(character in line for line in lines for character in "\x1b\r\n\x9b\ue000")


@pytest.mark.parametrize("name", ["mistake", "several", "gradient", "raised", "syntax", "timed_out"])
def test_the_diagnosis_is_in_sight_whatever_was_printed(name: str) -> None:
    graded, meta, attempt = REPORTS[name]
    output = "\n".join(f"printed {number}" for number in range(500))
    checks = tuple(msgspec.structs.replace(check, output=output) for check in graded.checks)
    loud = report(checks, graded.verdict)
    seen = "\n".join(framed(report_page(loud, meta, attempt, PROMPT, None), FOOT))
    assert "printed 2" in seen
    assert "more lines" in seen
    assert (" ✗ " in seen) and seen.index(" ✗ ") < seen.index("─" * 20)


def test_where_there_is_room_more_of_what_was_printed_is_shown() -> None:
    def shown(rows: int) -> int:
        return sum("step" in line for line in framed(page_of("timed_out"), FOOT, rows=rows))

    assert 3 <= shown(14) < shown(24) <= shown(60) <= 12


def test_the_order_is_printed_verdicts_hint_and_foot() -> None:
    seen = "\n".join(framed(page_of("mistake", Hints(HINTS, 1, asked=False)), FOOT, rows=60))
    places = [
        seen.index(words)
        for words in ("You printed", "✗", "not divided by √E", "Hint 1 of 3", "2/14", "practice/10_attention", "q quit")
    ]
    assert places == sorted(places)


def test_a_hint_that_was_asked_for_comes_into_sight() -> None:
    page = page_of("raised", Hints(HINTS, 1, asked=True))
    assert "A query is compared" not in "\n".join(framed(page, FOOT))
    assert "A query is compared" in "\n".join(framed(page, FOOT, follow=True))
    earlier = page_of("raised", Hints(HINTS, 1, asked=False))
    assert framed(earlier, FOOT, follow=True) == framed(earlier, FOOT)


def test_after_a_pass_it_says_what_comes_next_and_hints_are_gone() -> None:
    seen = "\n".join(framed(page_of("pass", Hints(HINTS, 1, asked=False)), FOOT))
    assert "Done ✓" in seen
    assert "goes on to attention_backward" in seen
    assert "Hint" not in seen


def test_while_nothing_is_written_the_task_is_shown() -> None:
    seen = "\n".join(framed(page_of("stub"), FOOT, rows=60))
    assert "Nothing is written here yet." in seen
    assert "weighted mean of what they" in seen


def test_all_done() -> None:
    graded, meta, attempt = REPORTS["pass"]
    last = replace(attempt, next_slug=None, all_done=130)
    assert "Every exercise is passed: 130 of 130." in "\n".join(
        framed(report_page(graded, meta, last, PROMPT, None), FOOT)
    )


@given(rows=st.integers(3, 40), chosen=st.integers(0, 199))
def test_the_chosen_exercise_is_in_sight(rows: int, chosen: int) -> None:
    many = [ListRow(f"{number // 10:02}_topic", f"slug{number}x", "title", 1, "pending") for number in range(200)]
    page = list_page(many, f"slug{chosen}x")
    [marked] = [line for line in framed(page, FOOT, rows=rows, follow=True) if line.startswith(">")]
    assert f"slug{chosen}x" in marked


def test_moving_says_where_one_is() -> None:
    page = text_page([notice_view("\n".join(f"line {number}" for number in range(1, 41)))])
    console_, size = console(io.StringIO(), width=80), (80, 24)
    first = frame(console_, size, page, FOOT, 0)
    assert f"lines 1 to {first.page} of 40" in first.text
    last = frame(console_, size, page, FOOT, 10**6)
    assert last.top == 40 - last.page
    assert f"lines {last.top + 1} to 40 of 40" in last.text
    assert " line 40" in last.text


def colourful() -> io.StringIO:
    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    return Terminal()


def picture(foot: Foot, graded: Report = REPORTS["mistake"][0]) -> str:
    return frame(
        console(colourful(), width=80), (80, 24), report_page(graded, LINEAR, ATTEMPT, PROMPT, None), foot, 0
    ).text


def test_the_path_is_a_link_where_one_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    linked, plain = picture(FOOT), picture(replace(FOOT, link=None))
    assert "file:///p/a.py\x1b\\" in linked
    assert "\x1b]8" not in plain
    assert picture(FOOT) == linked  # and so nothing is drawn anew


@pytest.mark.parametrize("no_colour", [True, False])
def test_colour_is_never_the_only_carrier(monkeypatch: pytest.MonkeyPatch, no_colour: bool) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1" if no_colour else "")
    text = picture(FOOT)
    assert (re.search(r"\x1b\[[0-9;]*3[0-7]m", text) is None) is no_colour
    assert "\x1b[2J" not in text  # a screen that is cleared first flickers
    assert all(sign in text for sign in "✓✗–")


def test_a_fault_of_the_grader_is_no_mistake() -> None:
    graded, meta, attempt = REPORTS["internal"]
    assert graded.verdict is Verdict.INTERNAL
    seen = "\n".join(framed(report_page(graded, meta, attempt, PROMPT, None), FOOT))
    assert "The grader broke, not your code." in seen
    assert "Done" not in seen
