"""The graded class as one HTML file that needs no network, and a page for each student."""

from dlquiz.view.html.pages import render, render_student, stream

__all__ = ["render", "render_student", "stream"]
