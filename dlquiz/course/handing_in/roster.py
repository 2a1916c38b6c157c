"""The roster: who is in the class, as a CSV of an institution or a learning platform."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from dlquiz.class_model import Student
from dlquiz.course.handing_in.entries import Unreadable, readable
from dlquiz.course.handing_in.folders import read_file
from dlquiz.course.handing_in.names import Sender
from dlquiz.errors import UsageError

LARGEST_ROSTER = 16 * 2**20  # bytes
COLUMNS = {  # what Canvas, Moodle and nbgrader call the same, in lower case
    "id": ("id", "student_id", "student id", "id number", "username"),
    "name": ("name", "student", "full name", "student name"),
    "first": ("first name", "first_name"),
    "last": ("last name", "last_name", "surname"),
    "email": ("email", "e-mail", "email address", "mail"),
}
TOTALS = "points possible"  # the second line of a Canvas gradebook


class Roster:
    """The students of a class, found by what a folder may call them."""

    def __init__(self, students: tuple[Student, ...]) -> None:
        self.students = students
        self._by_id = {student.id: student for student in students}
        self._by_alias: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for student in students:
            for aliases, index in ((_aliases(student), self._by_alias), (_names(student), self._by_name)):
                for alias in aliases - {""}:
                    index.setdefault(alias, set()).add(student.id)

    def find(self, sender: Sender) -> Student | None:
        """The student who a folder's or file's name means: by id, e-mail address, name, or an id at its end.

        None where nobody is meant, or more than one could be.
        """
        if sender.id in self._by_id:
            return self._by_id[sender.id]
        for alias, index in (
            (sender.id.casefold(), self._by_alias),
            (_letters(sender.name), self._by_name),
            (_letters(sender.id), self._by_name),
        ):
            if len(found := index.get(alias, set())) == 1:
                return self._by_id[next(iter(found))]
        return None if sender.download else self._by_ending(sender.id)

    def _by_ending(self, name: str) -> Student | None:
        """GitHub Classroom calls a clone `<assignment>-<student>`."""
        for cut in re.finditer("[-_]", name):  # the longest ending first
            if student := self._by_id.get(name[cut.end() :]):
                return student
        return None


def read_roster(path: Path) -> Roster:
    """The roster in a CSV with a header: `id`, and `name` and `email` where there are any.

    Commas, semicolons or tabs; UTF-8 with or without a mark, UTF-16 with one.

    Raises:
        UsageError: it can't be read, has no ids, or one twice.
    """
    rows = _rows(path, _text(path))
    _, header = next(rows, (0, []))
    places = _places(path, header)
    students: dict[str, Student] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        if not any(cell.strip() for cell in row) or row[0].strip().casefold() == TOTALS:
            continue
        if len(row) > len(header):
            raise UsageError(
                f"{path}, line {line}: {len(row)} cells, the header has {len(header)}. "
                "Put a name with a comma in quotes."
            )
        student = _student(dict(zip(places, (_cell(row, place) for place in places.values()), strict=True)))
        if not student.id:
            raise UsageError(f"{path}, line {line}: no id. Every student has one.")
        if first := lines.get(student.id):
            raise UsageError(
                f'{path}, line {line}: the id "{student.id}" stands in line {first}, too. Remove one of them.'
            )
        students[student.id], lines[student.id] = student, line
    if not students:
        raise UsageError(
            f"{path} lists nobody. A roster has a header, such as id,name,email, and a line for each student."
        )
    return Roster(tuple(students.values()))


def _text(path: Path) -> str:
    try:
        content = read_file(path.resolve(), LARGEST_ROSTER)
    except (Unreadable, OSError) as problem:
        raise UsageError(f"the roster {path} {problem}. Name a CSV file.") from None
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f'the roster {path} is not UTF-8 (line {line}). Save it as UTF-8; in a spreadsheet: "CSV UTF-8".'
        ) from None


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells); the separator is the one that the header has most of."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise UsageError(f"the roster {path}, line {reader.line_num}: {error}. Correct the line.") from None


def _places(path: Path, header: list[str]) -> dict[str, int]:
    """Which column holds what."""
    names = [cell.strip().casefold() for cell in header]
    found = {
        column: names.index(known)
        for column, aliases in COLUMNS.items()
        for known in reversed(aliases)
        if known in names
    }
    if "id" not in found:
        raise UsageError(
            f"the roster {path} has no column `id`. Its first line names the columns, such as id,name,email."
        )
    return found


def _cell(row: list[str], place: int) -> str:
    return readable(row[place].strip()) if place < len(row) else ""


def _student(cells: dict[str, str]) -> Student:
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    return Student(cells["id"], name, cells.get("email", ""))


def _aliases(student: Student) -> set[str]:
    """Id and e-mail address, in any case; the address without its domain, too."""
    mail = student.email.casefold()
    return {student.id.casefold(), mail, mail.partition("@")[0]}


def _names(student: Student) -> set[str]:
    """The letters of a student's name, whichever of its words is the first: Canvas begins with the last name."""
    words = re.findall(r"[^\W_]+", student.name.casefold())
    return {"".join(words[cut:] + words[:cut]) for cut in range(len(words))}


def _letters(name: str) -> str:
    return "".join(re.findall(r"[^\W_]+", name.casefold()))
