"""The search for what an exercise forbids: in the file's text, and while its checks run once more.

A hit proves, silence doesn't: the second search runs beside the submission's code, which may disturb it.
"""

import sys
from collections.abc import Callable, Sequence
from functools import cached_property

import msgspec

from dlquiz.grading.bounds import limited_time
from dlquiz.grading.forbids import find_forbidden
from dlquiz.grading.forked import Standby
from dlquiz.grading.spec import Check
from dlquiz.grading.trial import Target, Trial
from dlquiz.model import Verdict, Where
from dlquiz.sandbox.process import Clock, Sandbox

Refusal = tuple[Verdict, str, Where | None]  # why a whole file is not graded

SEARCH_SECONDS = 2.0  # for the search in a hostile file
DEEPEST = 10_000  # calls within calls: an expression of Python's own depth takes three thousand
LISTEN_SECONDS = 30.0  # for the second run, which is not timed
FORBIDDEN = "Line {line} uses {name}. This exercise is about writing that step yourself; calling it skips the lesson."
UNSEARCHABLE = "The file is too large or too deeply nested to be searched for what this exercise forbids. Shorten it."


class Proven(Exception):
    """A forbidden operator was heard."""

    def __init__(self, name: str, where: Where) -> None:
        self.refusal: Refusal = (Verdict.FORBIDDEN, FORBIDDEN.format(line=where.line, name=name), where)
        super().__init__(name)


def search(question: bytes) -> bytes:
    """The first use of a forbidden name in a file's text, as (line, name, the line's text); or none."""
    sys.setrecursionlimit(DEEPEST)  # in a process where a stack that overflows harms nobody
    text, forbids, entry = msgspec.json.decode(question, type=tuple[str, list[str], list[str]])
    hits = find_forbidden(text, forbids, entry)
    return msgspec.json.encode([(hit.line, hit.name, hit.source_line) for hit in hits[:1]])


SEARCHER = Standby(search, SEARCH_SECONDS)  # beside the judge, since a hostile file may exhaust the parser


class TextSearch:
    """What the file's text shows. It begins at once; one at a time."""

    def __init__(self, text: str, filename: str, forbids: Sequence[str], entry: Sequence[str]) -> None:
        self.filename, self._begun = filename, bool(forbids)
        if forbids:
            SEARCHER.ask(msgspec.json.encode((text, forbids, entry)))

    @property
    def complete(self) -> bool:
        """Whether the search came to its end. Waits for it."""
        return self._found is not None

    @property
    def hit(self) -> Refusal | None:
        """The first use of a forbidden name. Waits for the end of the search."""
        for line, name, source in self._found or []:
            where = Where(self.filename, line, "", source)
            return Verdict.FORBIDDEN, FORBIDDEN.format(line=line, name=name), where
        return None

    @cached_property
    def _found(self) -> list[tuple[int, str, str]] | None:
        if not self._begun:
            return []
        told = SEARCHER.answer()
        return None if told is None else msgspec.json.decode(told, type=list[tuple[int, str, str]])


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
    for check in checks:
        for operators in (True, False):
            sandbox.listen(forbids, operators=operators)
            with limited_time(give_up(check)):
                run = trial.run(check, Target(check.dtypes[0]), sandbox, trial.tape())
            match sandbox.request("heard", 0, None, (), {}):
                case [[str(name), int(line), str(source)], *_]:
                    raise Proven(name[:80], Where(filename, line, "", source[:200]))
                case []:
                    pass
                case _:
                    disturbed = "the listener's account can't be read"
            if not run.failed:
                break
            # Told also if it passes where functions alone are heard: a shortcut that these miss may be why it failed.
            disturbed = f"“{check.name}” fails where somebody listens"
    sandbox.listen(())
    return disturbed
