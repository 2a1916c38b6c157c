"""A graded class in numbers, and what of it may go back to a student."""

import msgspec

from dlquiz.class_summary import check_points, summary, totals
from dlquiz.hand_back import for_student
from dlquiz.model import Verdict
from tests.course.classes import EXPECTED, INPUT, a_class, mark, passed, report, wrong


def test_totals_add_up_and_stay_open_where_the_grader_broke() -> None:
    found = {total.student.id: total for total in totals(a_class())}
    assert found["ada"].score == 20
    assert found["kim"].score is None
    assert found["zoe"].score == 0
    assert found["bob"].late and not found["ada"].late
    assert all(total.max_score == 20 for total in found.values())


def test_rates_and_medians_leave_out_what_is_not_there() -> None:
    softmax, params = summary(a_class()).exercises
    assert (softmax.students, softmax.handed_in, softmax.passed, softmax.faults) == (6, 5, 1, 1)
    assert softmax.median is not None and 3.3 < softmax.median < 3.4  # of 10, 3.3, 2.9 and 3.3: the fault has no score
    assert (params.handed_in, params.passed, params.attempts) == (4, 2, 2)


def test_a_mistake_counts_once_a_student() -> None:
    softmax, params = summary(a_class()).exercises
    assert [(found.ids, found.students) for found in softmax.mistakes] == [(("no_scale",), 2)]  # eve made it twice
    assert [found.ids for found in params.mistakes] == [("x", "y")]  # those that can't be told apart stay together
    assert [found.students for found in summary(a_class()).mistakes] == [2, 1]


def test_an_empty_class_has_a_summary() -> None:
    empty = msgspec.structs.replace(a_class(), students=(), marks=())
    assert summary(empty).median is None
    assert [exercise.handed_in for exercise in summary(empty).exercises] == [0, 0]


def test_points_of_checks_are_scaled_to_the_assignment() -> None:
    one = mark("ada", "softmax", passed("a", 2), wrong("b"), most=20)
    assert check_points(passed("a", 2), one) == (8, 8)
    assert check_points(wrong("b"), one) == (0, 12)


class TestForStudent:
    def test_no_input_and_no_expected_number_is_left(self) -> None:
        left = str(for_student(wrong()))
        assert INPUT not in left and EXPECTED not in left
        assert "√E" in left and "return x" in left

    def test_every_verdict_of_a_comparison_loses_its_message(self) -> None:
        compared = ("wrong_shape", "wrong_dtype", "wrong_device", "not_finite", "wrong_value", "internal")
        for verdict in map(Verdict, compared):
            check = msgspec.structs.replace(wrong(), verdict=verdict, case=None)
            assert EXPECTED not in for_student(check).message

    def test_a_shape_is_told(self) -> None:
        check = wrong()
        assert check.case is not None
        case = msgspec.structs.replace(check.case, got="[3]", expected="[3, 1]")
        shaped = msgspec.structs.replace(check, verdict=Verdict.WRONG_SHAPE, case=case)
        assert for_student(shaped).message == "The shape is [3]; it should be [3, 1]."

    def test_what_the_students_own_code_said_stays(self) -> None:
        check = msgspec.structs.replace(wrong(), verdict=Verdict.RAISED, message="KeyError: 'w'", output="mine")
        assert for_student(check).message == "KeyError: 'w'"
        assert for_student(check).output == "mine"
        assert report("x", check).verdict is Verdict.RAISED
