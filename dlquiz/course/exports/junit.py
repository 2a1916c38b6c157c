"""JUnit XML, which CI systems draw: a test suite for each student and exercise, a test case for each check.

A wrong answer is a failure; what kept the code from answering (an exception, a time-out, a fault of the grader) an
error. Students can read what CI prints, so the messages are those that they may see.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from xml.sax.saxutils import XMLGenerator

import msgspec

from dlquiz.class_model import GradedClass, Mark
from dlquiz.course.exports.writing import written
from dlquiz.hand_back import for_student
from dlquiz.model import CheckResult, Verdict

ERRORS = {
    Verdict.RAISED, Verdict.IMPORT_FAILED, Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY,
    Verdict.TOO_MUCH_OUTPUT, Verdict.INTERNAL,
}  # fmt: skip
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0, section 2.2


class _Case(msgspec.Struct, frozen=True):
    name: str
    outcome: str = ""  # "failure", "error", "skipped"; empty: passed
    kind: str = ""
    message: str = ""
    details: str = ""
    output: str = ""
    seconds: float = 0.0


def write(graded: GradedClass, target: Path) -> None:
    """Write the file, student after student. Raises UsageError."""
    counts: Counter[str] = Counter()
    for mark in graded.marks:
        counts += _counts(_cases(mark))
    with written(target) as file:
        xml = XMLGenerator(file, "utf-8", short_empty_elements=True)
        xml.startDocument()
        name = graded.assignment.title or "dlquiz"
        with _element(xml, "testsuites", name=name, **_numbers(counts), time=f"{graded.seconds:.3f}"):
            for mark in graded.marks:
                _suite(xml, mark, graded.graded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"))
        xml.endDocument()


def _suite(xml: XMLGenerator, mark: Mark, timestamp: str) -> None:
    cases = _cases(mark)
    report = mark.result.report if mark.result else None
    seconds = f"{report.seconds if report else 0:.3f}"
    more = {"time": seconds, "timestamp": timestamp, "hostname": "localhost"}
    with _element(xml, "testsuite", name=f"{mark.student}/{mark.slug}", **_numbers(_counts(cases)), **more):
        for case in cases:
            _case(xml, case, f"{mark.student}.{mark.slug}")


def _case(xml: XMLGenerator, case: _Case, classname: str) -> None:
    with _element(xml, "testcase", classname=classname, name=case.name, time=f"{case.seconds:.3f}"):
        if case.outcome == "skipped":
            with _element(xml, "skipped", message=case.message):
                pass
        elif case.outcome:
            with _element(xml, case.outcome, message=case.message, type=case.kind):
                xml.characters(FORBIDDEN.sub("", case.details))
        if case.output:
            with _element(xml, "system-out"):
                xml.characters(FORBIDDEN.sub("", case.output))


@contextmanager
def _element(xml: XMLGenerator, tag: str, **attributes: str) -> Iterator[None]:
    xml.startElement(tag, {key: FORBIDDEN.sub("", value) for key, value in attributes.items()})  # type: ignore[arg-type]
    yield
    xml.endElement(tag)


def _counts(cases: list[_Case]) -> Counter[str]:
    return Counter({"tests": len(cases)}) + Counter(case.outcome for case in cases if case.outcome)


def _numbers(counts: Counter[str]) -> dict[str, str]:
    return {
        "tests": str(counts["tests"]),
        "failures": str(counts["failure"]),
        "errors": str(counts["error"]),
        "skipped": str(counts["skipped"]),
    }


def _cases(mark: Mark) -> list[_Case]:
    if mark.result is None:
        return [_Case("handed in", "failure", "not_handed_in", "nothing was handed in")]
    if mark.result.report is None:
        return [_Case("graded", "error", Verdict.INTERNAL, "the grader broke; this is not counted", mark.result.fault)]
    return [_of_check(for_student(check)) for check in mark.result.report.checks]


def _of_check(check: CheckResult) -> _Case:
    if check.verdict is Verdict.PASSED:
        return _Case(check.name, output=check.output, seconds=check.seconds)
    outcome = "skipped" if check.verdict is Verdict.SKIPPED else "error" if check.verdict in ERRORS else "failure"
    says = check.diagnosis.text if check.diagnosis else ""
    place = f"{check.where.file}:{check.where.line}: {check.where.source.strip()}" if check.where else ""
    details = "\n".join(part for part in (says, check.message, place) if part)
    message = check.message or check.verdict.replace("_", " ")
    return _Case(check.name, outcome, check.verdict, message, details, check.output, check.seconds)
