"""What the learner's commands found: as JSON, and as the screens that show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from dlquiz.bank import Topic
from dlquiz.cli.output import INTERNAL, NOT_PASSED, PASSED
from dlquiz.model import ExerciseMeta, Report, Verdict
from dlquiz.practice import Backup, Standing, State

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dlquiz.view.attempt import Attempt

Screens: TypeAlias = "Iterator[RenderableType]"
_SHOWN: dict[State, Literal["passed", "pending", "locked"]] = {
    State.PASSED: "passed",
    State.GAVE_UP: "pending",  # done for the order, but still to be passed
    State.PENDING: "pending",
    State.LOCKED: "locked",
}


def code_of(report: Report) -> int:
    """The exit code that a report asks for."""
    if report.verdict is Verdict.INTERNAL:
        return INTERNAL
    return PASSED if report.passed else NOT_PASSED


@dataclass(frozen=True)
class Graded:
    """`check` of one exercise."""

    report: Report
    meta: ExerciseMeta
    attempt: "Attempt"
    verbose: bool = False

    @property
    def exit_code(self) -> int:
        """That of the report."""
        return code_of(self.report)

    def json(self) -> Report:
        """The report itself."""
        return self.report

    def screens(self) -> Screens:
        """The report."""
        from dlquiz.view.report import report_view

        yield report_view(self.report, self.meta, self.attempt, verbose=self.verbose)


@dataclass(frozen=True)
class AllGraded:
    """`check --all`, in the order of the curriculum. `faults`: by slug, where the grader itself broke."""

    metas: Sequence[ExerciseMeta]
    reports: dict[str, Report]
    faults: dict[str, str]

    @property
    def exit_code(self) -> int:
        """The worst of all."""
        return max([INTERNAL if self.faults else PASSED, *map(code_of, self.reports.values())])

    def json(self) -> dict[str, Any]:
        """All reports."""
        in_order = [self.reports[meta.slug] for meta in self.metas if meta.slug in self.reports]
        return {"reports": in_order, "faults": self.faults}

    def screens(self) -> Screens:
        """A line for each."""
        from dlquiz.view.listing import ListRow, list_view
        from dlquiz.view.notices import notice_view

        graded = [(meta, self.reports[meta.slug]) for meta in self.metas if meta.slug in self.reports]
        yield list_view(
            [
                ListRow(
                    meta.topic,
                    meta.slug,
                    meta.title,
                    meta.difficulty,
                    "passed" if report.passed else "pending",
                    points=report.points,
                    max_points=report.max_points,
                )
                for meta, report in graded
            ]
        )
        for slug, fault in self.faults.items():
            yield notice_view(f"{slug}: the grader broke, and the attempt doesn't count. {fault}")


@dataclass(frozen=True)
class Listing:
    """`list`: all exercises with how the learner stands. `broken`: by slug, what is wrong."""

    topics: Sequence[Topic]
    metas: Sequence[ExerciseMeta]
    states: dict[str, State]
    standings: dict[str, Standing]
    broken: dict[str, str]
    upcoming: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """All of it, topic by topic."""
        return {
            "passed": sum(state is State.PASSED for state in self.states.values()),
            "total": len(self.metas),
            "current": self.upcoming,
            "topics": [
                {"name": topic.name, "title": topic.title, "exercises": [self._entry(slug) for slug in topic.slugs]}
                for topic in self.topics
            ],
            "broken": self.broken,
        }

    def _entry(self, slug: str) -> dict[str, Any]:
        meta = next(meta for meta in self.metas if meta.slug == slug)
        standing = self.standings.get(slug, Standing())
        return {
            "exercise": slug,
            "title": meta.title,
            "kind": meta.kind,
            "difficulty": meta.difficulty,
            "minutes": meta.minutes,
            "state": self.states[slug],
            "points": standing.points,
            "max_points": standing.max_points,
            "attempts": standing.attempts,
            "hints": standing.hints,
        }

    def screens(self) -> Screens:
        """The exercises under their topics."""
        from dlquiz.view.listing import ListRow, list_view

        titles = {topic.name: topic.title for topic in self.topics}
        rows = [
            ListRow(
                meta.topic,
                meta.slug,
                meta.title,
                meta.difficulty,
                _SHOWN[self.states[meta.slug]],
                topic_title=titles[meta.topic],
                points=self.standings.get(meta.slug, Standing()).points,
                max_points=self.standings.get(meta.slug, Standing()).max_points,
                after=tuple(slug for slug in meta.after if slug in self.states and not self.states[slug].done),
                current=meta.slug == self.upcoming,
            )
            for meta in self.metas
        ]
        broken = [ListRow("", slug, "", 0, "broken", reason=reason) for slug, reason in self.broken.items()]
        yield list_view([*rows, *broken])


@dataclass(frozen=True)
class Task:
    """`show`: an exercise with its prompt; `file` is where the learner writes it, if there is a workspace."""

    meta: ExerciseMeta
    prompt: str
    file: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """All but hints and answers."""
        meta = self.meta
        return {
            "exercise": meta.slug,
            "topic": meta.topic,
            "title": meta.title,
            "kind": meta.kind,
            "difficulty": meta.difficulty,
            "minutes": meta.minutes,
            "entry": meta.entry,
            "after": meta.after,
            "forbids": meta.forbids,
            "sources": meta.sources,
            "file": self.file,
            "prompt": self.prompt,
        }

    def screens(self) -> Screens:
        """The prompt in its box."""
        from dlquiz.view.prompt import prompt_view

        yield prompt_view(self.meta, self.prompt, path=self.file)


@dataclass(frozen=True)
class Welcome:
    """A workspace was made."""

    folder: str
    exercises: int
    topics: int


@dataclass(frozen=True)
class Onward:
    """`next`: what was graded, if the current exercise was open, and what there is to do now."""

    welcome: Welcome | None
    graded: Graded | None
    task: Task | None  # None: the graded one still, or all are done
    states: dict[str, State]

    @property
    def exit_code(self) -> int:
        """That of what was graded."""
        return self.graded.exit_code if self.graded else PASSED

    @property
    def all_done(self) -> bool:
        """True if nothing is left to do."""
        return all(state.done for state in self.states.values())

    def json(self) -> dict[str, Any]:
        """Both halves."""
        return {
            "made": self.welcome.folder if self.welcome else None,
            "graded": self.graded.report if self.graded else None,
            "next": self.task.json() if self.task else None,
            "all_done": self.all_done,
        }

    def screens(self) -> Screens:
        """One below the other."""
        if self.welcome and self.task:
            from dlquiz.view.notices import welcome_view

            folder, exercises, topics = self.welcome.folder, self.welcome.exercises, self.welcome.topics
            yield welcome_view(folder, exercises, topics, self.task.meta.slug)
            yield ""
        if self.graded:
            yield from self.graded.screens()
        if self.task:
            yield from [""] if self.graded else []
            yield from self.task.screens()
        elif self.all_done and not self.graded:
            yield self._finished()

    def _finished(self) -> "RenderableType":
        from dlquiz.view.notices import finished_view, notice_view

        given_up = [slug for slug, state in self.states.items() if state is State.GAVE_UP]
        if given_up:
            return notice_view(
                f"All done but what you gave up: {', '.join(given_up)}. Try again with: dlquiz reset SLUG"
            )
        return finished_view(len(self.states))


@dataclass(frozen=True)
class Hints:
    """`hint`: those seen so far. `more`: whether there is another after these."""

    meta: ExerciseMeta
    seen: int
    named: bool  # the learner named the exercise, so commands have to
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """The texts, oldest first."""
        total = len(self.meta.hints)
        texts = self.meta.hints[: self.seen]
        return {"exercise": self.meta.slug, "hints": texts, "total": total, "more": self.seen < total}

    def screens(self) -> Screens:
        """The newest last."""
        from dlquiz.view.hint import hint_view

        slug = self.meta.slug if self.named else None
        yield hint_view(self.meta.hints, self.seen, len(self.meta.hints), slug=slug)


@dataclass(frozen=True)
class Solution:
    """`solution`: the reference and its derivation, beside what the learner wrote."""

    meta: ExerciseMeta
    own: str | None
    reference: str
    notes: str
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Reference and derivation."""
        return {"exercise": self.meta.slug, "solution": self.reference, "notes": self.notes}

    def screens(self) -> Screens:
        """Side by side where there is room."""
        from dlquiz.view.solution import solution_view

        yield solution_view(self.meta.slug, self.own, self.reference, self.notes)


