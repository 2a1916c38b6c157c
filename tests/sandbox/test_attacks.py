"""Every submission in attacks/ tries to win without the work, or to do harm. None earns more than its honest part.

Each file says what it tries, and HONEST, the points of what it does right. Attacks on timing have no place yet: no
exercise grades speed.
"""

import ast
import io
import sys
from pathlib import Path

import pytest

from dlquiz.jobs import Grader
from dlquiz.model import ExerciseMeta, Limits, Report, Verdict
from dlquiz.sandbox.lockdown import REQUIRED, protections
from dlquiz.view.attempt import Attempt
from dlquiz.view.console import console
from dlquiz.view.report import report_view
from tests.sandbox.attack_bank import POINTS, RIGHT, write_attack_bank
from tests.sandbox.test_processes import eventually, family
from tests.support import job

ATTACKS = sorted((Path(__file__).parent / "attacks").glob("*.py"))
MARK = "dlquiz-attack"  # in the name of all that an attack tries to leave behind
KEY = 0x64717A  # of its System V shared memory
PORT = f":{45454:04X}"
IDLE = 2  # judges of the shared grader, at most
HERE = {layer.name for layer in protections() if layer.active}
pytestmark = pytest.mark.skipif(not HERE >= REQUIRED, reason=f"this machine has only these layers: {HERE}")
META = ExerciseMeta(
    "target", "00_start", "/bank", "Target", "implement", 1, 5, ("softmax",), (), (), (), (), Limits(2, 512)
)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_attack_bank(tmp_path_factory.mktemp("bank"))


def honest_points(source: str) -> int:
    """The HONEST of an attack's file."""
    tree = ast.parse(source)
    return next(
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "HONEST"
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int)
    )


def screen(report: Report) -> str:
    """What a person sees of the report."""
    file = io.StringIO()
    console(file, width=80).print(report_view(report, META, Attempt("answer.py"), verbose=True))
    return file.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def left_behind() -> list[str]:
    """What attacks have left on this machine."""
    places = ("/tmp", "/dev/shm", "/var/tmp", ".", str(Path.home()), "/run", "/dev/mqueue")
    found = [str(path) for place in places for path in Path(place).glob(f"{MARK}*")]
    for table, word in (("sysvipc/shm", str(KEY)), ("sysvipc/sem", str(KEY)), ("sysvipc/msg", str(KEY))):
        file = Path("/proc", table)
        found += [line for line in (file.read_text().splitlines() if file.exists() else []) if word in line.split()]
    found += [line for line in Path("/proc/net/unix").read_text().splitlines() if MARK in line]
    return found + [line for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if PORT in line.split()[1]]


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_earns_its_honest_part_and_leaves_nothing(grader: Grader, bank: Path, path: Path) -> None:
    source, before = path.read_text(encoding="utf-8"), files(bank)
    report = grader.run(job(bank, source, "target", seed="another" if "seed" in path.stem else "practice"))
    assert report.points <= honest_points(source), report
    assert report.verdict not in (Verdict.PASSED, Verdict.INTERNAL), report
    failing = [check for check in report.checks if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED)]
    assert all(0 < len(check.message) < 5000 for check in failing)
    shown = screen(report)
    assert all(character.isprintable() or character == "\n" for character in shown), "nothing moves the cursor"
    assert len(shown.splitlines()) < 800
    following = grader.run(job(bank, RIGHT, "target"))
    assert (following.points, following.verdict) == (POINTS, Verdict.PASSED), following
    parent = grader._parent._process.pid
    assert eventually(lambda: len(family(parent)) <= IDLE), "nothing of a sandbox is alive"
    assert len(list(Path(f"/proc/{parent}/task").iterdir())) == 1
    assert files(bank) == before
    assert not left_behind()


def test_answers_for_the_public_seed_pass_under_it_alone(grader: Grader, bank: Path) -> None:
    source = next(path for path in ATTACKS if path.stem == "public_seed").read_text(encoding="utf-8")
    assert grader.run(job(bank, source, "target")).points == 1, "else the attack is none"
    assert grader.run(job(bank, source, "target", seed="secret")).points == 0


def test_a_file_that_cannot_be_searched_for_shortcuts_is_refused(grader: Grader, bank: Path) -> None:
    name = "'soft' + 'max'"
    padding = "if 0:\n    a = b.c(d)\n" * 60_000
    report = grader.run(job(bank, f"{RIGHT}\nsoft = getattr(torch, {name})\n{padding}", "target"))
    refused = (Verdict.IMPORT_FAILED, Verdict.FORBIDDEN, Verdict.TIMED_OUT)  # the last on a busy machine
    assert report.verdict in refused, report
    assert report.points == 0
    print(report.checks[0].message, report.seconds)


def test_the_platform_is_the_one_that_is_attacked() -> None:
    assert sys.platform == "linux"
    assert len(ATTACKS) > 80
