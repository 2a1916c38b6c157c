"""The class as HTML: whole, without a network, and with every text as text."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.class_model import Student
from dlquiz.class_summary import totals
from dlquiz.view.html import render, render_student
from dlquiz.view.html.charts import BASE, TOP, histogram
from tests.course.classes import EXPECTED, FORMULA, INPUT, SCRIPT, SEED, a_class

VOID = {"meta", "br", "input", "link", "img", "rect", "line"}
SHARES = st.lists(st.floats(0, 1))


class Reader(HTMLParser):
    """Tags, attributes and text of a page; complains where elements don't close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.words)


def test_tolerances_that_are_not_the_usual_are_said_to_both() -> None:
    graded = a_class()
    softmax, other = graded.assignment.exercises
    wider = msgspec.structs.replace(softmax, tolerances={"float32": 10.0, "float64": 2.5})
    graded = msgspec.structs.replace(
        graded, assignment=msgspec.structs.replace(graded.assignment, exercises=(wider, other))
    )
    said = "Differences may be 10 times as large as usual in float32 and 2.5 times as large as usual in float64."
    ada, zoe = (next(total for total in totals(graded) if total.student.id == name) for name in ("ada", "zoe"))
    assert f"Softmax: {said}" in Reader(render(graded)).text
    assert Reader(render_student(graded, ada)).text.count(said) == 1
    assert said not in Reader(render_student(graded, zoe)).text  # who handed in nothing


def test_the_time_to_pass_is_shown_where_it_is_known_and_else_said_to_be_unknown() -> None:
    graded = a_class()
    assert "The time to pass is left out" in Reader(render(graded)).text
    marks = tuple(
        msgspec.structs.replace(mark, took=hours * 3600.0) if mark.slug == "softmax" else mark
        for mark, hours in zip(graded.marks, range(len(graded.marks)), strict=True)
    )
    page = Reader(render(msgspec.structs.replace(graded, marks=marks))).text
    assert "time to pass" in page and "left out: nothing" not in page
    assert "5 h" in page and "(6)" in page  # the median of 0, 2, 4, 6, 8, 10 hours


def test_the_page_is_well_formed_and_asks_for_nothing() -> None:
    page = Reader(render(a_class()))
    assert [tag for tag, _ in page.tags if tag in ("link", "img", "iframe", "object", "embed", "form")] == []
    assert [name for _, attributes in page.tags for name in attributes if name in ("src", "srcset", "style")] == []
    assert [name for _, attributes in page.tags for name in attributes if name.startswith("on")] == []
    links = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert links and all(link.startswith("#") for link in links)
    assert "url(" not in render(a_class()) and "@import" not in render(a_class())


def test_who_needs_a_look_stands_first() -> None:
    words = Reader(render(a_class())).text
    look = words[words.index("These need a look") : words.index("Scores")]
    for said in (("kim", "softmax", "The grader broke"), ("zoe", "zoe.zip"), ("lee", "conv_params", "timed out")):
        assert re.search(r"\s+".join(map(re.escape, said)), look), said


def test_links_lead_to_students() -> None:
    page = Reader(render(a_class()))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"] for tag, attributes in page.tags if tag == "a"} <= {f"#{id_}" for id_ in ids}


def test_it_says_what_the_class_did() -> None:
    text = Reader(render(a_class())).text
    for words in ("Sheet 3 & <more>", "Misconceptions", "√E", "no_scale", "x or y", "Landlock, seccomp", "a path outside",
                  "20\xa0%", "50\xa0%", "李雷", "The grader broke: OSError <b>", "Nothing was handed in.", "attempt 3"):  # fmt: skip
        assert words in text


def test_names_and_output_are_text() -> None:
    page = Reader(render(a_class()))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert SCRIPT in page.text and FORMULA in page.text
    assert "scores <b>torch</b>\\x1b[2J" in page.text
    assert "Kim\\u202e\\x1b[31m" in page.text


@given(st.text(st.characters(), max_size=60))
def test_any_name_leaves_the_page_as_it_is(name: str) -> None:
    graded = a_class()
    plain = Reader(render(msgspec.structs.replace(graded, students=(Student("bob", "x"),))))
    named = Reader(render(msgspec.structs.replace(graded, students=(Student("bob", name or "x"),))))
    assert [tag for tag, _ in named.tags] == [tag for tag, _ in plain.tags]
    "".join(named.words).encode()


