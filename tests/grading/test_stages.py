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


def test_where_no_step_is_found_nothing_is_said(said: Any) -> None:
    assert said("return (x.sin() @ weight.T).cos() ** 3").diagnosis is None
    assert said("return torch.rand(4, 5, dtype=x.dtype) * float('nan')").diagnosis.ids != ("stage",)


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
    assert not tells(x.T, [x]), "an argument"
    assert not tells(torch.tensor([1.0, 2.0, 1.0, 2.0, 1.0]), [])
    assert not tells(torch.full((4,), torch.inf), [])
    assert tells(torch.randn(4), [x])
    assert occurs(x.T[None], [torch.zeros(12), x])
    assert not occurs(x, [x.flatten(), x.double(), x + 1e-3])


@pytest.mark.parametrize("text", ["- logits\n", "other: words\n", "logits: 3\n", "logits: ''\n"])
def test_a_broken_file_is_an_error_of_the_bank(tmp_path: Path, text: str) -> None:
    (tmp_path / "stages.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BankError):
        read_stages(tmp_path, SOLUTION)


def test_the_file_may_be_missing(tmp_path: Path) -> None:
    assert read_stages(tmp_path, SOLUTION) == ()
