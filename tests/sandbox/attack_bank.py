"""The exercise that the attacks are handed in to, and its right answer: four functions, eight points."""

from pathlib import Path

from tests.support import write_bank

CHECKS = """
import torch
from dlquiz.checks import check, close, keeps_arguments

SHAPES = [(3,), (2, 5), (4, 3, 2)]


def square(x):
    return x * x


@check("softmax", points=2)
def softmax(impl, ref, draw):
    for shape in SHAPES:
        x = draw.normal(*shape)
        close(impl.softmax(x, -1), ref.softmax(x, -1))


@check("large scores don't overflow", points=1)
def large(impl, ref, draw):
    x = draw.normal(2, 3, std=2000.0)
    close(impl.softmax(x, -1), ref.softmax(x, -1))


@check("softmax leaves its argument alone", points=1, needs=softmax)
def pure(impl, ref, draw):
    keeps_arguments(impl.softmax, draw.normal(2, 3), -1)


@check("linear_backward", points=2)
def backward(impl, ref, draw):
    for n in (1, 4):
        arguments = draw.normal(n, 2), draw.normal(n, 3), draw.normal(2, 3), draw.normal(2)
        close(impl.linear_backward(*arguments), ref.linear_backward(*arguments))


@check("count", points=1)
def count(impl, ref, draw):
    sizes = draw.integer(2, 50), draw.integer(2, 50)
    close(impl.count(*sizes), ref.count(*sizes))


@check("central difference", points=1)
def central(impl, ref, draw):
    x = draw.normal(3)
    close(impl.central(square, x, 0.5), ref.central(square, x, 0.5))
"""

RIGHT = """
import torch


def softmax(x, dim):
    weights = torch.exp(x - x.max(dim, keepdim=True).values)
    return weights / weights.sum(dim, keepdim=True)


def linear_backward(grad_output, x, weight, bias):
    return grad_output @ weight, grad_output.T @ x, grad_output.sum(0)


def count(inputs, outputs):
    return inputs * outputs + outputs


def central(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)
"""
POINTS = 8
SIGNATURES = (
    "softmax(x, dim)",
    "linear_backward(grad_output, x, weight, bias)",
    "count(inputs, outputs)",
    "central(f, x, h)",
)

FORBIDS = "torch.softmax, torch.nn.functional.softmax, torch.Tensor.softmax, torch.nn.Softmax, torch.autograd"


def write_attack_bank(root: Path) -> Path:
    """Writes the bank under `root`."""
    write_bank(
        root,
        slug="target",
        checks=CHECKS,
        solution=RIGHT,
        entry="softmax, linear_backward, count, central",
        forbids=FORBIDS,
        more="limits: {seconds: 2, memory: 512}\n",
    )
    stub = "\n\n".join(f"def {name}:\n    raise NotImplementedError" for name in SIGNATURES)
    (root / "exercises" / "00_start" / "target" / "stub.py").write_text(stub + "\n", encoding="utf-8")
    return root
