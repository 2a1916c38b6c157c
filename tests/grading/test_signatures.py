"""Planted mistakes are named, right answers and random ones are not, and ambiguous ones get fewer words."""

import math
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from dlquiz.grading.signatures import Observation, Signature, recognise

TOLERANCES = {torch.float64: (1e-7, 1e-10), torch.float32: (1e-4, 1e-5), torch.float16: (1e-2, 1e-2)}
Shape = tuple[int, ...]
Shapes = list[Shape]
MATRICES: Shapes = [(1, 1), (5, 4), (2, 3), (3, 6)]
DEEP: Shapes = [(2, 3, 4), (3, 2, 5)]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small tensors on two threads wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(threads)


def normal(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(shape, dtype=torch.float64).to(dtype)


def agree(got: Any, want: Any, rtol: float, atol: float) -> bool:
    if isinstance(want, (tuple, list)):
        return len(got) == len(want) and all(agree(g, w, rtol, atol) for g, w in zip(got, want, strict=True))
    if isinstance(want, dict):
        return all(agree(got[key], want[key], rtol, atol) for key in want)
    if not isinstance(want, Tensor):
        return type(got) is type(want) and bool(abs(got - want) <= atol + rtol * abs(want))
    if got.shape != want.shape or got.dtype != want.dtype:
        return False
    scale = max(1.0, float(want.double().abs().nan_to_num(posinf=0.0).max())) if want.numel() else 1.0
    return torch.allclose(got.double(), want.double(), rtol=rtol, atol=atol * scale, equal_nan=True)


def seen(got: Any, want: Any, dtype: torch.dtype = torch.float64, **arguments: Any) -> Observation:
    rtol, atol = TOLERANCES[dtype]
    ok = agree(got, want, rtol, atol)
    return Observation(got, want, ok, tuple(arguments.values()), tuple(arguments), rtol=rtol, atol=atol)


def planted(
    wrong: Callable[[Tensor], Tensor], shapes: Shapes, dtype: torch.dtype = torch.float64, **arguments: Any
) -> Signature | None:
    """What is recognised where `wrong` is done to a random answer of each shape."""
    answers = [normal(*shape, dtype=dtype) for shape in shapes]
    return recognise([seen(wrong(want), want, dtype, **arguments) for want in answers])


def named(found: Signature | None, id: str, *phrases: str) -> None:
    assert found is not None
    assert found.id == id, found.text
    for phrase in phrases:
        assert phrase in found.text, found.text


def linear_backward(N: int, I: int, O: int) -> tuple[dict[str, Tensor], tuple[Tensor, ...]]:  # noqa: E741
    grad_output, x, weight, bias = normal(N, O), normal(N, I), normal(O, I), normal(O)
    right = (grad_output @ weight, grad_output.T @ x, grad_output.sum(0))
    return {"grad_output": grad_output, "x": x, "weight": weight, "bias": bias}, right


GRADIENTS = ("grad_x", "grad_weight", "grad_bias")


def backward(
    wrong: Callable[..., tuple[Tensor, ...]], *sizes: tuple[int, int, int], names: tuple[str, ...] = GRADIENTS
) -> Signature | None:
    """What is recognised where `wrong(arguments, grad_x, grad_weight, grad_bias)` comes out of a linear layer."""
    observations = []
    for size in sizes:
        arguments, right = linear_backward(*size)
        observations.append(seen(wrong(arguments, *right), right, **arguments))
    return recognise(observations, names)


EVERY_DTYPE = pytest.mark.parametrize("dtype", list(TOLERANCES), ids=str)


class TestRatio:
    @EVERY_DTYPE
    @pytest.mark.parametrize(
        ("factor", "words"),
        [
            (2.0, "times 2."),
            (0.5, "divided by 2."),
            (1 / 3, "divided by 3."),
            (0.7071, "times 0.7071."),
            (7.0, "times 7."),
        ],
    )
    def test_a_number_is_shown_where_it_has_no_name(self, factor: float, words: str, dtype: torch.dtype) -> None:
        named(
            planted(lambda want: want * factor, [(5, 40), (20, 3)], dtype),
            "ratio",
            f"The answer is the right one {words}",
        )

    def test_a_mean_where_a_sum_is_due(self) -> None:
        found = backward(lambda a, x, w, b: (x, w, b / len(a["x"])), (5, 4, 3))
        assert found is not None
        assert found.text.startswith(
            "grad_x and grad_weight are right; grad_bias is the right one divided by 5, the batch size: "
            "it is a mean where a sum is due."
        )

    def test_a_quantity_that_changes_from_case_to_case(self) -> None:
        found = backward(lambda a, x, w, b: (x, w, b / len(a["x"])), (5, 4, 3), (2, 3, 4), (1, 2, 3))
        named(found, "ratio", "grad_bias is the right one divided by the batch size: it is a mean where a sum is due.")

    def test_a_sum_where_a_mean_is_due(self) -> None:
        observations = []
        for n in (4, 7, 3):
            logits = normal(n, 5)
            observations.append(seen(logits * 3, logits * 3 / n, logits=logits))
        named(recognise(observations), "ratio", "times the batch size: it is a sum where a mean is due")

    @pytest.mark.parametrize("sizes", [[3, 5, 7], [7]])
    def test_the_root_of_a_dimension(self, sizes: list[int]) -> None:
        observations = []
        for size in sizes:
            query, key = normal(2, size), normal(4, size)
            want = query @ key.T
            observations.append(seen(want / math.sqrt(size), want, query=query, key=key))
        named(recognise(observations), "ratio", "the square root of the last dimension of `query` and `key`")

    def test_only_the_matrix_of_a_batch_has_a_batch_size(self) -> None:
        query = normal(5, 4)
        named(
            recognise([seen(query.exp() / 5, query.exp(), query=query)]), "ratio", "5, the first dimension of `query`"
        )

    def test_a_dimension_counted_from_the_end_where_leading_ones_vary(self) -> None:
        observations = []
        for shape in [(3, 4), (2, 5, 4), (2, 3, 6, 5)]:
            query = normal(*shape)
            observations.append(seen(query.exp() / shape[-2], query.exp(), query=query))
        named(recognise(observations), "ratio", "divided by the second to last dimension of `query`.")

    def test_an_argument_below_one(self) -> None:
        observations = []
        for p in (0.3, 0.6):
            want = normal(4, 5)
            observations.append(seen(want * (1 - p), want, x=want, p=p))
        named(recognise(observations), "ratio", "the right one times 1 − `p`")
        named(recognise(observations[:1]), "ratio", "the right one times 1 − `p` = 0.7.")

    def test_the_variance_without_bias(self) -> None:
        observations = [seen(x.var(0), x.var(0, correction=0), x=x) for x in (normal(6, 3), normal(4, 5))]
        named(recognise(observations), "ratio", "times n/(n − 1) with n the batch size")

    def test_the_deviation_without_bias(self) -> None:
        observations = [seen(x.std(0), x.std(0, correction=0), x=x) for x in (normal(6, 3), normal(4, 5))]
        named(recognise(observations), "ratio", "times √(n/(n − 1)) with n the batch size")

    def test_a_product_of_whole_arguments(self) -> None:
        observations = []
        for height, width, out in [(40, 50, 7), (13, 17, 11), (9, 31, 5)]:
            want = 1009 * out
            observations.append(seen(want * height * width, want, height=height, width=width, out=out))
        named(recognise(observations), "ratio", "`height`·`width`")

    def test_another_base_of_the_logarithm(self) -> None:
        named(planted(lambda want: want / math.log(2), MATRICES), "ratio", "divided by ln 2")
        named(planted(lambda want: want * math.log(2), MATRICES), "ratio", "times ln 2")
        named(planted(lambda want: want / math.log(10), MATRICES), "ratio", "divided by ln 10")

    def test_with_the_opposite_sign(self) -> None:
        x = normal(5, 4)
        named(
            recognise([seen(-x.exp() / 5, x.exp(), x=x)]),
            "ratio",
            "is minus the right one, divided by 5, the batch size",
        )

    def test_scalars_of_several_cases(self) -> None:
        named(planted(lambda want: want * 3, [(), (), ()]), "ratio", "times 3")

    def test_one_number_of_a_square_case_names_no_dimension(self) -> None:
        x = normal(5, 5)
        found = recognise([seen(x.exp() / 5, x.exp(), x=x)])
        named(found, "ratio", "divided by 5.")
        assert found is not None and "batch" not in found.text

    @pytest.mark.parametrize("size", [2])
    def test_a_two_has_many_reasons(self, size: int) -> None:
        x = normal(size, 4)
        found = recognise([seen(x.exp() / size, x.exp(), x=x)])
        named(found, "ratio", "divided by 2.")
        assert found is not None and "batch" not in found.text

    def test_square_cases_that_differ_leave_both_names(self) -> None:
        observations = [seen(x.exp() / n, x.exp(), x=x) for n in (3, 5) for x in [normal(n, n)]]
        named(recognise(observations), "ratio", "the batch size, which is also the last dimension of `x`")

    def test_zeros_that_are_not_zero_are_no_ratio(self) -> None:
        want = normal(4, 5)
        want[0, 0] = 0
        got = want * 3
        got[0, 0] = 1.0
        assert recognise([seen(got, want)]) is None

    def test_one_scalar_is_no_ratio(self) -> None:
        assert planted(lambda want: want * 3, [()]) is None
        assert planted(lambda want: -want, [()]) is None

    def test_halves_and_quarters_agree_by_chance(self) -> None:
        assert recognise([seen(torch.tensor([0.25, 0.5]).double(), torch.tensor([0.5, 1.0]).double())]) is None


class TestSignAndFunctions:
    @EVERY_DTYPE
    def test_the_opposite_sign(self, dtype: torch.dtype) -> None:
        named(
            planted(lambda want: -want, [(5, 40)], dtype), "sign", "The answer is the right one with the opposite sign"
        )

    def test_the_same_sign_in_all_outputs_and_in_some(self) -> None:
        found = backward(lambda a, x, w, b: (-x, -w, -b), (5, 4, 3), (2, 3, 4))
        named(found, "sign", "Each output is the right one with the opposite sign")
        found = backward(lambda a, x, w, b: (-x, -w, b), (5, 4, 3), (2, 3, 4))
        named(
            found, "sign", "grad_bias is right; each of grad_x and grad_weight is the right one with the opposite sign"
        )

    @pytest.mark.parametrize(
        ("id", "wrong"),
        [
            ("complement", lambda want: 1 - want),
            ("absolute", torch.abs),
            ("square", torch.square),
            ("exponential", torch.exp),
            ("reciprocal", torch.reciprocal),
            ("logarithm", torch.log),
            ("root", torch.sqrt),
        ],
    )
    def test_a_function_of_the_right_answer(self, id: str, wrong: Callable[[Tensor], Tensor]) -> None:
        named(planted(wrong, [(4, 5), (3, 6)]), id)

    def test_fractions_that_are_lost(self) -> None:
        named(planted(lambda want: (want * 50).floor() / 50 * 0 + want.mul(1).floor(), [(40, 5)]), "rounded_down")

    def test_inverted_masks(self) -> None:
        masks = [torch.rand(5, 6) < 0.4, torch.rand(4, 4) < 0.6]
        named(recognise([seen(~mask, mask) for mask in masks]), "inverted", "has True and False exchanged")

    def test_few_booleans_and_biased_ones_agree_by_chance(self) -> None:
        mask = torch.tensor([[True, False], [False, False]])
        assert recognise([seen(~mask, mask)]) is None
        mask = torch.arange(30) == 7
        assert recognise([seen((normal(4), mask), (normal(4), mask))]) is None


class TestOffsetsAndTerms:
    @EVERY_DTYPE
    def test_a_constant(self, dtype: torch.dtype) -> None:
        named(planted(lambda want: want - 1.5, [(5, 40)], dtype), "offset", "is too small by 1.5 everywhere")

    def test_off_by_one(self) -> None:
        sizes = [28, 14, 7, 32, 5, 224]
        named(recognise([seen(size + 1, size) for size in sizes]), "off_by_one", "too large by 1")
        assert recognise([seen(size + 1, size) for size in sizes[:2]]) is None

    def test_a_whole_argument_is_missing(self) -> None:
        cases = [(3, 16, 3), (16, 32, 5), (64, 10, 1)]
        observations = [
            seen(i * o * k * k, i * o * k * k + o, in_channels=i, out_channels=o, kernel=k) for i, o, k in cases
        ]
        named(recognise(observations), "offset", "is too small by `out_channels`")

    @EVERY_DTYPE
    def test_an_argument_as_a_term(self, dtype: torch.dtype) -> None:
        bias, x = normal(30, dtype=dtype), normal(8, 30, dtype=dtype)
        want = (x.double() + bias.double()).to(dtype)
        named(recognise([seen(x, want, dtype, bias=bias)]), "missing_term", "the right one minus `bias`")
        double = (x.double() + 2 * bias.double()).to(dtype)
        named(recognise([seen(double, want, dtype, bias=bias)]), "extra_term", "the right one plus `bias`")

    def test_an_argument_as_a_factor(self) -> None:
        observations, twice = [], []
        for n in (4, 6):
            grad_output, x = normal(n, 3), normal(n, 3)
            slope = 1 - x.tanh() ** 2
            observations.append(seen(slope, grad_output * slope, grad_output=grad_output, x=x))
            twice.append(seen(grad_output**2 * slope, grad_output * slope, grad_output=grad_output, x=x))
        named(recognise(observations), "missing_factor", "divided by `grad_output`")
        named(recognise(twice), "extra_factor", "times `grad_output`")

    def test_without_names_the_position_is_named(self) -> None:
        bias, x = normal(4), normal(5, 4)
        found = recognise([Observation(x, x + bias, False, (1.0, bias), rtol=1e-7, atol=1e-10)])
        named(found, "missing_term", "the right one minus the second argument")

    def test_an_argument_unchanged(self) -> None:
        cases = [(normal(1, 1), normal(1)), (normal(5, 4), normal(4)), (normal(2, 3), normal(3))]
        named(recognise([seen(x, x.tanh() * y, x=x, y=y) for x, y in cases]), "echo", "The answer is `x`, unchanged")

    def test_a_term_in_some_cases_only(self) -> None:
        observations = []
        for bias in (None, normal(4), normal(4)):
            x = normal(5, 4)
            observations.append(seen(x.exp(), x.exp() if bias is None else x.exp() + bias, x=x, bias=bias))
        found = recognise(observations)
        named(found, "missing_term", "Some cases are right; in the others the answer is the right one minus `bias`")


class TestLayout:
    @EVERY_DTYPE
    @pytest.mark.parametrize("shapes", [[(5, 4)], [(4, 4)], [(2, 3, 3), (2, 4, 5)], MATRICES], ids=str)
    def test_transposed(self, shapes: Shapes, dtype: torch.dtype) -> None:
        named(planted(lambda want: want.mT, shapes, dtype), "transpose", "its last two dimensions are exchanged")

    def test_a_transposed_mask(self) -> None:
        named(recognise([seen(torch.ones(7, 7).tril().bool(), torch.ones(7, 7).triu().bool())]), "transpose")

    @pytest.mark.parametrize("shapes", [DEEP, [(3, 3, 3)]], ids=str)
    def test_permuted(self, shapes: Shapes) -> None:
        named(planted(lambda want: want.permute(2, 0, 1), shapes), "permuted", "(2, 0, 1)")

    @pytest.mark.parametrize(("axis", "word"), [(0, "first"), (-1, "last")])
    def test_reversed(self, axis: int, word: str) -> None:
        named(planted(lambda want: want.flip(axis), MATRICES), "reversed", f"along its {word} dimension")

    @pytest.mark.parametrize(("by", "towards"), [(1, "end"), (-1, "beginning")])
    @pytest.mark.parametrize("border", ["cyclic", "zero"])
    def test_shifted(self, by: int, towards: str, border: str) -> None:
        def wrong(want: Tensor) -> Tensor:
            got = want.roll(by, -1)
            if border == "zero" and want.shape[-1] > 1:
                got[..., 0 if by > 0 else -1] = 0
            return got

        named(planted(wrong, MATRICES), "shift", f"by one place towards the {towards} of its last dimension")

    def test_another_shape(self) -> None:
        named(planted(lambda want: want[None], MATRICES), "shape", "the right numbers in the right order")
        named(planted(lambda want: want.flatten(), [(5, 4)]), "shape")

    def test_not_summed_and_summed_too_far(self) -> None:
        found = backward(lambda a, x, w, b: (x, w, a["grad_output"]), (5, 4, 3), (2, 3, 4))
        named(found, "not_reduced", "grad_bias has entries along its first dimension whose sum is the right one")
        named(
            planted(lambda want: want.mean(-1), MATRICES),
            "reduced",
            "the mean of the right one over the last dimension",
        )
        named(planted(lambda want: want.sum(0, keepdim=True), MATRICES[1:]), "reduced", "the sum of")

    def test_the_right_numbers_in_the_wrong_places(self) -> None:
        def wrong(want: Tensor) -> Tensor:
            B, H, T, D = want.shape
            return want.transpose(1, 2).reshape(B, H, T, D)

        named(planted(wrong, [(2, 3, 4, 5), (1, 2, 3, 2)]), "order", "the right numbers, but in the wrong places")

    def test_heads(self) -> None:
        def dealt(want: Tensor) -> Tensor:
            return want.unflatten(-1, (3, -1)).mT.flatten(-2)

        def gathered(want: Tensor) -> Tensor:
            return want.unflatten(-1, (-1, 3)).mT.flatten(-2)

        shapes = [(2, 6), (3, 4, 12)]
        named(planted(dealt, shapes), "heads", "dealt out to 3 groups")
        named(planted(gathered, shapes), "heads", "gathered from 3 groups")
        named(planted(lambda want: want.roll(3, -1), [(4, 6), (2, 6)]), "heads", "the 2 blocks")

    def test_two_plain_numbers_where_one_is_due_are_no_sum(self) -> None:
        assert recognise([seen((n, n), n) for n in (3, 5, 7, 9, 11, 17, 23, 40, 52)]) is None

    def test_few_labels_agree_by_chance(self) -> None:
        assert recognise([seen(torch.tensor([0, 1, 2]), torch.tensor([2, 1, 0]))]) is None


class TestPlaces:
    @pytest.mark.parametrize(("row", "words"), [(0, "in the first place"), (-1, "in the last place")])
    def test_one_row(self, row: int, words: str) -> None:
        def wrong(want: Tensor) -> Tensor:
            got = want.clone()
            got[row] = normal(*got[row].shape)
            return got

        named(planted(wrong, [(5, 4), (3, 2, 3)]), "place", f"{words} of its first dimension; all else is right")

    def test_all_rows_but_the_first(self) -> None:
        found = planted(lambda want: torch.cat([want[:1], normal(*want[1:].shape)]), [(5, 4), (1, 3), (4, 6)])
        named(found, "place", "after the first place of its first dimension")

    @pytest.mark.parametrize(
        ("mask", "words"),
        [
            (lambda ones: ones.tril() * ones.triu(), "on the diagonal"),
            (lambda ones: ones.triu(1), "above the diagonal"),
            (lambda ones: ones.tril(-1), "below the diagonal"),
        ],
    )
    def test_a_part_of_a_matrix(self, mask: Callable[[Tensor], Tensor], words: str) -> None:
        found = planted(lambda want: want + mask(torch.ones_like(want)) * normal(*want.shape), [(5, 5), (2, 4, 4)])
        named(found, "place", words)

    def test_the_border(self) -> None:
        def wrong(want: Tensor) -> Tensor:
            got = normal(*want.shape)
            got[..., 1:-1, 1:-1] = want[..., 1:-1, 1:-1]
            return got

        named(planted(wrong, [(6, 7), (2, 5, 5)]), "place", "on the border")

    def test_where_an_argument_is_negative_or_a_mask_hides(self) -> None:
        observations, masked = [], []
        for n in (5, 7):
            x, kept = normal(n, 4), torch.rand(n, 4) < 0.5
            want = x.exp()
            observations.append(seen(torch.where(x < 0, normal(n, 4), want), want, x=x))
            masked.append(seen(torch.where(kept, want, normal(n, 4)), want, kept=kept))
        named(recognise(observations), "place", "where `x` is negative")
        named(recognise(masked), "place", "where `kept` is False")


class TestKinds:
    @pytest.mark.parametrize("got", [torch.float32, torch.float16, torch.bfloat16], ids=str)
    def test_a_narrower_dtype(self, got: torch.dtype) -> None:
        name = str(got).removeprefix("torch.")
        named(
            planted(lambda want: want.to(got), MATRICES),
            "dtype",
            f"the right numbers, but is {name} where float64 is due",
        )

    def test_integers(self) -> None:
        named(planted(lambda want: (want * 1).long(), MATRICES), "dtype", "int64", "its fractions are lost")
        observations = [seen(float(n), n) for n in (896, 4096)]
        named(recognise(observations), "dtype", "is a Python float where a Python int is due")

    def test_a_wrong_dtype_with_wrong_numbers_is_not_explained(self) -> None:
        assert planted(lambda want: (2 * want).float(), MATRICES) is None

    @pytest.mark.parametrize(("narrow", "digits"), [(torch.float16, 3), (torch.bfloat16, 2)], ids=str)
    def test_through_a_narrower_dtype(self, narrow: torch.dtype, digits: int) -> None:
        found = planted(lambda want: want.to(narrow).to(want.dtype), [(5, 4), (3, 2)])
        named(found, "precision", f"about {digits} digits", str(narrow).removeprefix("torch."))

    def test_through_float32_on_the_way(self) -> None:
        observations = []
        for n in (6, 8):
            x, y = normal(n, 40), normal(40, n)
            observations.append(seen((x.float() @ y.float()).double(), x @ y))
            observations.append(seen((x.float() @ y.float()).double() * 3.7, x @ y * 3.7))
        named(recognise(observations), "precision", "about 7 digits, the precision of float32")
        named(recognise(observations[1::2]), "precision", "float32")

    def test_a_small_epsilon_is_no_loss_of_precision(self) -> None:
        observations = [seen(x / (x.std(0) + 1e-6), x / x.std(0)) for x in (normal(20, 6), normal(30, 3))]
        found = recognise(observations)
        assert found is None or found.id != "precision"


class TestNotFinite:
    def softmax(self, scale: float) -> Observation:
        x = normal(4, 5) * scale
        return seen(x.exp() / x.exp().sum(-1, keepdim=True), x.softmax(-1), x=x)

    def test_only_at_large_inputs(self) -> None:
        found = recognise([self.softmax(1.0), self.softmax(5e3)])
        named(found, "not_finite_when_large", "NaN", "when the inputs are large")
        named(recognise([self.softmax(5e3)]), "not_finite_when_large")

    def test_large_whole_arguments_are_no_large_inputs(self) -> None:
        want = normal(4, 5)
        assert (found := recognise([seen(want * math.nan, want, n=50_000)])) is not None
        assert found.id == "not_finite"

    def test_where_an_argument_holds_an_infinity(self) -> None:
        x = normal(4, 5)
        blind = torch.where(torch.arange(4)[:, None] == 1, -torch.inf, x)
        want = blind.softmax(-1).nan_to_num(0.0)
        found = recognise([seen(x.softmax(-1), x.softmax(-1), scores=x), seen(blind.softmax(-1), want, scores=blind)])
        named(found, "not_finite_at_infinity", "NaN", "an argument holds an infinity")

    def test_everywhere(self) -> None:
        named(planted(lambda want: want * math.nan, MATRICES), "not_finite", "is NaN everywhere")

    def test_where_an_argument_is_zero(self) -> None:
        p = torch.tensor([[0.0, 0.25, 0.75], [0.3, 0.0, 0.7], [0.1, 0.2, 0.7], [0.61, 0.39, 0.0]]).double()
        found = recognise([seen(-p * p.log(), torch.special.entr(p), p=p)])
        named(found, "not_finite_at_zero", "exactly where `p` is 0")

    def test_a_single_nan_is_not_explained(self) -> None:
        want = normal(4, 5)
        got = want.clone()
        got[1, 2] = math.nan
        assert recognise([seen(got, want)]) is None


class TestNothing:
    def test_zeros(self) -> None:
        named(planted(torch.zeros_like, MATRICES), "zeros", "is zero everywhere")

    def test_one_number(self) -> None:
        named(planted(lambda want: torch.full_like(want, float(want.mean())), MATRICES[1:]), "constant")


class TestOutputs:
    def test_exchanged(self) -> None:
        found = backward(lambda a, x, w, b: (w, x, b), (5, 4, 3), (2, 3, 4))
        named(found, "exchanged", "grad_x and grad_weight are exchanged")
        found = backward(lambda a, x, w, b: (b, x, w), (5, 4, 3))
        named(found, "exchanged", "The outputs are right, but come in the wrong order")

    def test_only_one_is_wrong(self) -> None:
        found = backward(lambda a, x, w, b: (x, w, normal(*b.shape)), (5, 4, 3), (2, 3, 4))
        named(found, "component", "grad_x and grad_weight are right; grad_bias is not.")

    def test_two_relations(self) -> None:
        found = backward(lambda a, x, w, b: (-x, w, b / len(a["x"])), (5, 4, 3), (2, 3, 4))
        named(
            found,
            "sign+ratio",
            "grad_weight is right; grad_x is the right one with",
            "grad_bias is the right one divided",
        )

    def test_without_names(self) -> None:
        found = backward(lambda a, x, w, b: (x, w, -b), (5, 4, 3), names=())
        named(found, "sign", "The first output and the second output are right; the third output is")

    def test_a_dict(self) -> None:
        want = {"w1": normal(3, 4), "b1": normal(3), "w2": normal(2, 3), "b2": normal(2)}
        named(recognise([seen({**want, "w1": -want["w1"], "b1": -want["b1"]}, want)]), "sign", "each of `w1` and `b1`")

    def test_a_list_of_numbers_is_one_answer(self) -> None:
        want = [35_000, 307_000, 885_000, 663_000]
        named(recognise([seen([2 * n for n in want], want, groups=1)]), "ratio", "times 2")

    def test_a_list_of_tensors_of_changing_length(self) -> None:
        lists = [[normal(3, 2) for _ in range(n)] for n in (2, 4)]
        named(recognise([seen([-t for t in want], want) for want in lists]), "sign", "Each output")

    def test_arrays(self) -> None:
        want = np.random.default_rng(0).normal(size=(4, 5))
        want.flags.writeable = False
        named(recognise([Observation(want[::-1], want, False, rtol=1e-7, atol=1e-10)]), "reversed")


class TestShapes:
    """What is said of a shape where the numbers tell nothing: here all are 0 or 1."""

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            (lambda want: want[..., None], "one axis too many: axis 2, counted from 0, of size 1"),
            (lambda want: want[None].expand(3, -1, -1), "one axis too many: axis 0"),
            (lambda want: want[0], "lacks an axis: axis 0"),
            (lambda want: want.flatten(), "its axes 0 and 1 joined into one"),
            (lambda want: want.sum(), "a single number where 2 axes are due"),
            (lambda want: want[:, :1], "axis 1 is of length 1"),
            (lambda want: want[1:], "axis 0 is too short by 1"),
            (lambda want: torch.cat([want, want]), "axis 0 is 2 times as long as is due"),
            (lambda want: want.new_zeros(want.shape[::-1]), "has its axes 0 and 1 exchanged"),
            (lambda want: want[None, None], "has 4 axes where 2 are due"),
        ],
    )
    def test_the_axis_is_named(self, wrong: Callable[[Tensor], Tensor], words: str) -> None:
        found = recognise([seen(wrong(want), want) for want in (torch.ones(2, 3), torch.ones(5, 4))])
        named(found, "axes", words)

    def test_a_size_that_is_another_quantity_is_named(self) -> None:
        cases = [(torch.ones(4), torch.ones(2), torch.ones(4, 2)), (torch.ones(7), torch.ones(3), torch.ones(7, 3))]
        found = recognise([seen(got, want, x=x) for got, want, x in cases])
        named(found, "axes", "axis 0 is as long as the batch size")


