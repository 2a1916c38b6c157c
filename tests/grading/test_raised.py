"""Common exceptions in words: each sentence is tried with the exception that PyTorch or Python really raises."""

import inspect
from typing import Any

import numpy as np
import pytest
import torch

from dlquiz.grading.signatures.raised import EXPLANATIONS, explain
from dlquiz.model import Verdict

RAISED = {
    "torch.ones(3, 4) @ torch.ones(5, 4)": ("matrix_product_sizes", "3×4 and 5×4: 4 and 5 differ"),
    "torch.ones(2, 3, 4) @ torch.ones(2, 5, 4)": ("matrix_product_sizes", "2, 5; the left one asks for 2, 4"),
    "torch.ones(3, 4) @ torch.ones(5)": ("matrix_product_sizes", "3×4 matrix and a vector of 5"),
    "torch.ones(3) @ torch.ones(4)": ("matrix_product_sizes", "vectors of 3 and 4"),
    "np.ones((3, 4)) @ np.ones((5, 4))": ("matrix_product_sizes", "4 and 5 long"),
    "torch.einsum('ij,jk->ik', torch.ones(3, 4), torch.ones(5, 3))": ("einsum_sizes", "size 4 and, in operand 1"),
    "torch.einsum('ij,jk', torch.ones(3, 4, 1), torch.ones(5, 3))": ("einsum_letters", "2 letters to operand 0"),
    "torch.einsum('ij->ijk', torch.ones(3, 4))": ("einsum_letters", "an axis k"),
    "torch.zeros(3)[torch.zeros(4).bool()]": ("mask_size", "shape [4] picks from a tensor of shape [3]"),
    "torch.zeros(3).__iadd__(torch.ones(2, 3))": ("in_place_size", "shape [2, 3] and is to be stored"),
    "torch.ones(2, 3) * torch.ones(2, 4)": ("broadcast_sizes", "axis 1"),
    "np.ones(3) + np.ones(4)": ("broadcast_sizes", "(3,) and (4,)"),
    "torch.ones(3).expand(4)": ("broadcast_sizes", "from 3 to 4"),
    "torch.cat([torch.ones(2, 3), torch.ones(2, 4)])": ("joined_sizes", "axis 0, and tensor 1"),
    "torch.stack([torch.ones(2), torch.ones(3)])": ("joined_sizes", "[2] and, at place 1, [3]"),
    "torch.conv2d(torch.ones(1, 3, 5, 5), torch.ones(2, 4, 3, 3))": ("channels", "made for 4 input channels"),
    "torch.ones(12).view(2, 3)": ("number_of_elements", "12 numbers"),
    "torch.ones(12).reshape(5, -1)": ("number_of_elements", "[5, -1]"),
    "torch.ones(3, 4).T.view(12)": ("not_contiguous", "in order"),
    "torch.ones(3, 4).sum(2)": ("axis", "Axis 2 is named; the tensor has the axes -2 to 1"),
    "torch.ones(3)[0, 1]": ("axis", "the tensor has 1"),
    "torch.tensor(3.0)[0]": ("axis", "a single number"),
    "torch.ones(2, 3).permute(0, 2, 1)": ("axis", "3 axes; the tensor has 2"),
    "torch.ones(2, 3, 4).t()": ("axis", "3 axes"),
    "torch.ones(5, 2)[:, 2]": ("index_range", "Index 2 along axis 1, which has 2 entries"),
    "[1][3]": ("index_range", "beyond the end"),
    "torch.embedding(torch.ones(3, 2), torch.tensor([7]))": ("index_range", "token number"),
    "torch.ones(3)[1.5]": ("index_dtype", "whole number"),
    "torch.ones(3)[torch.tensor([0.5])]": ("index_dtype", "whole number"),
    "torch.zeros(3).masked_fill(torch.zeros(3), 0)": ("mask_dtype", "float"),
    "torch.ones(3, 3).double() @ torch.ones(3, 3)": ("dtypes_meet", "float64"),
    "torch.ones(3).double() @ torch.ones(3)": ("dtypes_meet", "float64"),
    "torch.bmm(torch.ones(1, 2, 2), torch.ones(1, 2, 2).double())": ("dtypes_meet", "dtype"),
    "torch.arange(3).mean()": ("integers", "floating-point"),
    "torch.arange(3).softmax(0)": ("integers", "floating-point"),
    "torch.arange(3).__iadd__(torch.ones(3))": ("integers", "floating-point"),
    "bool(torch.ones(3))": ("one_number", "truth value"),
    "float(torch.ones(3))": ("one_number", "single one"),
    "torch.ones(2).item()": ("one_number", "single one"),
    "torch.ones(3).sum().backward()": ("graph_cut", "history"),
    "twice(torch.ones(2, requires_grad=True))": ("graph_used_up", "gone through twice"),
    "torch.ones(2, requires_grad=True).__iadd__(1)": ("leaf_in_place", "parameter"),
    "overwritten(torch.ones(2, requires_grad=True))": ("saved_in_place", "overwritten"),
    "torch.ones(2, requires_grad=True).numpy()": ("requires_grad_numpy", "gradient"),
    "None * torch.ones(3)": ("nothing_returned", "None"),
    "two(nothing())": ("nothing_returned", "None"),
    "nothing()[0]": ("nothing_returned", "None"),
    "nothing().shape": ("nothing_returned", "None"),
    "torch.ones(2, 3).max(1) - 1": ("several_results", "max"),
    "two(torch.ones(3))": ("unpacked", "too many"),
    "two(torch.ones(1))": ("unpacked", "not enough"),
    "np_": ("no_such_name", "np_"),
    "late()": ("assigned_too_late", "value is read"),
    "forever()": ("endless_recursion", "without end"),
    "torch.ones(2, requires_grad=True).exp().backward()": ("no_single_loss", "several numbers"),
    "two()": ("argument_missing", "two is called without its argument 'values'"),
    "torch.where(torch.ones(2) > 0, torch.ones(2))": (
        "arguments_of_another_kind",
        "where can't be called with (Tensor",
    ),
    "(1.0).data": ("value_of_another_kind", "type float has no data"),
    "float((1, 2))": ("value_of_another_kind", "of the type tuple comes"),
    "list(3)": ("value_of_another_kind", "int is used as if it were iterable"),
    "[1] - {}": ("value_of_another_kind", "- has no meaning between a value of the type list and one of the type dict"),
    "torch.amax(0, torch.ones(3))": ("argument_of_another_kind", "wants a Tensor as its `input`"),
    "torch.nn.functional.one_hot(3, 4)": ("argument_of_another_kind", "a value of the type int comes"),
    "torch.zeros(2).new_zeros(3, 4 / 2)": ("size_no_int", "/ makes a float"),
    "[1, 2][1.0:]": ("index_no_int", "whole number"),
    "range(2.0)": ("index_no_int", "whole number"),
    "torch.where(torch.ones(2), torch.ones(2), 0)": ("condition_no_bool", "the condition"),
    "(1, 2) >= 1.0": ("value_of_another_kind", ">= can't compare a value of the type tuple with one of the type float"),
    "two(3)": ("value_of_another_kind", "one value of the type int"),
    "(torch.ones(2, 2) > 0) @ torch.ones(2, 2)": ("kinds_meet", "types bool and float"),
    "torch.nn.functional.cross_entropy(torch.ones(3), torch.tensor([0, 1, 2]))": ("values_per_class", "probabilities"),
    "torch.nn.AdaptiveMaxPool2d(1)(torch.ones(1, 4))": ("number_of_axes", "shape [1, 4] comes"),
    "torch.ones(6).__setitem__(0, torch.ones(2, 3))": ("number_of_axes", "shape [2, 3]"),
    "torch.ones(4).reshape(-2, 2)": ("number_of_elements", "an axis of -2 entries"),
    "torch.ones(1, 6).unflatten(1, (4, 2))": ("number_of_elements", "sizes 4, 2"),
    "torch.ones(2, 3).permute(0, 0)": ("axis", "named twice"),
    "torch.ones(1, 6).unflatten(1, (3.0, 2))": ("size_no_int", "number 0 (counted from 0)"),
    "torch.nn.Sequential(8)": ("not_a_module", "of the type int, which is no layer"),
    "torch.ones(2).__setitem__(0, 'a')": ("value_of_another_kind", "the type str is to be stored"),
    "torch.ones(1).new_zeros(2, -1)": ("negative_size", "shape [2, -1]"),
    "1 - (torch.ones(2) > 0)": ("value_of_another_kind", "True and False is subtracted"),
    "(1, 2) * (3, 4)": ("value_of_another_kind", "multiplied by a value of the type tuple"),
    "isinstance(int, 3)": ("arguments_of_another_kind", "The value comes first"),
    "torch.einsum('ij,jk->ik', torch.ones(2, 2))": ("einsum_letters", "fewer are handed over"),
    "1 / 0": ("divided_by_zero", "divided by 0"),
}


