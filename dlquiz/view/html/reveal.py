"""Revealed exercises as one page that needs no network: to be projected in a lecture, printed, or handed out."""

from collections.abc import Sequence

from dlquiz.view.changes import changes
from dlquiz.view.html.markup import change, markdown, python
from dlquiz.view.html.pages import environment, page
from dlquiz.view.revealed import Revealed, ShownMistake

AROUND = 1  # unchanged lines about a change


def render_reveal(exercises: Sequence[Revealed]) -> str:
    """One page, one exercise below the other."""

    def changed(shown: Revealed, mistake: ShownMistake) -> str:
        return change(changes(shown.reference, mistake.source or "", AROUND))

    tools = {"python": python, "markdown": markdown, "changed": changed}
    template = environment().get_template("reveal.html")
    return template.render(exercises=exercises, **tools, **page("style.css", "reveal.css"))
