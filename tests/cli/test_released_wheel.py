"""A released course on a learner's machine: dlquiz out of its wheel, and no exercises or solutions but the course's."""

import os
import shutil
from pathlib import Path

import pytest

from dlquiz.bank import Bank
from dlquiz.bank.sealing import new_identity, recipient_of
from tests.cli.conftest import Place
from tests.cli.pseudo_terminal import PseudoTerminal
from tests.cli.wheels import ROOT, build, install

SLUG, NEXT = "hello_tensor", "conv_params"
COURSE = """
title: Filters
exercises: [{slug: hello_tensor, reveal: after_pass}, {slug: conv_params, reveal: instructor}]
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `bin/dlquiz` of a wheel, from which the exercises that it brings are gone, and a released course."""
    home = tmp_path_factory.mktemp("machine")
    install(build(tmp_path_factory.mktemp("wheel")), home / "environment")
    shutil.rmtree(home / "environment" / "share")
    (home / "course.yaml").write_text(COURSE, encoding="utf-8")
    (home / "identity.txt").write_text(identity := new_identity())
    instructor = Place(home, ROOT, {**os.environ, "DLQUIZ_BANK": str(ROOT)})
    done = instructor.run("release", "--out", "course", "--recipient", recipient_of(identity), timeout=300)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def learner(machine: Path, tmp_path: Path) -> Place:
    """Somebody who has unpacked the course."""
    folder = tmp_path / "my course"
    shutil.copytree(machine / "course", folder)
    unset = ("DLQUIZ_BANK", "PYTHONPATH", "DLQUIZ_PASSPHRASE", "PYTHONWARNINGS")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    program = str(machine / "environment" / "bin" / "dlquiz")
    return Place(folder, folder, env | {"NO_COLOR": "1", "TERM": "xterm-256color"}, program)


def file(learner: Place, slug: str = SLUG) -> Path:
    [found] = learner.folder.glob(f"practice/*/{slug}.py")
    return found


@pytest.mark.slow
def test_the_wheel_alone_has_no_exercises(learner: Place, tmp_path: Path) -> None:
    done = learner.run("next", cwd=tmp_path)
    assert done.returncode == 2 and "--bank" in done.stderr


@pytest.mark.slow
def test_it_is_practised_to_the_end(learner: Place, machine: Path) -> None:
    bank = Bank.find(None)
    [wrong] = [mistake for mistake in bank.exercise(SLUG).mistakes if mistake.id == "no_bias"]
    assert SLUG in learner.run("next").stdout
    assert file(learner).read_text() == bank.stub(SLUG)
    assert learner.run("check").returncode == 1
    assert "opens when you pass it" in learner.run("solution", SLUG).stderr
    file(learner).write_text(wrong.source)
    done = learner.run("check")
    assert done.returncode == 1
    assert " ".join(wrong.says.split()[:5]) in " ".join(done.stdout.replace("│", " ").split())
    with PseudoTerminal([learner.program, "watch"], learner.folder, learner.env) as terminal:
        terminal.until("✗", "q quit")
        file(learner).write_text(bank.solution(SLUG))
        terminal.until("Done ✓")
        terminal.type("q")
        assert terminal.end() == 0
    shown = learner.run("solution", SLUG)
    assert shown.returncode == 0 and bank.solution(SLUG).splitlines()[-1].strip() in shown.stdout
    assert learner.run("next").returncode == 0
    file(learner, NEXT).write_text(bank.solution(NEXT))
    assert learner.json("check")["verdict"] == "passed"
    assert "your instructor reveals it" in learner.run("solution").stderr
    instructor = Place(machine, ROOT, dict(os.environ))
    arguments = ("--course", "course", "--identity", "identity.txt", "--out", str(learner.folder / "unlock.txt"))
    assert instructor.run("reveal", NEXT, *arguments).returncode == 0
    assert "groups" in learner.run("solution").stdout
