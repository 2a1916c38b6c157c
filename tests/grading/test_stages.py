"""How far a wrong answer is right: named steps of the reference among the learner's intermediate values."""

from pathlib import Path
from typing import Any

import pytest
import torch

from dlquiz.bank.stages import read_stages
from dlquiz.errors import BankError
from dlquiz.grading.stages import occurs, tells
from dlquiz.jobs import Grader
from tests.support import job, write_bank

CHECKS = """
from dlquiz.checks import check, close

@check("equals the reference")
def values(impl, ref, draw):
    x, weight = draw.normal(4, 3), draw.normal(5, 3)
    close(impl.head(x, weight), ref.head(x, weight))
"""
SOLUTION = """
import torch

def head(x, weight):
    logits = x @ weight.T
    shifted = logits - logits.amax(-1, keepdim=True)
    weights = shifted.exp()
    return weights / weights.sum(-1, keepdim=True)
"""
STAGES = "logits: the logits x·Wᵀ\nshifted: the logits less their largest\nweights: their exponentials\n"


@pytest.fixture
def said(grader: Grader, tmp_path: Path) -> Any:
    bank = write_bank(tmp_path, checks=CHECKS, solution=SOLUTION, entry="head")
    (bank / "solutions/00_start/double/stages.yaml").write_text(STAGES, encoding="utf-8")

    def run(body: str) -> Any:
        source = f"import torch\n\ndef head(x, weight):\n    {body}\n"
        return grader.run(job(bank, source)).checks[0]

    return run


def test_the_last_step_that_is_right_is_named(said: Any) -> None:
    found = said("z = x @ weight.T; e = (z - z.amax(-1, keepdim=True)).exp(); return e / (1 + e.sum(0)) ** 1.5")
    assert found.diagnosis.ids == ("stage",)
    assert found.diagnosis.text.startswith("Right so far: their exponentials. What is made of it is not.")
    found = said("z = weight @ x.T; e = z.T.tanh(); return e / (1 + e.sum(0)) ** 1.5")
    words = "Right so far: the logits x·Wᵀ. Not among your intermediate values: the logits less their largest."
    assert found.diagnosis.text.startswith(words), "also where axes lie in another order"


def test_where_no_step_is_found_the_first_is_named_unless_little_was_seen(said: Any) -> None:
    found = said("return (x.sin() @ weight.T).cos() ** 3").diagnosis
    assert found.text.startswith("None of the steps looked for is among your intermediate values, beginning with the l")
    assert said("return x.new_tensor((x.tolist()[0] + weight.tolist()[0]) * 4)[:20].reshape(4, 5)").diagnosis is None
    assert said("return torch.rand(4, 5, dtype=x.dtype) * float('nan')").diagnosis.ids != ("stage",)


def test_where_a_calculation_branches_only_the_way_to_the_wrong_part_counts(grader: Grader, tmp_path: Path) -> None:
    checks = """
from dlquiz.checks import check, close

@check("equals the reference")
def values(impl, ref, draw):
    x = draw.normal(4, 3)
    for mine, theirs in zip(impl.two(x), ref.two(x), strict=True):
        close(mine, theirs)
"""
    solution = """
import torch

def helper(x):
    square = x**2
    return square

def two(x):
    sine = x.sin()
    square = helper(x)
    return sine.exp(), (square + 1).log()
"""
    bank = write_bank(tmp_path, checks=checks, solution=solution, entry="two")
    (bank / "solutions/00_start/double/stages.yaml").write_text(
        "sine: the sines\nsquare: the squares\n", encoding="utf-8"
    )
    found = grader.run(job(bank, "def two(x):\n    return x.sin().exp(), (x**2 + x.tanh()).cos()\n")).checks[0]
    assert found.diagnosis.text.startswith("Right so far: the squares. What is made of it is not.")
    found = grader.run(job(bank, "def two(x):\n    return x.sin().exp(), (x**4 + x.tanh()).cos()\n")).checks[0]
    assert "beginning with the squares" in found.diagnosis.text


def test_steps_that_are_plain_numbers_are_told_from_several_cases(grader: Grader, tmp_path: Path) -> None:
    checks = """
from dlquiz.checks import check, close

@check("equals the reference")
def values(impl, ref, draw):
    for n in (5, 6, 7, 8, 9):
        close(impl.size(n, 3), ref.size(n, 3))
"""
    solution = "def size(n, k):\n    span = 2 * k + n\n    room = 3 * n - k\n    return room * span + 1\n"
    bank = write_bank(tmp_path, checks=checks, solution=solution, entry="size")
    stages = "span: the span\nroom: the room\n"
    (bank / "solutions/00_start/double/stages.yaml").write_text(stages, encoding="utf-8")
    body = "    a = n + k + k\n    b = 3 * n + k\n    return a * b + 1\n"
    found = grader.run(job(bank, f"def size(n, k):\n{body}")).checks[0]
    assert found.diagnosis.text.startswith("Right: the span. Not among your intermediate values: the room.")


def test_a_signature_comes_first_and_the_step_is_evidence(said: Any) -> None:
    found = said("z = x @ weight.T; e = (z - z.amax(-1, keepdim=True)).exp(); return 2 * e / e.sum(-1, keepdim=True)")
    assert found.diagnosis.ids == ("ratio",)
    assert found.case.evidence[-1].startswith("Right so far: their exponentials.")


def test_a_submission_that_lies_about_its_steps_gains_nothing(said: Any) -> None:
    found = said("torch.overrides.TorchFunctionMode.__enter__ = lambda self: 1 / 0; return (x @ weight.T).cos() ** 3")
    assert found.points == 0
    assert found.diagnosis is None or found.diagnosis.ids == ("stage",)


def test_steps_that_say_nothing() -> None:
    x = torch.randn(3, 4)
    assert not tells([torch.tensor([1.0, 2.0, 1.0, 2.0, 1.0])])
    assert not tells([torch.full((4,), torch.inf)])
    assert tells([torch.randn(4)])
    assert tells([3, 5, 7, 8])
    assert not tells([3, 3, 3, 8]), "the same number again"
    assert occurs(x.T[None], [torch.zeros(12), x, 3])
    assert not occurs(x, [x.flatten(), x.double(), x + 1e-3])


@pytest.mark.parametrize("text", ["- logits\n", "other: words\n", "logits: 3\n", "logits: ''\n"])
def test_a_broken_file_is_an_error_of_the_bank(tmp_path: Path, text: str) -> None:
    (tmp_path / "stages.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BankError):
        read_stages(tmp_path, SOLUTION)


def test_the_file_may_be_missing(tmp_path: Path) -> None:
    assert read_stages(tmp_path, SOLUTION) == ()
