"""Pictures after a pass: every terminal shows something, and nothing is wider than it is."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from view_examples import PASS

from dlquiz.model import Picture, Report
from dlquiz.view.console import console
from dlquiz.view.pen import Pen
from dlquiz.view.picture import pictures, shade

SIZES = st.integers(1, 64)


def with_picture(picture: Picture) -> Report:
    return replace(PASS, checks=(replace(PASS.checks[0], pictures=(picture,)),))


def lines(picture: Picture, width: int, encoding: str = "utf-8") -> list[str]:
    pen = Pen(console(io.TextIOWrapper(io.BytesIO(), encoding), width=width), width)
    return [line.plain for line in pictures(pen, with_picture(picture))]


def test_darker_means_more() -> None:
    assert [shade(number) for number in (0.0, 0.19, 0.2, 0.5, 0.79, 0.8, 1.0)] == [" ", " ", "░", "▒", "▓", "█", "█"]


def test_a_grid_keeps_its_orientation() -> None:
    drawn = lines(Picture("Weights", ("a", "bb"), ("1", "2", "3"), ((1.0, 0.0, 0.5), (0.0, 0.0, 0.3))), 80)
    assert drawn == ["", " Weights:", "   a │██  ▒▒│", "  bb │    ░░│", "      1    3"]


def test_bars_fill_up_to_one() -> None:
    values = ((0.0,), (0.394,), (1.0,))
    drawn = lines(Picture("Right", ("none", "some", "all"), (), values), 80)
    assert [line.count("▰") for line in drawn[2:]] == [0, 8, 20]
    assert [line.split()[-1] for line in drawn[2:]] == ["0.0%", "39.4%", "100.0%"]


def test_letters_where_there_are_no_blocks() -> None:
    picture = Picture("Weights", ("1",), ("1", "2", "3", "4", "5"), ((0.0, 0.25, 0.45, 0.65, 0.85),))
    assert lines(picture, 80, "ascii")[2] == "  1 |  ..::++##|"


@pytest.mark.parametrize("width", [40, 80])
@settings(max_examples=30, deadline=None)
@given(rows=SIZES, columns=SIZES, number=st.floats(0, 1))
def test_it_fits_or_says_that_it_does_not(width: int, rows: int, columns: int, number: float) -> None:
    names = tuple(str(i + 1) for i in range(columns))
    drawn = lines(Picture("Weights", tuple(map(str, range(rows))), names, ((number,) * columns,) * rows), width)
    assert max(map(cell_len, drawn)) < width
    assert len(drawn) == 3 + rows or "it needs" in drawn[2]
