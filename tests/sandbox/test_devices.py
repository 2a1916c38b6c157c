"""Jobs on a GPU. What needs one is skipped where there is none; the rest is made to think that there is one."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import torch

from dlquiz.jobs import Grader
from dlquiz.model import Verdict
from tests.support import SOLUTION, job, write_bank

CUDA = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU with CUDA here")
A_DEVICE_MORE = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "dlquiz.server.judging":
            sys.meta_path.remove(self)
            from dlquiz.grading import judge
            judge.devices = lambda wanted: [("mps", True)]
sys.meta_path.insert(0, Finder())
"""
ELSEWHERE = """
import resource
if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
    {trick}
"""


@pytest.mark.parametrize("trick", ["raise ValueError('not here')", "import os; os._exit(0)", "while True: pass"])
def test_a_file_that_refuses_another_device_has_not_passed(
    tmp_path: Path, write_startup: Callable[[str], None], trick: str
) -> None:
    write_startup(A_DEVICE_MORE)
    bank = write_bank(tmp_path, more="limits: {seconds: 2}\n")
    with Grader() as grader:
        report = grader.run(job(bank, ELSEWHERE.format(trick=trick) + SOLUTION))
    assert report.verdict in (Verdict.IMPORT_FAILED, Verdict.CRASHED, Verdict.TIMED_OUT), report
    assert report.points < report.max_points
    assert report.targets["mps"] == "failed"
    assert report.checks[0].message.startswith("On mps: ")


@CUDA
@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        (SOLUTION, Verdict.PASSED),
        ("def double(x):\n    return (2 * x).cpu()\n", Verdict.WRONG_DEVICE),
        ("def double(x):\n    assert x.is_cuda is False\n    return 2 * x\n", Verdict.RAISED),
        (
            "import torch\ndef double(x):\n    if x.is_cuda: torch.empty(1 << 32, device='cuda')\n    return 2 * x\n",
            Verdict.OUT_OF_MEMORY,
        ),
    ],
)
def test_jobs_on_cuda(grader: Grader, tmp_path: Path, source: str, verdict: Verdict) -> None:
    bank = write_bank(tmp_path, more="limits: {seconds: 60, memory: 1024}\n")
    report = grader.run(msgspec.structs.replace(job(bank, source), device="cuda"))
    assert report.verdict is verdict, report
    assert report.targets["float64 cuda"] == ("passed" if verdict is Verdict.PASSED else "failed")
    assert {"system calls", "files"} <= set(report.protection)
