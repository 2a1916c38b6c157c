"""`watch`, while it runs: keys, saves and reports come in, frames go out."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from msgspec import Struct

from dlquiz.cli import editor
from dlquiz.cli.listing import survey
from dlquiz.cli.opening import give_up_refusal, open_solution, refusal
from dlquiz.cli.session import Session
from dlquiz.cli.terminal import Closed, Suspended, Terminal
from dlquiz.cli.waiting import PATIENCE
from dlquiz.cli.watch_round import Round
from dlquiz.cli.watched import Watched, store
from dlquiz.errors import DlquizError, UsageError
from dlquiz.model import ExerciseMeta, Report
from dlquiz.practice.watching import Broken, Checked, Checks, Inbox, Saved, Told
from dlquiz.view.console import console
from dlquiz.view.watch import Foot, Key, Page, frame, help_page, list_page, text_page

TICK = 1.0  # seconds between two frames of a long check
LINES = {"up": -1, "k": -1, "down": 1, "j": 1}
PAGES = {"page up": -1, "b": -1, "page down": 1}
FAR = 10**6  # lines; no page has more
ENDS = {"home": -FAR, "g": -FAR, "end": FAR, "G": FAR}
BACK = {"q", "escape", "enter"}
HELP = (
    ("n", "goes on to the next exercise, once this one is passed"),
    ("h", "shows one more hint; hints are counted"),
    ("l", "lists all exercises; ↑ and ↓ move, Enter opens one"),
    ("s", "shows the reference, once it is open: after a pass, or as the course says"),
    ("x", "starts anew with the stub; what you wrote is kept"),
    ("o", "opens the file in your editor: VISUAL, EDITOR or --editor"),
    ("c", "checks every exercise that you have begun"),
    ("t", "shows the task again"),
    ("q", "ends; dlquiz watch comes back to where you are"),
    ("↑ ↓", "move the page, as k and j do; space, b, g and G go further"),
)
NEXT, TASK = ("n", "next"), ("t", "task")  # both at once would need a second row at 80 columns
KEYS = (
    *(("h", "hint"), ("l", "list"), ("s", "solution"), ("x", "reset")),
    *(("o", "open"), ("c", "all"), ("?", "help"), ("q", "quit")),
)


class Question(Struct, frozen=True):
    """Something to be answered with y or n."""

    text: str
    yes: Callable[[], None]


class Watch:
    """The loop and what it shows."""

    def __init__(
        self,
        work: Session,
        watched: Watched,
        checks: Checks,
        inbox: Inbox,
        terminal: Terminal,
        *,
        device: str,
        editor_option: str | None,
    ) -> None:
        self._work, self._watched, self._checks = work, watched, checks
        self._inbox, self._terminal = inbox, terminal
        self._device, self._editor_option = device, editor_option
        self._over = False
        self._notice = watched.returned
        self._aside: Page | None = None  # a page in front of the exercise's own
        self._chosen: str | None = None  # in the list, while it is shown
        self._question: Question | None = None
        self._round: Round | None = None
        self._top, self._rows, self._follow = 0, 1, False
        self._drawn = ""
        self._actions = {
            **{"n": self._next, "h": self._hint, "l": self._list, "s": self._solution, "x": self._reset},
            **{"o": self._open, "c": self._check_all, "t": self._task, "?": self._help, "q": self._quit},
        }

    def run(self) -> None:
        """Until the learner quits, or closes the terminal."""
        with suppress(Closed):
            if self._editor_option:
                self._guarded(self._open)
            while not self._over:
                self._draw()
                self._attend()
        self._watched.keep()

    def _attend(self) -> None:
        """Wait for whatever comes next, and do it."""
        seconds = self._checks.seconds()
        patience = None if seconds is None else max(PATIENCE - seconds, 0) or TICK
        if self._terminal.wait(patience):
            for key in self._terminal.typed():
                self._guarded(self._press, key)
        for message in self._inbox.take():
            self._guarded(self._receive, message)

    def _guarded(self, do: Callable[..., None], *given: Any) -> None:
        try:
            do(*given)
        except DlquizError as error:
            self._notice = str(error)

    # Messages

    def _receive(self, message: Struct) -> None:
        match message:
            case Saved():
                self._saved(message)
            case Told():
                self._told(message)
            case Checked():
                self._checked(message)
            case Broken():
                raise message.error
            case Suspended():
                self._terminal.suspend()
                self._drawn = ""
            case _:  # another size
                self._drawn = ""

    def _saved(self, message: Saved) -> None:
        if self._watched.file in message.files:
            self._saved_this()
            return
        [slug, *_] = sorted(file.stem for file in message.files)
        if slug == self._work.current():  # opened in another terminal
            self._go_to(self._work.bank.meta(slug))
        else:
            self._notice = f"{slug} was saved, but {self._watched.meta.slug} is watched. To go there: l"

    def _saved_this(self) -> None:
        stopped, self._round = self._round is not None, None
        if not self._watched.look():
            self._notice = "Nothing has changed since the last check."
        elif self._checks.running is not None:
            self._notice = "No longer checking all, since you saved." if stopped else ""
            self._show(None)

    def _told(self, message: Told) -> None:
        verdicts = self._checks.hear(message)
        if verdicts is not None and message.job.slug == self._watched.meta.slug:
            self._watched.foresee(message.job, verdicts)
            self._top, self._follow = 0, False

    def _checked(self, message: Checked) -> None:
        if not self._checks.accept(message):
            return
        if message.job.slug == self._watched.meta.slug:
            if not self._watched.foresees(message.job):  # else the diagnosis comes into what is being read
                self._top, self._follow = 0, False
            self._watched.take(message)
        elif isinstance(message.outcome, Report):
            store(self._work, message.outcome, message.job.source)
        if self._round is not None:
            self._round.take(message)
            self._go_round(self._round)
        if problems := self._work.progress.problems:
            self._notice = problems[-1]

    # Keys

    def _press(self, key: str) -> None:
        self._notice = ""
        if self._question is not None:
            self._answer(key)
        elif self._chosen is not None:
            self._choose(key, self._chosen)
        elif key in BACK and (self._aside is not None or self._round is not None):
            self._back()
        elif key in self._actions:
            self._show(None)
            self._actions[key]()
        else:
            self._follow = False
            self._top += LINES.get(key, 0) + PAGES.get(key, 0) * max(self._rows - 1, 1) + ENDS.get(key, 0)

    def _back(self) -> None:
        if self._round is not None:
            self._round = None
            self._watched.look()  # it may have been waiting for its turn
        self._show(None)

    def _answer(self, key: str) -> None:
        question, self._question = self._question, None
        if question is not None and key in ("y", "Y"):
            question.yes()

    def _choose(self, key: str, chosen: str) -> None:
        slugs = list(self._work.states())
        step = LINES.get(key, 0) + PAGES.get(key, 0) * max(self._rows // 2, 1) + ENDS.get(key, 0)
        if key == "enter":
            self._show(None)
            self._go_to(self._work.bank.meta(chosen))
        elif step:
            self._chosen = slugs[min(max(slugs.index(chosen) + step, 0), len(slugs) - 1)]
        else:
            self._show(None)

    def _next(self) -> None:
        if not self._work.states()[self._watched.meta.slug].done:
            raise UsageError("Not passed yet: n goes on once it is.")
        slug = self._work.upcoming()
        if slug is None:
            raise UsageError("Nothing else is open. What there is: l")
        self._go_to(self._work.bank.meta(slug))

    def _go_to(self, meta: ExerciseMeta) -> None:
        self._watched.go_to(meta)
        self._notice = self._watched.returned
        self._show(None)
        self._top = 0
        if self._editor_option:
            self._open()

    def _hint(self) -> None:
        self._watched.hint()
        self._follow = True

    def _list(self) -> None:
        self._chosen = self._watched.meta.slug

    def _solution(self) -> None:
        meta = self._watched.meta
        if refusal(self._work, meta) is None:
            self._show_solution(give_up=False)
        elif (why := give_up_refusal(self._work, meta)) is None:
            text = f"Give up on {meta.slug} and open its solution? It then gives no points until it comes back."
            self._question = Question(text, lambda: self._show_solution(give_up=True))
        else:
            raise UsageError(why)

    def _show_solution(self, give_up: bool) -> None:
        self._show(text_page(list(open_solution(self._work, self._watched.meta, give_up).screens())))

    def _reset(self) -> None:
        text = f"Replace {self._watched.attempt.path} by the stub? What you wrote is kept."
        self._question = Question(text, self._start_anew)

    def _start_anew(self) -> None:
        put = self._watched.reset()
        self._notice = f"The stub again. What you had is kept: {put.backup}" if put.backup else "The stub again."

    def _open(self) -> None:
        command = editor.command(self._editor_option)
        if command is None:
            raise UsageError("Which editor? Say so before: export EDITOR=CMD, or dlquiz watch --editor CMD")
        try:
            with self._terminal.released():
                editor.edit(command, self._watched.file)
        finally:
            self._drawn = ""

    def _check_all(self) -> None:
        self._watched.keep()
        self._round = Round(self._work, self._device)
        self._go_round(self._round)

    def _go_round(self, going: Round) -> None:
        job = going.next()
        if job is not None:
            self._checks.forget()  # the one that was checked last is in turn, too
            self._checks.start(job)
            return
        self._round = None
        self._show(text_page(list(going.result().screens())))

    def _task(self) -> None:
        self._show(self._watched.task())

    def _help(self) -> None:
        self._show(help_page(HELP))

    def _quit(self) -> None:
        self._over = True

    # Frames

    def _show(self, page: Page | None) -> None:
        """Show a page in front of the exercise's own; None takes it away, and the list too."""
        if page is not None or self._aside is not None:
            self._top = 0
        self._follow = False
        self._aside, self._chosen = page, None

    def _draw(self) -> None:
        size = self._terminal.size()
        follow = self._follow or self._chosen is not None
        made = frame(console(sys.stdout, width=size[0]), size, self._page(), self._foot(), self._top, follow=follow)
        self._top, self._rows = made.top, made.page
        if made.text != self._drawn:
            self._terminal.draw(made.text)
            self._drawn = made.text

    def _page(self) -> Page:
        if self._chosen is not None:
            return list_page(survey(self._work).rows(), self._chosen)
        return self._aside or self._watched.page()

    def _foot(self) -> Foot:
        notice = self._question.text if self._question else self._round.progress() if self._round else self._notice
        watched = self._watched
        return Foot(watched.meta.topic, watched.attempt, self._keys(), watched.link(), watched.status(), notice)

    def _keys(self) -> tuple[Key, ...]:
        if self._question is not None:
            return (("y", "yes"), ("n", "no"))
        if self._chosen is not None:
            return (("↑ ↓", "move"), ("Enter", "open"), ("Esc", "back"))
        if self._aside is not None:
            return (("↑ ↓", "move"), ("Esc", "back"))
        done = self._work.states()[self._watched.meta.slug].done
        return (NEXT if done else TASK, *KEYS)
