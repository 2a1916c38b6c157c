"""One run of pytest in which a workspace was found: a second plugin, with the hooks that only such a run needs."""

from collections.abc import Generator
from pathlib import Path

import pytest

from dlquiz.errors import DlquizError
from dlquiz.plugin.grading import Grading
from dlquiz.plugin.nodes import CheckItem, ExerciseFile
from dlquiz.plugin.submission import Place


class Run:
    """What the exercise files of a run share."""

    def __init__(self) -> None:
        self._grading = Grading()
        self._places: dict[Path, Place] = {}

    @classmethod
    def of(cls, config: pytest.Config) -> "Run":
        """That of this run; made at the first call."""
        if KEY not in config.stash:
            config.stash[KEY] = cls()
            config.pluginmanager.register(config.stash[KEY])
        return config.stash[KEY]

    def exercise_file(self, path: Path, parent: pytest.Collector) -> ExerciseFile | None:
        """The node of a workspace's file; None if the file is no exercise's.

        Raises:
            CollectError: dlquiz.yaml is wrong, or there is no bank.
        """
        root = path.parent.parent
        try:
            if root not in self._places:
                self._places[root] = Place.open(root)
        except DlquizError as error:
            raise pytest.Collector.CollectError(str(error)) from None
        place = self._places[root]
        if not place.is_exercise(path):
            return None
        return ExerciseFile.from_parent(parent, path=path, place=place, grading=self._grading)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All selected files are to be graded side by side; a worker of xdist only learns later which are its own."""
        if not hasattr(session.config, "workerinput"):
            files = dict.fromkeys(item.parent for item in session.items)
            self._grading.expect(file.submission for file in files if isinstance(file, ExerciseFile))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A check that did not run is told with the learner's line, not with a line of this package."""
        report = yield
        if isinstance(item, CheckItem) and report.skipped and isinstance(report.longrepr, tuple):
            path, line, _ = item.reportinfo()
            report.longrepr = (str(path), line + 1, report.longrepr[2])
        return report

    def pytest_sessionfinish(self) -> None:
        """Whatever ended the run, nothing of it goes on."""
        self._grading.close()

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """What a learner should know of their progress: damage that was found, or why nothing is stored."""
        for problem in dict.fromkeys(self._grading.problems):
            terminalreporter.write_line(f"dlquiz: {problem}", yellow=True)


KEY = pytest.StashKey[Run]()
