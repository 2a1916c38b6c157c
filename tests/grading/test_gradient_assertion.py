"""The assertion `gradient`: two oracles, per argument, and which part is wrong."""

from collections.abc import Callable

import pytest

from dlquiz.model import CheckResult, Report, Verdict

Graded = Callable[..., Report]

SOLUTION = """
import torch

def linear(x, weight, bias):
    return x @ weight.T + bias

def linear_backward(grad_output, x, weight, bias):
    return grad_output @ weight, grad_output.T @ x, grad_output.sum(0)
"""
CHECKS = """
from dlquiz.checks import check, gradient

@check("the gradient is right", points=2)
def gradients(impl, ref, draw):
    gradient(impl, ref, forward="linear", backward="linear_backward", at=(draw.normal(5, 4), draw.normal(3, 4), draw.normal(3)))
"""
BACKWARD = "def linear_backward(grad_output, x, weight, bias):\n    return "
FORWARD = "def linear(x, weight, bias):\n    return "


def check_of(graded: Graded, source: str, **bank: str) -> CheckResult:
    bank = {"checks": CHECKS, "solution": SOLUTION, "entry": "linear_backward", "mistakes": "{}"} | bank
    return graded(source, **bank).checks[0]


@pytest.mark.parametrize(
    "source",
    [
        BACKWARD + "(grad_output @ weight, (x.T @ grad_output).T, grad_output.sum(dim=0))\n",
        BACKWARD + "[grad_output.matmul(weight), grad_output.mT @ x, grad_output.T.sum(-1)]\n",
        f"import torch\n{BACKWARD}"
        "torch.einsum('no,oi->ni', grad_output, weight), torch.einsum('no,ni->oi', grad_output, x), torch.einsum('no->o', grad_output)\n",
    ],
)
def test_right_backwards_pass_with_or_without_a_forward(graded: Graded, source: str) -> None:
    assert check_of(graded, source).verdict is Verdict.PASSED
    assert check_of(graded, FORWARD + "x @ weight.T + bias\n" + source).verdict is Verdict.PASSED


def test_a_wrong_backward_of_a_right_forward(graded: Graded) -> None:
    source = (
        FORWARD + "x @ weight.T + bias\n" + BACKWARD + "grad_output @ weight, grad_output.T @ x, grad_output.mean(0)\n"
    )
    found = check_of(graded, source)
    assert found.verdict is Verdict.WRONG_GRADIENT
    assert found.message == "Your forward is right. Your backward does not belong to it."
    assert found.case is not None
    state = found.case.evidence[0]
    assert "grad_x ✓" in state
    assert "grad_weight ✓" in state
    assert "grad_bias ✗" in state
    header, *rows = found.case.table
    assert header == ("index", "yours", "numerical", "reference")
    assert all(row[2] == row[3] and row[1] != row[2] for row in rows)


def test_the_right_gradient_of_a_wrong_forward(graded: Graded) -> None:
    source = (
        FORWARD
        + "2 * x @ weight.T + bias\n"
        + BACKWARD
        + "2 * grad_output @ weight, 2 * grad_output.T @ x, grad_output.sum(0)\n"
    )
    found = check_of(graded, source)
    assert found.verdict is Verdict.WRONG_GRADIENT
    assert "Your backward belongs to your forward, but your forward is not the one" in found.message


def test_both_wrong(graded: Graded) -> None:
    source = (
        FORWARD
        + "2 * x @ weight.T + bias\n"
        + BACKWARD
        + "3 * grad_output @ weight, grad_output.T @ x, grad_output.sum(0)\n"
    )
    assert "does not belong to it either" in check_of(graded, source).message


def test_an_all_zero_backward_of_a_constant_forward_scores_nothing(graded: Graded) -> None:
    zeros = FORWARD + "0 * (x @ weight.T)\n" + BACKWARD + "0 * x, 0 * weight, 0 * bias\n"
    found = check_of(graded, zeros)
    assert (found.verdict, found.points) == (Verdict.WRONG_GRADIENT, 0)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("grad_output @ weight, grad_output.T @ x", Verdict.WRONG_SHAPE),
        ("grad_output @ weight, x.T @ grad_output, grad_output.sum(0)", Verdict.WRONG_SHAPE),
        ("None, grad_output.T @ x, grad_output.sum(0)", Verdict.WRONG_VALUE),
        ("grad_output @ weight, grad_output.T @ x, None", Verdict.WRONG_VALUE),
        ("grad_output @ weight * 2, grad_output.T @ x, 5.0", Verdict.WRONG_GRADIENT),
        ("(grad_output @ weight).float(), grad_output.T @ x, grad_output.sum(0)", Verdict.WRONG_DTYPE),
        ("grad_output @ weight / 0, grad_output.T @ x, grad_output.sum(0)", Verdict.WRONG_GRADIENT),
        ("None", Verdict.WRONG_VALUE),
        ("grad_output @ weight", Verdict.WRONG_VALUE),
    ],
)
def test_unusable_answers_are_the_learners_fault_and_no_fault_of_ours(
    graded: Graded, answer: str, verdict: Verdict
) -> None:
    found = check_of(graded, BACKWARD + answer + "\n")
    if answer.endswith("5.0"):
        assert found.verdict is not Verdict.INTERNAL
    else:
        assert found.verdict is verdict


def test_a_reference_whose_two_oracles_disagree_is_a_fault_of_ours(graded: Graded) -> None:
    wrong = SOLUTION.replace("grad_output.sum(0)", "grad_output.mean(0)")
    for source in (SOLUTION, wrong):
        found = check_of(graded, source, solution=wrong)
        assert found.verdict is Verdict.INTERNAL
        assert "bias" in found.message
