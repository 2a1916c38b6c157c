"""The instructor's commands."""

from pathlib import Path
from typing import Annotated

import typer

from dlquiz.cli.options import AsJson

app = typer.Typer()

Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="One row a student.")]
CsvLong = Annotated[Path | None, typer.Option("--csv-long", metavar="FILE", help="One row a student and check.")]
Junit = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="JUnit XML, for a CI system.")]
Gradescope = Annotated[
    Path | None, typer.Option("--gradescope", metavar="DIR", help="Gradescope's results.json for each student.")
]
Markdown = Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help="For the summary of a CI job.")]


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
