"""Prompts: formulas whole, tables without loss, text never taken for markup."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from view_examples import ATTENTION, PROMPT
from view_screens import drawn

from dlquiz.view.columns import squeezed, table
from dlquiz.view.console import console
from dlquiz.view.markdown import markdown
from dlquiz.view.pen import Pen, Screen
from dlquiz.view.prompt import prompt_view


def rendered(source: str, width: int = 76) -> str:
    return drawn(Screen(lambda pen: markdown(pen, source, width)))


def pen(width: int = 80) -> Pen:
    return Pen(console(io.StringIO(), width=width), width)


def words(text: str) -> list[str]:
    return sorted(re.findall(r"\w", text))


@pytest.mark.parametrize("width", [56, 76, 96])
def test_no_word_of_a_prompt_is_lost(width: int) -> None:
    said = re.sub(r"[*|]", "", PROMPT)
    assert words(rendered(PROMPT, width)) == words(said)
    assert all(cell_len(line) <= width for line in rendered(PROMPT, width).splitlines())


def test_a_formula_is_not_broken() -> None:
    lines = rendered(PROMPT, 72).splitlines()
    formula = lines.index("    Attention(Q, K, V) = softmax( Q Kᵀ / √E  masked ) V")
    assert lines[formula + 1].strip() == "softmax over the keys"


def test_code_keeps_its_lines_and_gaps() -> None:
    assert rendered("    a   b\n\n      c") == "    a   b\n\n      c\n"
    assert rendered("```python\nfor x in y:\n    z[x] = 1\n```") == "    for x in y:\n        z[x] = 1\n"


@pytest.mark.parametrize("text", ["[b, t, c]", "x[/y]", ":smile:", "[bold]", "<b>", "a_b_c", "Σ_j w_j"])
def test_text_stays_as_it_is(text: str) -> None:
    assert rendered(text).strip() == text
    assert rendered(f"    {text}").strip() == text
    assert rendered(f"| {text} |\n|---|\n| {text} |").count(text) == 2


def test_control_characters_of_a_prompt_are_written_out() -> None:
    assert "\x1b" not in rendered("a \x1b[2J\n\n    \x1b[2J\n\n`\x1b`")


def test_blocks() -> None:
    source = "# T\n\none\ntwo  \nthree\n\n- a\n- b\n  - c\n\n1. x\n\n2. y\n\n> q\n\n---\n\n[t](https://e.org) `k v`"
    assert rendered(source, 20) == (
        "T\n\none two\nthree\n\n• a\n• b\n  • c\n\n1. x\n\n2. y\n\n│ q\n\n"
        + "─" * 20
        + "\n\nt (https://e.org)\n`k v`\n"
    )


def test_html_and_pictures_are_told_in_words() -> None:
    assert rendered("<div>\nx\n</div>\n\nsee ![a plot](plot.png)") == "<div>\nx\n</div>\n\nsee a plot (plot.png)\n"


@given(
    st.lists(
        st.sampled_from(
            [
                "- ",
                "1. ",
                "> ",
                "    ",
                "# ",
                "|a|\n|-|\n",
                "```\n",
                "**",
                "_",
                "`",
                "[",
                "](u)",
                "x",
                " ",
                "\n",
                "\n\n",
                "<b>",
                "![",
                "\\\n",
            ]
        ),
        max_size=30,
    )
)
def test_no_text_is_too_strange(parts: list[str]) -> None:
    source = "".join(parts)
    assert source.count("x") == rendered(source).count("x")


def test_code_is_marked_without_colour_and_glued() -> None:
    assert rendered("xxxxxxxxxxxxxxx `w = softmax(s)`", 20) == "xxxxxxxxxxxxxxx\n`w = softmax(s)`\n"
    assert "\n(…, L, E)" in rendered("a shape that is (…, L, E)", 20)


cells = st.lists(st.lists(st.text("ab (,)√가 ", max_size=40), min_size=1, max_size=4), min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(cells, st.integers(20, 80))
def test_a_table_loses_nothing(rows: list[list[str]], width: int) -> None:
    lines = table(pen(), [[Text(cell) for cell in row] for row in rows], width)
    assert all(line.cell_len <= width for line in lines)
    assert words("".join(line.plain for line in lines)) == words("".join(cell for row in rows for cell in row))


@given(st.lists(st.integers(0, 200), min_size=1, max_size=6), st.integers(6, 100))
def test_only_wide_columns_are_squeezed(natural: list[int], room: int) -> None:
    widths = squeezed(natural, room)
    assert sum(widths) <= max(room, len(natural))
    if sum(max(n, 1) for n in natural) <= room:
        assert widths == [max(n, 1) for n in natural]
    squeezed_ones = [w for w, n in zip(widths, natural, strict=True) if w < n]
    kept = [w for w, n in zip(widths, natural, strict=True) if w >= n]
    assert (
        not squeezed_ones or not kept or max(kept) <= max(squeezed_ones) + 1
    )  # a column that is left over goes to one of them


def test_the_box_is_closed() -> None:
    for width in (30, 60, 80):
        lines = drawn(prompt_view(ATTENTION, PROMPT), width).splitlines()
        assert all(cell_len(line) == width for line in lines)
        assert lines[0].startswith("╭─") and lines[0].endswith("─╮")
        assert all(line.startswith("│ ") and line.endswith(" │") for line in lines[1:-1])
        assert "★★★☆☆ · 20 min" in "\n".join(lines)
