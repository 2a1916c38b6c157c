"""The record of a release: which questions it takes for the same, and what it says where it has no answer."""

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.bank import Bank
from dlquiz.errors import BankError
from dlquiz.grading.proxies import NotForeseen
from dlquiz.grading.recorded import RecordedReference
from dlquiz.grading.recorded.questions import question
from dlquiz.grading.recorded.record import record
from dlquiz.grading.recorded.samples import KEPT, LARGE, thinned
from dlquiz.grading.recorded.tape import MAGIC, Asked, Section, Writer
from tests.support import write_bank

X = torch.tensor([[1.5, -2.0], [3e4, 1e-9]], dtype=torch.float64)


def recorded(*asked: tuple[tuple[object, ...], float]) -> RecordedReference:
    """A record of calls f(*args) with their answers."""
    writer = Writer()
    rows = []
    for args, answer in asked:
        found = question("call", 0, "f", args, {}, b"")
        rows.append(Asked(found.exact, found.form, found.numbers, writer.value(answer, b"")))
    writer.sections[7] = Section(tuple(rows))
    reference = RecordedReference(writer.file("practice", "2.0", {}, {}))
    reference.begin(7)
    return reference


def ask(reference: RecordedReference, *args: object) -> object:
    return reference.request("call", 0, "f", args, {})


def test_the_last_bits_of_another_machine_make_no_other_question() -> None:
    reference = recorded(((X, 2), 1.0), ((X + 1, 2), 2.0))
    nudged = torch.nextafter(X, torch.tensor(torch.inf, dtype=torch.float64))
    assert ask(reference, X, 2) == ask(reference, nudged, 2) == 1.0
    assert ask(reference, X + 1, 2) == 2.0


@pytest.mark.parametrize(
    "args",
    [(X, 3), (X, 2.0), (X * 1.001, 2), (X.float(), 2), (X.T, 2), (X[0], 2), (X.flip(0), 2), (-X, 2), (X,), (X, 2, 2)],
)
def test_another_question_is_told_apart(args: tuple[object, ...]) -> None:
    with pytest.raises(NotForeseen, match="no recorded answer"):
        ask(recorded(((X, 2), 1.0)), *args)


def test_infinite_numbers_stand_where_they_stood() -> None:
    inf = torch.tensor([1.0, torch.inf, -torch.inf, torch.nan])
    reference = recorded(((inf,), 1.0))
    assert ask(reference, inf.clone()) == 1.0
    with pytest.raises(NotForeseen):
        ask(reference, inf[[0, 2, 1, 3]])


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=20), st.integers(0, 19), st.floats(0.5, 2))
def test_a_number_that_differs_is_another_question(numbers: list[float], place: int, factor: float) -> None:
    other = list(numbers)
    other[place % len(numbers)] = other[place % len(numbers)] * factor + (factor - 1)
    size = max(map(abs, (*numbers, *other)))
    if abs(other[place % len(numbers)] - numbers[place % len(numbers)]) < 1e-3 * size:
        return  # the largest hide it: such questions are told apart by their bytes
    a, b = (torch.tensor(values, dtype=torch.float64) for values in (numbers, other))
    with pytest.raises(NotForeseen):
        ask(recorded(((a,), 1.0)), b)


def test_small_numbers_beside_large_ones_are_told_apart_by_their_bytes() -> None:
    a, b = torch.tensor([1e9, 1.0]), torch.tensor([1e9, 2.0])
    reference = recorded(((a,), 1.0), ((b,), 2.0))
    assert (ask(reference, a), ask(reference, b)) == (1.0, 2.0)


def test_a_record_that_is_cut_or_newer_is_one_sentence() -> None:
    data = Writer().file("practice", "2.0", {}, {})
    for broken in (b"", data[:10], data[:-1], b"something else\n" + data):
        with pytest.raises(BankError, match="damaged"):
            RecordedReference(broken)
    with pytest.raises(BankError, match="newer dlquiz"):
        RecordedReference(data.replace(MAGIC + b"1\n", MAGIC + b"2\n", 1))


def test_a_call_by_name_is_the_same_question(tmp_path: Path) -> None:
    solution = "def double(x, times=2):\n    return times * x\n"
    exercise = Bank(write_bank(tmp_path, solution=solution)).exercise("double")
    reference = RecordedReference(record(exercise))
    index = reference.tape.index
    reference.begin(int(next(iter(index.sections))))
    assert str(reference.signature("double")) == "(x, times=2)"
    assert index.names == {"double": ("x", "times")}


def test_the_record_of_an_exercise_is_the_same_each_time(tmp_path: Path) -> None:
    exercise = Bank(write_bank(tmp_path)).exercise("double")
    assert record(exercise) == record(exercise)


def test_of_a_large_answer_a_sample_is_kept_that_knows_its_shape() -> None:
    large = torch.arange(2 * LARGE, dtype=torch.float64).reshape(2, LARGE)
    shape, numbers = thinned(large)
    assert shape == [2, LARGE] and len(numbers) == len(numbers.unique()) == KEPT
    assert torch.equal(numbers, thinned((large, 1))[0][1])
    assert numbers.min() < 0.01 * LARGE and numbers.max() > 1.99 * LARGE  # from one end to the other
    assert thinned(large.T)[0] != shape and thinned({"a": X})["a"] is X
    assert not torch.equal(thinned(large.T.reshape(2, LARGE))[1], numbers)


LARGE_CHECKS = """
from dlquiz.checks import check, close

@check("doubles many numbers")
def values(impl, ref, draw):
    x = draw.normal(200, 300)
    close(impl.double(x), ref.double(x))
"""


def test_a_record_of_large_answers_is_small(tmp_path: Path) -> None:
    mistakes = "\n".join(f"times{n}: {{says: It is {n}., change: [['2 * x', '{n} * x']]}}" for n in range(3, 13))
    bank = write_bank(tmp_path, checks=LARGE_CHECKS, mistakes=mistakes)
    answers = 200 * 300 * (8 + 4)  # bytes, in float64 and float32
    assert len(record(Bank(bank).exercise("double"))) < 1.3 * answers
