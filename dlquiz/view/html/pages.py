"""Jinja2 templates filled with a graded class. Every text is escaped; the page forbids its browser all else.

The page's content security policy names the hashes of its own style and script: even text that slipped through the
escaping could neither run nor load anything.
"""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dlquiz.class_model import GradedClass
from dlquiz.class_summary import StudentTotal, check_points, strange, summary, totals
from dlquiz.hand_back import for_student
from dlquiz.model import Verdict
from dlquiz.view.html.charts import histogram
from dlquiz.view.plain import plain
from dlquiz.view.words import count, duration, wider

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_PAGES = 2000  # students whose pages are part of the class's file: 20 MB
SIGNS = {Verdict.PASSED: "✓", Verdict.SKIPPED: "–", Verdict.NOT_IMPLEMENTED: "–", Verdict.INTERNAL: "!"}


def render(graded: GradedClass) -> str:
    """The whole class as one HTML file: the overview, and a page a student that the table leads to.

    In a class of more than MOST_PAGES, the pages are left out; `render_student` makes each.
    """
    return "".join(stream(graded))


def stream(graded: GradedClass) -> Iterator[str]:
    """`render`, piece after piece: a large class is many megabytes."""
    students, found = totals(graded), summary(graded)
    shares = [total.score / total.max_score for total in students if total.score is not None and total.max_score]
    return (
        environment()
        .get_template("class.html")
        .generate(
            graded=graded,
            summary=found,
            students=students,
            chart=histogram(shares),
            pages=len(students) <= MOST_PAGES,
            strange=list(strange(graded)),
            timed=any(exercise.timed for exercise in found.exercises),
            several_attempts=any(mark.result and mark.result.handed_in.attempt > 1 for mark in graded.marks),
            **page("style.css", script="script.js"),
        )
    )


def render_student(graded: GradedClass, total: StudentTotal) -> str:
    """One student's page as a file to send back: nothing of the others, no inputs, no answers, no seed."""
    return environment().get_template("student.html").render(graded=graded, total=total, **page("style.css"))


def page(*styles: str, script: str = "") -> dict[str, Any]:
    """What base.html needs: these styles and this script, and a policy that allows them alone."""
    style, script = "".join(map(_resource, styles)), _resource(script) if script else ""
    allowed = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    return {"style": style, "script": script, "policy": f"{allowed}; base-uri 'none'; form-action 'none'"}


def _resource(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def environment() -> "Environment":
    """What fills the templates."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("dlquiz.view.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": _points,
        "percent": lambda part, whole: f"{100 * part / whole:.0f}" if whole else "0",
        "share": lambda part, whole: f"{100 * part / whole:.2f}" if whole else "0",
        "verdict": lambda verdict: verdict.replace("_", " "),
        "sign": lambda verdict: SIGNS.get(verdict, "✗"),
        "day": lambda moment: moment.strftime("%Y-%m-%d %H:%M %Z").strip() if moment else "",
        "duration": lambda seconds: duration(seconds / 60) if seconds >= 60 else f"{seconds:.1f} s",
        "count": count,
        "wider": wider,
        "for_student": for_student,
    }
    environment.globals |= {"check_points": check_points, "tolerances_of": _tolerances_of}
    return environment


def _tolerances_of(graded: GradedClass, slug: str) -> dict[str, float]:
    return next((one.tolerances for one in graded.assignment.exercises if one.slug == slug), {})


def _shown(value: object) -> object:
    """Control characters and marks that reorder text, written out. Markup is the templates' own."""
    return plain(value) if type(value) is str else value


def _points(value: float | None) -> str:
    return "open" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