class TestStudentsPage:
    def test_it_holds_no_secret_and_nobody_else(self) -> None:
        graded = a_class()
        bob = render_student(graded, totals(graded)[1])
        assert "√E" in bob and "scores &lt;b&gt;torch" in bob and "late" in bob
        for secret in (INPUT, EXPECTED, SEED, "Lovelace", "ada", "li lei"):
            assert secret not in bob

    def test_what_could_not_be_read_is_told_to_its_student_alone(self) -> None:
        graded = a_class()
        pages = [Reader(render_student(graded, total)).text for total in totals(graded)]
        assert ["zoe.zip was not read" in page for page in pages] == [False] * 5 + [True]

    def test_the_class_file_shows_no_inputs_either(self) -> None:
        page = render(a_class())
        assert INPUT not in page and EXPECTED not in page

    def test_a_fault_is_not_the_students(self) -> None:
        graded = a_class()
        text = Reader(render_student(graded, totals(graded)[3])).text
        assert "does not count against you" in text and "OSError" not in text
        assert "open of 20 points" in re.sub(r"\s+", " ", text)


def test_a_large_class_has_no_pages_in_its_file() -> None:
    students = tuple(Student(f"s{number}") for number in range(2001))
    page = Reader(render(msgspec.structs.replace(a_class(), students=students, marks=())))
    assert [tag for tag, _ in page.tags if tag in ("a", "article")] == []
    assert "s2000" in page.text and "dlquiz report --students DIR" in page.text


def test_an_empty_class_has_a_page() -> None:
    Reader(render(msgspec.structs.replace(a_class(), students=(), marks=(), refused=())))


@given(SHARES)
def test_every_score_is_in_one_bar(shares: list[float]) -> None:
    bars = histogram(shares)
    assert sum(bar.count for bar in bars) == len(shares)
    assert all(bar.y >= TOP and bar.y + bar.height == pytest.approx(BASE) for bar in bars)


def test_a_score_on_an_edge_belongs_to_the_bar_above() -> None:
    bars = histogram([0.0, 0.3, 0.7, 1.0])
    assert [position for position, bar in enumerate(bars) if bar.count] == [0, 3, 7, 9]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    driver = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium here")
    with driver.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.slow
class TestInABrowser:
    """What only a browser can tell: that the page's own policy lets it work, and nothing else happens."""

    @pytest.fixture
    def page(self, browser: Any, tmp_path: Path) -> Iterator[Any]:
        (tmp_path / "class.html").write_text(render(a_class()), encoding="utf-8")
        page = browser.new_page()
        self.trouble: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.trouble.append(message.text))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("dialog", lambda dialog: (self.trouble.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto((tmp_path / "class.html").as_uri())
        yield page
        assert self.trouble == []
        assert len(self.asked) == 1
        page.close()

    def names(self, page: Any) -> list[str]:
        return list(page.locator("#students tbody tr:visible td:first-child").all_inner_texts())

    def test_it_sorts(self, page: Any) -> None:
        page.get_by_role("button", name="score").click()
        assert self.names(page) == ["kim", "zoe", "../../eve", "lee", "bob", "ada"]
        page.get_by_role("button", name="score").click()
        assert self.names(page)[0] == "ada"
        assert page.locator("th[aria-sort=descending]").count() == 1

    def test_it_searches_names_and_ids(self, page: Any) -> None:
        page.get_by_role("searchbox").fill("LOVE ada")
        assert self.names(page) == ["ada"]
        assert page.locator("#found").inner_text() == "1 of 6"
        page.get_by_role("searchbox").fill("<script>")
        assert self.names(page) == ["../../eve"]

    def test_a_student_is_opened_and_left(self, page: Any) -> None:
        page.get_by_role("link", name="bob").click()
        assert page.locator("#s2").is_visible() and not page.locator("#overview").is_visible()
        assert page.locator("#s2 h2").inner_text() == FORMULA
        page.get_by_role("link", name="All students").locator("visible=true").click()
        assert page.locator("#overview").is_visible()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_text_stands_out_from_its_ground(self, page: Any, scheme: str) -> None:
        page.emulate_media(color_scheme=scheme)
        ground, ink, dim = page.evaluate(
            "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,"
            " getComputedStyle(document.querySelector('.dim')).color]"
        )
        assert contrast(ground, ink) > 7 and contrast(ground, dim) > 4.5

    @pytest.mark.parametrize("width", [360, 1100])
    def test_nothing_is_wider_than_the_window(self, page: Any, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width

    def test_on_paper_it_is_dark_on_white(self, page: Any) -> None:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert not page.locator("#search").is_visible()


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours "rgb(r, g, b)"."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