class TestSilence:
    def test_right_answers(self) -> None:
        assert recognise([]) is None
        assert planted(lambda want: want, MATRICES) is None
        assert planted(lambda want: want * (1 + 1e-12), MATRICES) is None

    def test_one_case_that_is_not_explained_is_enough(self) -> None:
        wants = [normal(5, 4), normal(3, 4)]
        assert recognise([seen(-wants[0], wants[0]), seen(normal(3, 4), wants[1])]) is None

    def test_a_passing_case_that_contradicts_is_mentioned(self) -> None:
        wants = [normal(5, 4), normal(3, 4)]
        found = recognise([seen(-wants[0], wants[0]), seen(wants[1], wants[1])])
        named(found, "sign", "Some cases are right; in the others the answer is the right one with the opposite sign")

    @pytest.mark.parametrize(
        ("got", "want"),
        [
            (None, torch.ones(3)),
            ("a", "b"),
            ((1.0,), (1.0, 2.0)),
            ({"a": 1.0}, {"b": 1.0}),
            (torch.ones(3, dtype=torch.complex64), torch.zeros(3, dtype=torch.complex64)),
            (10**400, 10**401),
            (object(), 1.0),
            ([], [1.0]),
            (torch.ones(0), torch.ones(0)),
            (torch.ones(0), torch.ones(2)),
            (torch.ones(2, 0), torch.ones(0, 2)),
            (torch.tensor(math.nan), torch.tensor(math.inf)),
            (torch.full((3,), torch.inf), torch.full((3,), math.nan)),
        ],
        ids=lambda value: re.sub(r" at 0x\w+", "", repr(value)),  # the same in each process
    )
    def test_what_has_no_numbers_to_compare(self, got: Any, want: Any) -> None:
        found = recognise([Observation(got, want, False, (object(), 10**400, "relu", None, [normal(2)]))])
        assert found is None or found.id in ("shape", "axes")