@dataclass(frozen=True)
class Put:
    """`reset`: another text stands in the learner's file; `backup` is where the former one lies."""

    meta: ExerciseMeta
    file: str
    restored: str | None  # the backup's name; None for the stub
    backup: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """What lies where."""
        return {"exercise": self.meta.slug, "file": self.file, "restored": self.restored, "backup": self.backup}

    def screens(self) -> Screens:
        """One sentence for each half."""
        from dlquiz.view.notices import notice_view

        what = "the stub again" if self.restored is None else f"the backup {self.restored}"
        text = f"{self.file} is {what}."
        if self.backup:
            text += f"\nWhat you had is kept: {self.backup}\nTo take it back: dlquiz reset {self.meta.slug} --restore 1"
        yield notice_view(text)


@dataclass(frozen=True)
class Backups:
    """`reset --list-backups`: what is kept of one exercise, newest first."""

    meta: ExerciseMeta
    backups: Sequence[Backup]
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Name, time, size and path of each."""
        return {
            "exercise": self.meta.slug,
            "backups": [
                {"name": kept.name, "time": kept.time.isoformat(), "bytes": kept.size, "file": str(kept.path)}
                for kept in self.backups
            ],
        }

    def screens(self) -> Screens:
        """A numbered line for each."""
        from dlquiz.view.notices import BackupRow, backups_view

        rows = [
            BackupRow(kept.name, f"{kept.time.astimezone():%Y-%m-%d %H:%M:%S}", kept.size, shown(kept.path))
            for kept in self.backups
        ]
        yield backups_view(self.meta.slug, rows)


@dataclass(frozen=True)
class Repro:
    """`repro`: the smallest failing case as a script. `file` is None where no case failed."""

    meta: ExerciseMeta
    check: str | None
    file: str | None
    script: str | None
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """The script, and where it lies."""
        return {"exercise": self.meta.slug, "check": self.check, "file": self.file, "script": self.script}

    def screens(self) -> Screens:
        """Where the script lies, and how to run it."""
        from dlquiz.view.notices import notice_view

        if self.script is None:
            yield notice_view(self._nothing())
            return
        yield notice_view(f'{self.file} repeats the case that fails in "{self.check}".\nRun it: python {self.file}')

    def _nothing(self) -> str:
        if self.check is None:
            return f"{self.meta.slug} passes: there is no case to repeat."
        return f'"{self.check}" did not fail at a call that a script could repeat. See: dlquiz check {self.meta.slug}'
