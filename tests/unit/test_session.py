"""What a command works on: which exercise is current, and since when."""

from pathlib import Path

import pytest

from dlquiz.bank import Bank
from dlquiz.cli.session import Session
from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta
from dlquiz.practice import Progress, Workspace
from tests.support import write_bank


def test_an_exercise_is_current_before_its_file_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`watch` in another terminal follows to the current exercise once it hears of its file."""
    bank, workspace = Bank(write_bank(tmp_path)), Workspace.make(tmp_path / "practice")
    then: list[str | None] = []
    serve = Workspace.serve
    with Progress(workspace.state) as progress:

        def seen(self: Workspace, meta: ExerciseMeta, stub: str) -> bool:
            then.append(progress.current)
            return serve(self, meta, stub)

        monkeypatch.setattr(Workspace, "serve", seen)
        assert Session(bank, (workspace, progress)).open(bank.meta("double"))
    assert then == ["double"]


@pytest.mark.parametrize("before", [None, "other"])
def test_where_its_file_can_not_come_the_last_one_stays_current(tmp_path: Path, before: str | None) -> None:
    bank, workspace = Bank(write_bank(tmp_path)), Workspace.make(tmp_path / "practice")
    (workspace.root / "00_start").write_text("in the way")
    with Progress(workspace.state) as progress:
        progress.current = before
        with pytest.raises(UsageError):
            Session(bank, (workspace, progress)).open(bank.meta("double"))
        assert progress.current == before