def explained(kind: str, text: str) -> tuple[str, str] | None:
    """What is said of an exception that torch or Python raises."""
    return explain({"type": kind, "text": text, "frames": [[3, "f", "return g(x)"]], "own": False}, {})


def nothing() -> Any:
    return None


def two(values: Any) -> Any:
    a, b = values
    return a, b


def late() -> Any:
    if nothing():
        value = 1
    return value


def forever() -> Any:
    return forever()


def twice(x: Any) -> None:
    y = (x * x).sum()
    y.backward()
    y.backward()


def overwritten(x: Any) -> None:
    y = x.exp()
    y += 1
    y.sum().backward()


@pytest.mark.parametrize("code", RAISED)
def test_the_sentence_fits_the_exception(code: str) -> None:
    id, part = RAISED[code]
    space = {name: value for name, value in globals().items() if inspect.isfunction(value)}
    with pytest.raises(Exception) as caught:
        eval(code, {"torch": torch, "np": np, **space})
    found = explained(type(caught.value).__name__, str(caught.value))
    assert found is not None, str(caught.value)
    assert found[0] == id
    assert part in found[1]


def test_every_sentence_but_that_on_devices_is_tried() -> None:
    tried = {id for id, _ in RAISED.values()}
    assert {explanation.id for explanation in EXPLANATIONS} - tried == {"devices_meet"}  # there is one device here
    text = "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!"
    assert (explained("RuntimeError", text) or ("",))[0] == "devices_meet"