# Random answers: of every kind that exercises have, with many equal values, few values, few elements.

KINDS: dict[str, Callable[[random.Random, Shape], Any]] = {
    "normal": lambda _, shape: normal(*shape),
    "scaled": lambda r, shape: normal(*shape) * r.choice([0.01, 1, 100]) + r.choice([0, 5, -1]),
    "relu": lambda _, shape: normal(*shape).relu(),
    "rare": lambda _, shape: normal(*shape) * (torch.rand(shape) < 0.3),
    "one-hot": lambda _, shape: (torch.rand(shape) < 0.3).double(),
    "fractions": lambda r, shape: torch.randint(0, 9, shape) / r.choice([2.0, 4.0, 5.0, 10.0]),
    "signs": lambda _, shape: normal(*shape).sign(),
    "probabilities": lambda _, shape: normal(*shape, 3).softmax(-1),
    "opposites": lambda _, shape: torch.stack([x := normal(*shape), -x], -1),
    "integers": lambda r, shape: torch.randint(0, r.choice([2, 3, 10, 1000]), shape),
    "booleans": lambda r, shape: torch.rand(shape) < r.choice([0.2, 0.5, 0.9]),
    "int": lambda r, _: r.randint(0, r.choice([3, 10, 100, 100_000])),
    "float": lambda r, _: r.choice([r.random(), r.randint(0, 8) / 8]),
    "sizes": lambda r, _: (r.randint(1, 40), r.randint(1, 40)),
}
ARGUMENTS: list[Callable[[random.Random, Shape], Any]] = [
    *[KINDS[kind] for kind in ("normal", "relu", "integers", "booleans", "int", "float")],
    lambda _, __: (3, 4),
    lambda _, __: None,
]
SHAPES: Shapes = [(), (1,), (2,), (3,), (5,), (2, 2), (3, 4), (1, 3), (5, 5), (2, 3, 4), (4, 2, 3, 3)]


