"""The screens as a learner reads them: golden ones, and what holds for all of them."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from view_examples import (
    ATTEMPT,
    ATTENTION,
    HINTS,
    INTERNAL,
    MISTAKE,
    NAMES,
    NO_SCALE,
    PATH,
    PROMPT,
    RAISED,
    REPORTS,
    SEVERAL,
    STUB,
    attention,
    failing,
    report,
)
from view_screens import FOLDER, drawn, golden

from dlquiz.model import Case, CheckResult, Frame, Verdict, Where
from dlquiz.view.attempt import Attempt
from dlquiz.view.console import console
from dlquiz.view.hint import hint_view
from dlquiz.view.pen import Screen
from dlquiz.view.prompt import prompt_view
from dlquiz.view.report import report_view

SCREENS = dict(golden())
COPIED = re.compile(r"practice/|dlquiz \w+")  # lines with something to copy are never broken


def screens() -> Iterator[tuple[str, Screen]]:
    for name, parts in REPORTS.items():
        yield name, report_view(*parts)
        yield f"{name}, verbose", report_view(*parts, verbose=True)
    yield "prompt", prompt_view(ATTENTION, PROMPT, path=PATH)
    yield "hints", hint_view(HINTS, 3, 3)


ALL = [pytest.param(screen, id=name) for name, screen in screens()]


@pytest.mark.parametrize("name", SCREENS)
def test_golden(name: str) -> None:
    assert SCREENS[name] == (FOLDER / name).read_text(encoding="utf-8"), (
        "run tests/unit/view_screens.py if this is wanted"
    )


def test_no_golden_screen_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(SCREENS)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
@pytest.mark.parametrize("screen", ALL)
def test_lines_fit(screen: Screen, width: int) -> None:
    for line in drawn(screen, width).splitlines():
        assert cell_len(line) <= min(width, 100) or COPIED.search(line), line
        assert line == line.rstrip()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "euc-kr"])
@pytest.mark.parametrize("screen", ALL)
def test_other_encodings(screen: Screen, encoding: str) -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)  # strict: an unencodable character raises
    console(file, width=80).print(screen)
    file.flush()
    assert file.buffer.tell() > 0  # type: ignore[attr-defined]


def test_signs_without_utf8() -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    console(file, width=80).print(report_view(MISTAKE, ATTENTION, ATTEMPT))
    file.seek(0)
    text = file.read()
    assert " x  the weighted mean of the values" in text
    assert " ok the arguments stay as they are" in text
    assert " -  large scores don't overflow" in text
    assert " | The scores are not divided by sqrt E." in text


class Terminal(io.StringIO):
    """A file that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return Terminal()


STYLE = re.compile(r"\x1b\[([\d;]*)m")


@pytest.mark.parametrize("name", REPORTS)
def test_colour_is_an_addition(terminal: Terminal, name: str) -> None:
    screen = report_view(*REPORTS[name])
    console(terminal, width=80).print(screen)
    assert STYLE.search(terminal.getvalue())
    assert STYLE.sub("", terminal.getvalue()) == drawn(screen)


def test_no_color(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    console(terminal, width=80).print(report_view(MISTAKE, ATTENTION, ATTEMPT))
    codes = {code for codes in STYLE.findall(terminal.getvalue()) for code in codes.split(";")}
    assert codes <= {"0", "1", "2", "3", ""}  # bold, dim and italic are no colours


def test_width_is_capped_and_fixed_without_a_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "170")
    assert console(terminal).width == 170
    assert console(io.StringIO()).width == 80
    screen = report_view(MISTAKE, ATTENTION, ATTEMPT)
    assert drawn(screen, 170) == drawn(screen, 100)


def ours(text: str) -> list[str]:
    """The lines that stand behind no bar: what a submission must not be able to write."""
    return [line for line in text.split("\n") if not line.startswith(" │")]


def test_a_submission_writes_behind_bars_only() -> None:
    text = drawn(report_view(*REPORTS["hostile"]))
    for line in ours(text):
        assert "✓" not in line or line.startswith((" ✓ the arguments stay as they are  ", " Edit     practice/"))
        assert "smile" not in line
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", text)


