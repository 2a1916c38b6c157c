"""HTML files that need no network: a graded class, a page for each student, a revealed exercise."""

from dlquiz.view.html.pages import render, render_student, stream
from dlquiz.view.html.reveal import render_reveal

__all__ = ["render", "render_reveal", "render_student", "stream"]