def a_draw(r: random.Random) -> list[Observation]:
    """A check's comparisons: random answers against random ones, now and then a right one between."""
    dtype = r.choice([torch.float64, torch.float64, torch.float32, torch.float16])
    kinds = [r.choice(list(KINDS)) for _ in range(r.choice([1, 1, 1, 2, 3]))]
    shapes = [r.choice(SHAPES) for _ in kinds]
    observations = []
    for _ in range(r.choice([1, 1, 2, 3, 6])):
        if r.random() < 0.5:
            shapes = [tuple(r.randint(1, 5) for _ in shape) for shape in shapes]
        want, got = (
            tuple(cast(KINDS[kind](r, shape), dtype) for kind, shape in zip(kinds, shapes, strict=True)) for _ in "wg"
        )
        if r.random() < 0.15:
            got = want
        arguments = {f"a{i}": cast(r.choice(ARGUMENTS)(r, r.choice(shapes)), dtype) for i in range(r.randint(0, 4))}
        single = len(kinds) == 1
        observations.append(seen(got[0] if single else got, want[0] if single else want, dtype, **arguments))
    return observations


def cast(value: Any, dtype: torch.dtype) -> Any:
    return value.to(dtype) if isinstance(value, Tensor) and value.is_floating_point() else value


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 2**40))
def test_random_answers_are_never_named(seed: int) -> None:
    torch.manual_seed(seed)
    found = recognise(a_draw(random.Random(seed)))
    assert found is None, found


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**40))
def test_right_answers_are_never_named(seed: int) -> None:
    torch.manual_seed(seed)
    right = [
        Observation(o.want, o.want, True, o.arguments, o.names, o.rtol, o.atol) for o in a_draw(random.Random(seed))
    ]
    assert recognise(right) is None