def test_other_exceptions_are_left_as_they_are() -> None:
    assert explained("ValueError", "my own words") is None


def test_the_report_names_the_mistake_and_the_shapes(graded: Any) -> None:
    source = "import torch\n\ndef double(x):\n    other = torch.ones(7, 2)\n    return 2 * x + (x @ other).sum()\n"
    report = graded(source)
    first = report.checks[0]
    assert first.verdict is Verdict.RAISED
    assert first.diagnosis is not None and first.diagnosis.ids == ("matrix_product_sizes",)
    assert first.case is not None and first.case.evidence == ("in x @ other:   x f64[1],   other f32[7,2]",)


def test_a_variable_that_lies_about_itself_is_no_evidence(graded: Any) -> None:
    source = """
class Evil:
    def __getattribute__(self, name):
        raise SystemExit(3)
    def __repr__(self):
        raise SystemExit(4)

def double(x):
    evil, n = Evil(), 3
    return evil / n
"""
    first = graded(source).checks[0]
    assert first.verdict is Verdict.RAISED
    assert first.case is not None and first.case.evidence in ((), ("in evil / n:   n = 3",))


TWO = """
from dlquiz.checks import check, close

@check("the product")
def product(impl, ref, draw):
    x = draw.normal(2, 3)
    close(impl.both(x, 1), ref.both(x, 1))

@check("the sum")
def total(impl, ref, draw):
    x = draw.normal(2, 3)
    close(impl.both(x, 0), ref.both(x, 0))
"""
BOTH = "def both(x, product):\n    return x @ x.T if product else x.sum(1)\n"
TRANSPOSED = '{other_way: {says: "The other way round.", change: [[" @ x.T", " @ x"]]}}'


def test_an_exception_alone_names_no_mistake_that_the_other_checks_do_not_have(graded: Any) -> None:
    bank = {"checks": TWO, "solution": BOTH, "entry": "both", "mistakes": TRANSPOSED}
    only = graded(BOTH.replace(" @ x.T", " @ x"), **bank).checks[0].diagnosis
    assert only is not None and only.ids == ("other_way",)
    two = graded(BOTH.replace(" @ x.T", " @ x").replace("x.sum(1)", "x.prod(1)"), **bank).checks[0].diagnosis
    assert two is not None and two.ids == ("matrix_product_sizes",)
