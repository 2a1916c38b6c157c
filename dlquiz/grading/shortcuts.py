"""The search for what an exercise forbids: in the file's text, and while its checks run once more.

A hit proves, silence doesn't: the second search runs beside the submission's code, which may disturb it.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from dlquiz.grading.bounds import limited_time
from dlquiz.grading.forbids import find_forbidden
from dlquiz.grading.forked import Forked
from dlquiz.grading.spec import Check
from dlquiz.grading.trial import Target, Trial
from dlquiz.model import Verdict, Where
from dlquiz.sandbox.process import Clock, Sandbox

Refusal = tuple[Verdict, str, Where | None]  # why a whole file is not graded

SEARCH_SECONDS = 2.0  # for the search in a hostile file
LISTEN_SECONDS = 30.0  # for the second run, which is not timed
NOTHING_FOUND = "nothing"
FORBIDDEN = "Line {line} uses {name}. This exercise is about writing that step yourself; calling it skips the lesson."
UNSEARCHABLE = "The file is too large or too deeply nested to be searched for what this exercise forbids. Shorten it."


class Proven(Exception):
    """A forbidden operator was heard."""

    def __init__(self, name: str, where: Where) -> None:
        self.refusal: Refusal = (Verdict.FORBIDDEN, FORBIDDEN.format(line=where.line, name=name), where)
        super().__init__(name)


class TextSearch:
    """What the file's text shows. In a fork, since a hostile file may exhaust the parser; it begins at once.

    An author's own file is searched here, which takes half as long.
    """

    def __init__(self, text: str, filename: str, forbids: Sequence[str], entry: Sequence[str], *, own: bool) -> None:
        self.filename = filename

        def search() -> Iterator[str]:
            hits = find_forbidden(text, forbids, entry)
            yield from [f"{hit.line}\t{hit.name}\t{hit.source_line}" for hit in hits[:1]] or [NOTHING_FOUND]

        self._here = search if own and forbids else lambda: iter([NOTHING_FOUND])
        self._fork = Forked(search, SEARCH_SECONDS) if forbids and not own else None

    @property
    def complete(self) -> bool:
        """Whether the search came to its end. Waits for it."""
        return bool(self._found)

    @property
    def hit(self) -> Refusal | None:
        """The first use of a forbidden name. Waits for the end of the search."""
        if self._found in ([], [NOTHING_FOUND]):
            return None
        line, name, source = self._found[0].split("\t", 2)
        where = Where(self.filename, int(line), "", source.strip())
        return Verdict.FORBIDDEN, FORBIDDEN.format(line=line, name=name), where

    @cached_property
    def _found(self) -> list[str]:
        return list(self._here()) if self._fork is None else self._fork.lines()


def listen(
    sandbox: Sandbox,
    trial: Trial,
    checks: Sequence[Check],
    forbids: Sequence[str],
    filename: str,
    give_up: Callable[[Check], Callable[[], None]],
) -> str:
    """Runs checks that were passed under a listener. Returns what disturbed the search; "" if nothing did.

    `give_up(check)` is called where a check takes more of the judge's time than it may.

    Raises:
        Proven: at the first hit.
    """
    sandbox.clock, disturbed = Clock(LISTEN_SECONDS), ""
    sandbox.listen(forbids)
    for check in checks:
        with limited_time(give_up(check)):
            run = trial.run(check, Target(check.dtypes[0]), sandbox, trial.tape())
        if run.failed:
            disturbed = f"“{check.name}” fails where somebody listens"
        match sandbox.request("heard", 0, None, (), {}):
            case [[str(name), int(line), str(source)], *_]:
                raise Proven(name[:80], Where(filename, line, "", source[:200]))
            case []:
                continue
        disturbed = "the listener's account can't be read"
    return disturbed
