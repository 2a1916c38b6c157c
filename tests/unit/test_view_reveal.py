"""A revealed exercise, on a terminal and as a page: everything is there, text is text, names only where they are asked."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_html import Reader, browser, contrast  # noqa: F401  (a fixture)
from view_screens import drawn

from dlquiz.class_summary import made
from dlquiz.model import Diagnosis
from dlquiz.view.changes import changes
from dlquiz.view.html import render_reveal
from dlquiz.view.html.markup import markdown, python
from dlquiz.view.reveal import reveal_view
from dlquiz.view.revealed import ClassFigures, Revealed, ShownMistake
from tests.course.classes import SAYS, SLUGS, a_class, mark, wrong

REFERENCE = '"""Softmax."""\n\nimport math\n\n\ndef f(x, E):\n    return x / math.sqrt(E)  # (B, T) < [b, t]\n'
WRONG = REFERENCE.replace(" / math.sqrt(E)", "")
NOTES = "## Why\n\n`a < b` <script>alert(1)</script>\n\n<b>bold</b>\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n"
HOSTILE = "</pre><script>alert('x')</script>\x1b[2J\u202e"
SHOWN = Revealed(
    "softmax", "Softmax [b, t]", REFERENCE, NOTES, {"another_way": "def f(x, E):\n    return x * E**-0.5\n"},
    (ShownMistake(("no_scale",), SAYS, WRONG, 4, ("Ada", HOSTILE)), ShownMistake(("never_made",), "It is wrong.", WRONG)),
    (ShownMistake(("x", "y"), "One of two.", None, 2),),
    ClassFigures("Sheet 3", 16, 14, 7),
)  # fmt: skip
ALONE = Revealed("softmax", "Softmax", REFERENCE, "", {}, (ShownMistake(("no_scale",), SAYS, WRONG),))


class TestWhoMadeWhich:
    def test_each_student_once_and_the_most_frequent_first(self) -> None:
        graded = a_class()
        twice = mark("lee", SLUGS[0], wrong("a"), wrong("b"), wrong("c", ids=("x",)))
        marks = tuple(twice if (one.student, one.slug) == ("lee", SLUGS[0]) else one for one in graded.marks)
        found = made(msgspec.structs.replace(graded, marks=marks), SLUGS[0])
        told = [(one.source, one.ids, one.text, [student.id for student in one.students]) for one in found]
        assert told == [
            ("mistake", ("no_scale",), SAYS, ["bob", "../../eve", "lee"]),
            ("mistake", ("x",), SAYS, ["lee"]),
        ]

    def test_a_signature_of_the_same_name_is_something_else(self) -> None:
        check = msgspec.structs.replace(wrong(), diagnosis=Diagnosis("signature", ("no_scale",), "Half of it."))
        graded = msgspec.structs.replace(a_class(), marks=(mark("bob", SLUGS[0], check, wrong("again")),))
        assert sorted(one.source for one in made(graded, SLUGS[0])) == ["mistake", "signature"]

    def test_nobody(self) -> None:
        assert made(a_class(), "another") == ()


class TestChanges:
    def test_the_place_and_what_stands_about_it(self) -> None:
        found = list(changes(REFERENCE, WRONG, 1))
        assert [sign for sign, _ in found] == ["@", " ", "-", "+"]
        assert found[0] == ("@", "line 6")
        assert found[3] == ("+", "    return x  # (B, T) < [b, t]")

    @given(st.text("ab\n", max_size=30), st.text("ab\n", max_size=30))
    def test_both_sides_come_back(self, before: str, after: str) -> None:
        found = list(changes(before, after, 1000))
        if before.splitlines() != after.splitlines():
            assert [line for sign, line in found if sign in "- "] == before.splitlines()
            assert [line for sign, line in found if sign in "+ "] == after.splitlines()


class TestScreen:
    @pytest.mark.parametrize("width", [40, 80, 140])
    def test_all_of_it_is_there(self, width: int) -> None:
        text = drawn(reveal_view(SHOWN), width)
        flat = re.sub(r"[\s│]+", " ", text)
        for words in ("The reference: softmax", "return x / math.sqrt(E)", "Another right way: another_way", "no_scale",
                      "never_made", "nobody", "4 students", "7 of 14 passed it", "x or y", "One of two."):  # fmt: skip
            assert words in flat, words
        assert "\x1b" not in text and "\u202e" not in text

    def test_without_a_class_there_are_no_numbers(self) -> None:
        text = drawn(reveal_view(ALONE))
        assert "nobody" not in text and "passed it" not in text
        assert " │ -    return x / math.sqrt(E)" in text and " │ +    return x  #" in text


class TestPage:
    def test_it_is_well_formed_and_asks_for_nothing(self) -> None:
        page = Reader(render_reveal((SHOWN, ALONE)))
        assert [tag for tag, _ in page.tags if tag in ("script", "link", "img", "iframe", "object", "form", "b")] == []
        names = {name for _, attributes in page.tags for name in attributes}
        assert names.isdisjoint({"src", "style"}) and not any(name.startswith("on") for name in names)
        assert [a["href"] for tag, a in page.tags if tag == "a"] == ["#e1", "#e2"]

    def test_all_of_it_is_there(self) -> None:
        text = re.sub(r"\s+", " ", Reader(render_reveal((SHOWN,))).text)
        for words in ("Softmax [b, t]", "14 of 16", "50 %", "no scale", "4 students", "nobody", "One of two.", "never made",
                      "a < b", "<script>alert(1)</script>", "<b>", "another_way", "Ada", "line 6"):  # fmt: skip
            assert words in text, words
        assert "\\x1b[2J\\u202e" in text

    def test_without_a_class_there_are_no_numbers(self) -> None:
        text = Reader(render_reveal((ALONE,))).text
        assert "nobody" not in text and "handed in" not in text

    def test_columns_keep_their_alignment_without_a_style(self) -> None:
        assert '<th class="right">b</th>' in markdown(NOTES)

    @given(st.text(max_size=80))
    def test_any_source_is_text(self, source: str) -> None:
        reader = Reader(f"<pre>{python(source)}</pre>")
        assert {tag for tag, _ in reader.tags} <= {"pre", "span"}

    @given(st.lists(st.sampled_from(["<b>", "</b>", "<!--", "-->", "`", "\n\n", "| a |\n|---|\n", "&lt;", "<td style=\"text-align: left\">", "é", " ", "<a href='x' onclick=y>", "- ", "<script>"]), max_size=12).map("".join))  # fmt: skip
    def test_html_in_notes_is_text(self, notes: str) -> None:
        made_of = {"p", "pre", "code", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "hr", "h1", "h2"}
        reader = Reader(f"<div>{markdown(notes)}</div>")
        assert {tag for tag, _ in reader.tags} <= made_of | {"div"}
        assert all(name == "class" for _, attributes in reader.tags for name in attributes)


@pytest.mark.slow
class TestInABrowser:
    @pytest.fixture
    def page(self, browser: Any, tmp_path: Path) -> Iterator[Any]:  # noqa: F811
        (tmp_path / "page.html").write_text(render_reveal((SHOWN, ALONE)), encoding="utf-8")
        page = browser.new_page()
        trouble: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "page.html").as_uri())
        yield page
        assert trouble == []
        assert len(asked) == 1
        page.close()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_text_stands_out_from_its_ground(self, page: Any, scheme: str) -> None:
        page.emulate_media(color_scheme=scheme)
        pairs = page.evaluate(
            """() => [".code .k", ".code .nf", ".code .sd", ".code .c1", ".change .gone", ".change .new", ".change .new .k"].map(
            (one) => { const at = document.querySelector(one); if (!at) return null; let ground = at;
            while (getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
            return [one, getComputedStyle(at).color, getComputedStyle(ground).backgroundColor]; })"""
        )
        assert sum(pair is not None for pair in pairs) >= 6
        for name, ink, ground in filter(None, pairs):
            assert contrast(ink, ground) > 4.5, name

    @pytest.mark.parametrize("width", [360, 1100])
    def test_nothing_is_wider_than_the_window(self, page: Any, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width

    def test_on_paper_it_is_dark_on_white(self, page: Any) -> None:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
