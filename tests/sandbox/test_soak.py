"""Two thousand submissions in random order: every score as it should be, and the parent does not grow."""

import random
import time
from pathlib import Path

import pytest

from dlquiz.jobs import Grader
from dlquiz.model import Report, Verdict
from dlquiz.sandbox.lockdown import REQUIRED, protections
from dlquiz.sandbox.watch import usage
from tests.sandbox.attack_bank import POINTS, RIGHT, write_attack_bank
from tests.sandbox.test_attacks import ATTACKS, honest_points
from tests.sandbox.test_processes import eventually, family
from tests.support import job

SUBMISSIONS = 2000
GROWTH = 10 << 20  # bytes
HERE = {layer.name for layer in protections() if layer.active}
WRONG = [  # (source, points)
    (RIGHT.replace("- x.max(dim, keepdim=True).values", ""), POINTS - 1),
    (RIGHT.replace("grad_output.sum(0)", "grad_output.mean(0)"), POINTS - 2),
    (RIGHT.replace("+ outputs", ""), POINTS - 1),
    (RIGHT.replace("(2 * h)", "h"), POINTS - 1),
    ("def softmax(:", 0),
    ("", 0),
]
QUICK = """
    exit_at_import sys_exit_at_import exit_in_call base_exception pass_to_every_descriptor patched_builtins
    patched_encoder patched_echo patched_allclose patched_operator torch_function_subclass nan_wildcard zeros echo_inputs
    screen_mimicry hostile_class_name forged_success forged_missing_at_import two_answers answers_ahead out_of_order
    oversized_frame garbage_frames deep_lists deep_frame huge_shapes other_device forged_callback equal_object
    reduce fork_bomb threads_that_stay signals files_left region_writer crash public_seed shortcut_exec
    del_writes_frames odd_tags claims_cuda forged_not_implemented forged_traceback lying_arrays lying_metaclass audit_hook
    colliding_keys stdout_is_the_socket half_close vanishing_pages kernel_interfaces machine_code aliased_results
"""


@pytest.mark.slow
@pytest.mark.skipif(not HERE >= REQUIRED, reason=f"this machine has only these layers: {HERE}")
def test_a_long_run_of_all_kinds_of_submissions(tmp_path: Path) -> None:
    rng = random.Random(3)
    sources = {path.stem: path.read_text(encoding="utf-8") for path in ATTACKS}
    hostile = [(sources[name], honest_points(sources[name])) for name in QUICK.split()]
    kinds = [[(RIGHT, POINTS)], WRONG, hostile]
    submissions = [rng.choice(rng.choice(kinds)) for _ in range(SUBMISSIONS)]
    bank, resident, started = write_attack_bank(tmp_path), [], time.monotonic()
    with Grader(processes=2) as grader:
        parent = grader._parent._process.pid
        jobs = (job(bank, source, "target", seed=f"seed {i}") for i, (source, _) in enumerate(submissions))
        for position, report in grader.run_all(jobs):
            assert isinstance(report, Report), (position, report)
            source, most = submissions[position]
            exact = source == RIGHT or any(source == wrong for wrong, _ in WRONG)
            assert report.points == most if exact else report.points <= most, (source, report)
            assert report.verdict is not Verdict.INTERNAL, (source, report)
            resident.append(usage(parent).resident)
        seconds = time.monotonic() - started
        assert eventually(lambda: len(family(parent)) <= 2)
        assert len(list(Path(f"/proc/{parent}/fd").iterdir())) < 30
    quarter = SUBMISSIONS // 4
    first, last = (sum(part) / quarter for part in (resident[:quarter], resident[-quarter:]))
    print(
        f"{SUBMISSIONS / seconds:.1f} submissions a second; {first / 2**20:.1f} MiB first, {last / 2**20:.1f} MiB last"
    )
    assert last - first <= GROWTH