@pytest.mark.parametrize(
    "words", ["[bold red]red[/]", "[b, t, c]", "x[/y]", ":smile:", "\\x1b[2J", "\\x07", "\\u202egnp"]
)
def test_a_submission_is_shown_verbatim(words: str) -> None:
    assert words in drawn(report_view(*REPORTS["hostile"]))


hostile_text = st.text(
    st.one_of(st.characters(), st.sampled_from("\x1b\r\n\t\x07\x9b\u202e\u2028[]/:✓✗│ ")), min_size=1, max_size=300
)


@settings(max_examples=60, deadline=None)
@given(hostile_text, st.sampled_from([40, 80]))
def test_whatever_a_submission_says(text: str, width: int) -> None:
    """The lines outside the bars are the same, whatever was printed, raised, or written in the file."""

    def skeleton(said: str) -> list[str]:
        raised = failing(
            *NAMES[0],
            Verdict.RAISED,
            f"ValueError: {said}",
            diagnosis=NO_SCALE,
            case=Case("f(x)", (said,), (("index", "yours"), ("[0]", said))),
            where=Where("x.py", 1, "f", said, (Frame(1, said, said),)),
            output=f"{said.rstrip(chr(10))}.",
        )
        text = drawn(report_view(report(attention(c0=raised)), ATTENTION, ATTEMPT, verbose=True), width)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", text)
        assert all(cell_len(line) <= width for line in text.split("\n") if line.startswith(" │"))
        return ours(text)

    assert skeleton(text) == skeleton("harmless")


