"""The search for what an exercise forbids: in the file's text, and while its checks run once more.

A hit proves, silence doesn't: the second search runs beside the submission's code, which may disturb it.
"""

from collections.abc import Callable, Sequence

from dlquiz.grading.bounds import limited_time
from dlquiz.grading.diagnosis import in_a_fork
from dlquiz.grading.forbids import find_forbidden
from dlquiz.grading.spec import Check
from dlquiz.grading.trial import Target, Trial
from dlquiz.model import Job, Verdict, Where
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


def find_in_text(text: str, job: Job, forbids: Sequence[str], entry: Sequence[str]) -> tuple[Refusal | None, bool]:
    """What the file's text shows, and whether the search came to its end.

    In a fork, since a hostile file may exhaust the parser.
    """
    if not forbids:
        return None, True

    def search() -> list[str]:
        hits = find_forbidden(text, forbids, entry)
        return [f"{hit.line}\t{hit.name}\t{hit.source_line}" for hit in hits[:1]] or [NOTHING_FOUND]

    found = in_a_fork(lambda: iter(search()), SEARCH_SECONDS)
    if found in ([], [NOTHING_FOUND]):
        return None, bool(found)
    line, name, source = found[0].split("\t", 2)
    where = Where(job.filename, int(line), "", source.strip())
    return (Verdict.FORBIDDEN, FORBIDDEN.format(line=line, name=name), where), True


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
