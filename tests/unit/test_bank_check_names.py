"""Names of checks out of a text: right, or not known. That both ways agree on the real bank is in tests/bank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.bank.check_names import check_names
from dlquiz.grading.spec import read_checks

HEAD = "from dlquiz.checks import check\n"
NAMES = st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4)


def one(decorator: str, name: str = "f", body: str = "pass") -> str:
    return f"@{decorator}\ndef {name}(impl, ref, draw):\n    {body}\n"


@given(NAMES)
def test_any_text_may_be_a_name(names: list[str]) -> None:
    source = HEAD + "".join(one(f"check({name!r}, points=2)", f"f{i}") for i, name in enumerate(names))
    assert check_names(source) == tuple(names) == tuple(check.name for check in read_checks(source))


@pytest.mark.parametrize(
    "source",
    [
        HEAD + one("check(points=3, name='right')"),
        HEAD + one("check('ri' 'ght')") + "\ndef helper():\n    pass\n",
        "from dlquiz.checks import check as c\n" + one("c('right')"),
        "import math\n" + HEAD + "CASES = 'check'\n" + one("check('right')"),
    ],
)
def test_the_ways_to_write_it(source: str) -> None:
    assert check_names(source) == ("right",) == tuple(check.name for check in read_checks(source))


@pytest.mark.parametrize(
    "source",
    [
        HEAD + one("check(f'{1} right')"),
        HEAD + "NAME = 'right'\n" + one("check(NAME)"),
        HEAD + one("check(*['right'])"),
        HEAD
        + one("check('right')")
        + "for i in range(2):\n    globals()[f'g{i}'] = check(str(i))(lambda impl, ref, draw: None)\n",
        HEAD + one("check('first')") + one("check('right')"),
        HEAD + one("check('right')") + "g = check('left')(lambda impl, ref, draw: None)\n",
        HEAD + "if True:\n    @check('right')\n    def f(impl, ref, draw):\n        pass\n",
        HEAD + "def wrap(f):\n    return f\n" + one("wrap\n@check('right')"),
        "import dlquiz.checks as c\n" + one("c.check('right')"),
        HEAD,
        "",
    ],
)
def test_what_the_text_does_not_tell_is_left_open(source: str) -> None:
    assert check_names(source) is None
