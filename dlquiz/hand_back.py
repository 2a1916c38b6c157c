"""What a student may see of a check that was graded with a secret seed: no inputs, no numbers that were due."""

import msgspec

from dlquiz.model import CheckResult, Report, Verdict

# What the checks found by comparing may quote an input or the number that was due; these sentences stand in its place.
_SENTENCES = {
    Verdict.WRONG_SHAPE: "The shape or the number of values is not the right one.",
    Verdict.WRONG_DTYPE: "The kind of number (dtype) is not the right one.",
    Verdict.WRONG_DEVICE: "The result lies on the wrong device.",
    Verdict.NOT_FINITE: "There is NaN or infinity where a number is due.",
    Verdict.WRONG_VALUE: "The answer is not the right one.",
    Verdict.INTERNAL: "The grader broke in this check, not the code. It does not count.",
}
_OF_TYPES = {Verdict.WRONG_SHAPE: "shape", Verdict.WRONG_DTYPE: "dtype", Verdict.WRONG_DEVICE: "device"}


def for_student(check: CheckResult) -> CheckResult:
    """The check without the failing case: verdict, points, message, diagnosis, the student's own lines and output.

    Exceptions keep their text: it comes from the student's own code.
    """
    return msgspec.structs.replace(check, message=_message(check), case=None)


def report_for_student(report: Report) -> Report:
    """The report with every check as `for_student` leaves it, and without the seed."""
    return msgspec.structs.replace(report, checks=tuple(for_student(check) for check in report.checks), seed="")


def _message(check: CheckResult) -> str:
    case = check.case
    kind = _OF_TYPES.get(check.verdict)
    if kind and case and case.got is not None and case.expected is not None:
        return f"The {kind} is {case.got}; it should be {case.expected}."
    return _SENTENCES.get(check.verdict, check.message)
