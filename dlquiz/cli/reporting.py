"""`report`: the gradebook as one HTML file, a page for each student, and files for other programs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.class_model import GradedClass
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import shown
from dlquiz.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType


class Targets(Struct, frozen=True):
    """Which files are wanted besides the HTML file; None: not this one."""

    csv: Path | None = None
    csv_long: Path | None = None
    junit: Path | None = None
    gradescope: Path | None = None  # a folder
    markdown: Path | None = None


class Reported(Struct, frozen=True):
    """What was written, by its kind."""

    students: int
    files: dict[str, str]
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Kind and path of each file or folder."""
        return {"students": self.students, "files": self.files}

    def screens(self) -> "Iterator[RenderableType]":
        """A line for each."""
        from dlquiz.view.notices import notice_view

        width = max(map(len, self.files))
        yield notice_view("\n".join(f"{kind:<{width}}  {path}" for kind, path in self.files.items()))


def report(book: Path, out: Path | None, pages: Path | None, targets: Targets) -> Reported:
    """Write the class's HTML file (default: beside the gradebook, with its name), and what else is wanted.

    Args:
        pages: a folder for a file a student, to send back.

    Raises:
        UsageError: there is no gradebook, a file can't be written, or one is to take another's place.
    """
    from dlquiz.course.gradebook import Gradebook

    html = out or book.with_suffix(".html")
    places = {"report": html, **({"students": pages} if pages else {}), **wanted(targets)}
    keep_apart(book, places)
    with Gradebook(book, writing=False) as opened:
        graded = opened.graded_class()
    _write_html(graded, html)
    if pages:
        _write_pages(graded, pages)
    write_exports(graded, targets)
    return Reported(len(graded.students), {kind: shown(place) for kind, place in places.items()})


def wanted(targets: Targets) -> dict[str, Path]:
    """The targets that are given, by their kind: the option's name."""
    given = {name.replace("_", "-"): getattr(targets, name) for name in Targets.__struct_fields__}
    return {kind: place for kind, place in given.items() if place is not None}


def write_exports(graded: GradedClass, targets: Targets) -> None:
    """Write the files for other programs. Raises UsageError."""
    from dlquiz.course.exports import csv, csv_long, gradescope, junit, markdown

    writers: dict[str, Callable[[GradedClass, Path], None]] = {
        "csv": csv.write,
        "csv-long": csv_long.write,
        "gradescope": gradescope.write,
        "junit": junit.write,
        "markdown": markdown.write,
    }
    for kind, place in wanted(targets).items():
        writers[kind](graded, place)


def keep_apart(book: Path, places: dict[str, Path]) -> None:
    """No file of results takes the place of the gradebook, or of another. Raises UsageError."""
    taken = {book.resolve(): "the gradebook"}
    for kind, place in places.items():
        if other := taken.get(place.resolve()):
            raise UsageError(f"{place} is to be both {other} and the {kind} file. Give each another name")
        taken[place.resolve()] = f"the {kind} file"


def _write_html(graded: GradedClass, target: Path) -> None:
    from dlquiz.course.exports.writing import written
    from dlquiz.view.html import stream

    with written(target) as file:
        file.writelines(stream(graded))


def _write_pages(graded: GradedClass, folder: Path) -> None:
    from dlquiz.class_summary import totals
    from dlquiz.course.exports.writing import file_name, written
    from dlquiz.view.html import render_student

    for total in totals(graded):
        with written(folder / f"{file_name(total.student.id)}.html") as file:
            file.write(render_student(graded, total))