def test_order_of_a_failure() -> None:
    text = drawn(report_view(MISTAKE, ATTENTION, ATTEMPT))
    parts = [
        "✗ the weighted mean",
        "not divided by √E",
        "f64[3,4]",
        "6 of 6 elements",
        "at [1, 0]",
        "You printed",
        "Edit",
        "Hint",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_only_the_first_failure_in_full_unless_verbose() -> None:
    short, whole = (drawn(report_view(SEVERAL, ATTENTION, ATTEMPT, verbose=verbose)) for verbose in (False, True))
    assert "at [0, 1]   got -0.31" in short
    assert "12 of 24 elements" not in short
    assert "changing positions 4 and 5 changed the answers" in short
    assert "12 of 24 elements differ, by up to 0.7" in whole


def test_a_later_failure_takes_three_lines_at_most() -> None:
    long = failing(*NAMES[5], Verdict.RAISED, "ValueError: " + "a long story\n" * 50, diagnosis=NO_SCALE)
    first = failing(*NAMES[0], Verdict.WRONG_VALUE, "6 of 6 elements differ")
    text = drawn(report_view(report(attention(c0=first, c5=long)), ATTENTION, ATTEMPT))
    block = text.partition("✗ the arguments stay as they are")[2].partition("\n\n")[0].splitlines()[1:]
    assert len(block) == 3
    assert "more lines" in block[-1]


def test_a_long_exception_is_cut() -> None:
    long = failing(*NAMES[0], Verdict.RAISED, "ValueError: " + "x" * 100_000)
    text = drawn(report_view(report(attention(c0=long)), ATTENTION, ATTEMPT))
    assert len(text.splitlines()) < 40


def test_output_is_cut_and_counted() -> None:
    noisy = failing(*NAMES[0], Verdict.WRONG_VALUE, "no", output="step\n" * 40 + "y" * 70_000)
    text = drawn(report_view(report(attention(c0=noisy)), ATTENTION, ATTEMPT))
    assert text.count("│ step") == 12
    assert "… 29 more lines" in text
    assert "y" * 500 not in drawn(report_view(report(attention(c0=noisy)), ATTENTION, ATTEMPT, verbose=True)).replace(
        "\n │ ", ""
    )


def test_a_recursion_is_collapsed() -> None:
    text = drawn(report_view(*REPORTS["recursion"]))
    assert "line 9, in depth, 20 times:" in text
    assert text.count("return depth(x)") == 1


def test_a_syntax_error_points_at_its_place() -> None:
    lines = drawn(report_view(*REPORTS["syntax"])).splitlines()
    place = next(i for i, line in enumerate(lines) if "scores = (query" in line)
    assert lines[place + 1].index("^") == lines[place].index("(")
    assert f" Edit   {PATH}:14" in lines


def test_the_place_of_an_exception() -> None:
    text = drawn(report_view(RAISED, ATTENTION, ATTEMPT))
    assert "line 23, in scores:\n" in text
    assert "│     return query * key.transpose(-2, -1)\n" in text
    assert f"{PATH}:23" in text


def test_a_stub_gets_a_short_screen() -> None:
    text = drawn(report_view(STUB, ATTENTION, ATTEMPT))
    assert "Nothing is written here yet." in text
    assert "✗" not in text
    assert len(text.splitlines()) <= 10


def test_a_fault_of_the_grader_is_not_the_learner_s() -> None:
    text = drawn(report_view(INTERNAL, ATTENTION, ATTEMPT))
    assert "The grader broke, not your code." in text
    assert "not counted" in text
    assert "seed practice" in " ".join(text.split())
    assert "✗" not in text


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_screen(verdict: Verdict) -> None:
    if verdict in (Verdict.PASSED, Verdict.SKIPPED):
        return
    found = report(attention(c1=failing(*NAMES[1], verdict, "what happened")), verdict=verdict)
    text = drawn(report_view(found, ATTENTION, ATTEMPT))
    assert "scaled_dot_product" in text
    assert verdict is Verdict.NOT_IMPLEMENTED or "what happened" in text


def test_commands_name_the_exercise_unless_it_is_the_current_one() -> None:
    assert "dlquiz hint\n" in drawn(report_view(STUB, ATTENTION, ATTEMPT)).replace("   1 of 3", "")
    elsewhere = Attempt(PATH, hints_total=3, current=False)
    assert "dlquiz hint scaled_dot_product " in drawn(report_view(STUB, ATTENTION, elsewhere))


def test_all_hints_seen_offers_the_solution() -> None:
    seen = Attempt(PATH, hints_used=3, hints_total=3)
    assert "dlquiz solution --give-up" in drawn(report_view(MISTAKE, ATTENTION, seen))
    assert "--give-up" not in drawn(report_view(MISTAKE, ATTENTION, ATTEMPT))
    assert "dlquiz solution" not in drawn(report_view(MISTAKE, ATTENTION, replace(seen, give_up=False)))
    opened = drawn(report_view(MISTAKE, ATTENTION, replace(ATTEMPT, compare=True)))
    assert "dlquiz solution " in opened and "--give-up" not in opened


def test_a_pass_leads_on() -> None:
    found, meta, attempt = REPORTS["pass"]
    text = drawn(report_view(found, meta, attempt))
    assert "4 tries, 1 hint, 12 min" in text
    assert "float64 ✓  float32 ✓   cuda: not on this machine" in text
    assert "2/14" in text
    assert "61/130" in text
    assert "Next: attention_backward  →  practice/10_attention/attention_backward.py" in text


def test_a_pass_says_what_the_course_keeps_closed_and_what_does_not_count() -> None:
    found, meta, attempt = REPORTS["pass"]
    text = drawn(report_view(found, meta, replace(attempt, compare=False, given_up="You gave up on it.")))
    assert "dlquiz solution" not in text
    assert "   You gave up on it.\n" in text


def test_a_pass_counts_what_was_printed() -> None:
    noisy = CheckResult(NAMES[0][0], Verdict.PASSED, 3, 3, output="step\nstep\n")
    found = report(attention(c0=noisy), output="loaded\n")
    short, whole = (drawn(report_view(found, ATTENTION, ATTEMPT, verbose=verbose)) for verbose in (False, True))
    assert "You printed 3 lines. To see them:  dlquiz check scaled_dot_product --verbose" in short
    assert "│ step" not in short
    assert whole.count("│ step") == 2


def test_the_last_pass_says_so() -> None:
    done = Attempt(PATH, topic_done=2, topic_total=2, all_done=9, all_total=9)
    assert "Every exercise is passed: 9 of 9." in drawn(report_view(REPORTS["pass"][0], ATTENTION, done))
    blocked = Attempt(PATH, topic_done=2, topic_total=2, all_done=8, all_total=9)
    assert "dlquiz list" in drawn(report_view(REPORTS["pass"][0], ATTENTION, blocked))


def test_paths_are_not_broken() -> None:
    path = f"practice/{'deep/' * 30}softmax.py"
    assert path in drawn(report_view(STUB, ATTENTION, Attempt(path)))
    assert path in drawn(prompt_view(ATTENTION, PROMPT, path=path), 40)
