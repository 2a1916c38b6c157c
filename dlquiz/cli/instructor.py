"""The instructor's commands."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dlquiz.cli.options import AsJson, BankDir, Device, complete_slug

app = typer.Typer()

Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="One row a student.")]
CsvLong = Annotated[Path | None, typer.Option("--csv-long", metavar="FILE", help="One row a student and check.")]
Junit = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="JUnit XML, for a CI system.")]
Gradescope = Annotated[
    Path | None, typer.Option("--gradescope", metavar="DIR", help="Gradescope's results.json for each student.")
]
Markdown = Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help="For the summary of a CI job.")]


class Keep(StrEnum):
    """Which of several attempts counts."""

    LATEST = "latest"
    BEST = "best"


@app.command()
def grade(
    submissions: Annotated[
        Path, typer.Argument(metavar="SUBMISSIONS", help="A folder with a folder, zip or file for each student.")
    ],
    *,
    gradebook: Annotated[
        Path, typer.Option("--gradebook", metavar="FILE", help="Where results are kept; what is in it is not redone.")
    ] = Path("grades.db"),
    course: Annotated[
        Path | None,
        typer.Option("--course", metavar="FILE", help="The assignment; else ./course.yaml, if there."),
    ] = None,
    exercises: Annotated[str | None, typer.Option("--exercises", metavar="A,B", help="Only these exercises.")] = None,
    roster: Annotated[
        Path | None,
        typer.Option("--roster", metavar="CSV", help="All students: id, name, email."),
    ] = None,
    keep: Annotated[Keep | None, typer.Option("--keep", help="Which of a student's attempts counts.")] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Submissions at once; without it one a core.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="Grade on this Dask cluster: tcp://host:8786.")
    ] = None,
    device: Annotated[Device, typer.Option("--device", help="Run submissions on this device, too.")] = Device.CPU,
    regrade: Annotated[bool, typer.Option("--regrade", help="Grade all anew, and show what changes.")] = False,
    unprotected: Annotated[
        bool, typer.Option("--unprotected", help="Grade even where this machine has no full sandbox.")
    ] = False,
    students: Annotated[bool, typer.Option("--students", help="Show a line for each student.")] = False,
    csv: Csv = None,
    csv_long: CsvLong = None,
    junit: Junit = None,
    gradescope: Gradescope = None,
    markdown: Markdown = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Grade what a whole class handed in; go on where a run broke off."""
    from dlquiz.bank import Bank
    from dlquiz.cli import reporting
    from dlquiz.cli.class_grading import Wanted
    from dlquiz.cli.class_grading import grade as grade_class
    from dlquiz.cli.output import emit
    from dlquiz.course.grading import Settings

    targets = reporting.Targets(csv, csv_long, junit, gradescope, markdown)
    reporting.keep_apart(gradebook, reporting.wanted(targets))
    best = None if keep is None else keep is Keep.BEST
    settings = Settings(device.value, regrade, unprotected)
    wanted = Wanted(submissions, gradebook, course, exercises, roster, best, jobs, cluster, settings)
    result = grade_class(Bank.find(bank), wanted, students=students)
    reporting.write_exports(result.graded, targets)
    return emit(result, json)


@app.command()
def report(
    book: Annotated[
        Path, typer.Argument(metavar="[GRADES]", help="The gradebook that `dlquiz grade` has written.")
    ] = Path("grades.db"),
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The HTML file; without it GRADES with .html.")
    ] = None,
    students: Annotated[
        Path | None, typer.Option("--students", metavar="DIR", help="A page for each student, to send back.")
    ] = None,
    csv: Csv = None,
    csv_long: CsvLong = None,
    junit: Junit = None,
    gradescope: Gradescope = None,
    markdown: Markdown = None,
    json: AsJson = False,
) -> int:
    """Write a graded class as one HTML file, and pages to send back."""
    from dlquiz.cli import reporting
    from dlquiz.cli.output import emit

    targets = reporting.Targets(csv, csv_long, junit, gradescope, markdown)
    return emit(reporting.report(book, out, students, targets), json)


@app.command()
def reveal(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG…", help="The exercises.", autocompletion=complete_slug)],
    *,
    gradebook: Annotated[
        Path | None,
        typer.Option("--gradebook", metavar="FILE", help="Count who made which mistake in this graded class."),
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Say who it was; without it only numbers are shown.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page to project, print or hand out.")
    ] = None,
    course: Annotated[
        Path | None, typer.Option("--course", metavar="DIR", help="A released course: write an unlock file for it.")
    ] = None,
    identity: Annotated[
        Path | None,
        typer.Option(
            "--identity", metavar="FILE", help="Your age identity, where the course is sealed to your public key."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write the unlock file; else unlock-SLUG.txt.")
    ] = None,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Show solutions, and the mistakes that a class made.

    With --course: write a file with which the learners of a released course open the solutions of these exercises.
    """
    from dlquiz.bank import Bank
    from dlquiz.cli import revealing, unlocking
    from dlquiz.cli.output import emit
    from dlquiz.errors import UsageError

    if course is not None:
        if gradebook or names or html or bank:
            raise UsageError("--course writes an unlock file. Leave out --gradebook, --names, --html and --bank")
        return emit(unlocking.unlock(course, slugs, identity, out, ask=not json), json)
    if identity or out:
        raise UsageError("--identity and --out belong to an unlock file. Name the released course, too: --course DIR")
    return emit(revealing.reveal(Bank.find(bank), slugs, gradebook, names=names, html=html), json)


@app.command()
def release(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="A new folder, or a zip: course/ or course.zip.")
    ] = None,
    course: Annotated[
        Path | None, typer.Option("--course", metavar="FILE", help="The course; else ./course.yaml, if there.")
    ] = None,
    exercises: Annotated[str | None, typer.Option("--exercises", metavar="A,B", help="Only these exercises.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What the course is called.")] = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option(
            "--recipient", metavar="AGE1…", help="Seal to this age public key, or several, instead of a passphrase."
        ),
    ] = None,
    gradescope: Annotated[
        Path | None,
        typer.Option("--gradescope", metavar="ZIP", help="Write an autograder for Gradescope instead: the whole bank."),
    ] = None,
    unprotected: Annotated[
        bool, typer.Option("--unprotected", help="With --gradescope: grade even where there is no full sandbox.")
    ] = False,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Write a course for learners' machines, its solutions sealed.

    It grades and names mistakes there.
    The passphrase is asked for, or taken from DLQUIZ_PASSPHRASE.
    """
    from dlquiz.bank import Bank
    from dlquiz.cli import releasing
    from dlquiz.cli.output import emit
    from dlquiz.errors import UsageError

    if gradescope is not None:
        if out is not None:
            raise UsageError("--gradescope writes an autograder, --out a course. Say one of them")
        return emit(releasing.autograde(Bank.find(bank), gradescope, course, unprotected=unprotected), json)
    if out is None:
        raise UsageError("say where to: --out DIR, or --out FILE.zip")
    return emit(releasing.release(Bank.find(bank), out, course, exercises, recipient or [], title), json)
