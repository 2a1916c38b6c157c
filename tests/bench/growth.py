"""What a warm check costs as the bank, the checks, the cases and the tensors grow: each beside the small one."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dlquiz.bank import Bank
from dlquiz.jobs import Grader
from dlquiz.model import Job, Report
from tests.bench.rows import Row, medians
from tests.bench.synthetic_bank import make_bank

SMALL, LARGE = 9, 120  # exercises in the bank
MODEL = "hello_tensor"  # its solution, with checks of other sizes
CHECKS = '''\
"""{checks} checks of {cases} cases each, the largest argument of {elements} elements."""

from dlquiz.checks import check, close


def compare(impl, ref, draw):
    for _ in range({cases}):
        arguments = draw.normal({elements} // 10, 10), draw.normal(10, 10), draw.normal(10)
        close(impl.affine(*arguments), ref.affine(*arguments))
'''
ONE = """

@check("values, number {number}")
def values_{number}(impl, ref, draw):
    compare(impl, ref, draw)
"""
BASE = {"checks": 5, "cases": 4, "elements": 100}
GROWN = {"checks": 50, "cases": 40, "elements": 100_000}


def rows() -> list[Row]:
    """The bank from 9 to 120 exercises; ten times the checks and cases, a thousand times the elements."""
    with tempfile.TemporaryDirectory() as name, Grader() as grader:
        small, large = (make_bank(Path(name) / f"bank_{size}", size) for size in (SMALL, LARGE))
        base = _job(grader, small, _with_checks(small, "base", BASE))
        actions = [_job(grader, bank, MODEL) for bank in (small, large)]
        for kind, size in GROWN.items():
            actions.append(_job(grader, small, _with_checks(small, f"more_{kind}", {**BASE, kind: size})))
        base_seconds, small_seconds, large_seconds, *grown = medians([base, *actions])
    return [
        Row(f"warm job, bank of {LARGE} exercises", large_seconds, f"bank of {SMALL}", small_seconds),
        *(
            Row(f"warm job, {GROWN[kind]} {kind}", seconds, f"{BASE[kind]} {kind}", base_seconds)
            for kind, seconds in zip(GROWN, grown, strict=True)
        ),
    ]


def _with_checks(bank: Bank, slug: str, sizes: dict[str, int]) -> str:
    """Turns one of the bank's copies into an exercise with such checks; returns its slug."""
    model = Path(bank.meta(MODEL).folder)
    folder, solutions = model.with_name(slug), bank.solution_folder(MODEL).with_name(slug)
    for new, old in ((folder, model), (solutions, bank.solution_folder(MODEL))):
        new.mkdir()
        for file in old.iterdir():
            if file.is_file():
                (new / file.name).write_bytes(file.read_bytes())
    checks = (ONE.format(number=number) for number in range(sizes["checks"]))
    (folder / "checks.py").write_text(CHECKS.format(**sizes) + "".join(checks), encoding="utf-8")
    return slug


def _job(grader: Grader, bank: Bank, slug: str) -> Callable[[], Report]:
    source = bank.solution(MODEL).encode()
    job = Job(slug, source, f"{slug}.py", str(bank.root), device="cpu")
    report = grader.run(job)
    assert report.passed, report  # else the figure would be that of something else
    return partial(grader.run, job)
