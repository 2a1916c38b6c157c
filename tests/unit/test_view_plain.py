"""Nothing that a submission says can move the cursor, and nothing that it says is lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.view.charset import readable
from dlquiz.view.plain import HIDDEN, error_line, plain

anything = st.text(st.characters(codec=None, exclude_categories=()))


@given(anything)
def test_no_control_character_survives_but_newline_and_tab(text: str) -> None:
    assert all(c in "\n\t" or unicodedata.category(c) not in HIDDEN for c in plain(text))


@given(anything)
def test_the_result_is_clean_and_clean_text_stays(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(anything)
def test_what_is_written_out_can_be_read_back(text: str) -> None:
    text = text.replace("\\", "/")
    assert plain(text).encode("latin-1", "backslashreplace").decode("unicode_escape") == text


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs", "M"))))
def test_letters_numbers_and_symbols_stay(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("10%\r20%", "10%\\r20%"),
        ("\x07\x7f\x9b", "\\x07\\x7f\\x9b"),
        ("\u202egnp", "\\u202egnp"),
        ("a\u2028b\x85c", "a\\u2028b\\x85c"),
        ("\udcff", "\\udcff"),
        ("\ufeffx\u200b", "\\ufeffx\\u200b"),
        ("a\tb\nc √E [b, t, c] :smile:", "a\tb\nc √E [b, t, c] :smile:"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_error_line() -> None:
    assert error_line('no exercise "\x1b[1m".') == 'dlquiz: no exercise "\\x1b[1m".'


@given(st.text(), st.sampled_from(["ascii", "latin-1", "cp1252", "cp437", "euc-kr", "utf-8"]))
def test_what_is_readable_can_be_printed(text: str, encoding: str) -> None:
    shown = readable(encoding, plain(text))
    shown.encode(encoding)
    assert plain(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("✓ ✗ –", "ok x -"), ("Q Kᵀ / √E", "Q K^T / sqrt E"), ("x² ≤ λ", "x^2 <= lambda"), ("é 가", "e \\uac00")],
)
def test_stand_ins(text: str, shown: str) -> None:
    assert readable("ascii", text) == shown
