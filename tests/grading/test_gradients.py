"""Numerical gradient checks: no right gradient is refused, no planted fault passes, at kinks and at large values too."""

import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from dlquiz.grading.gradients import (
    Evaluator,
    GradientReport,
    LocalEvaluator,
    central_difference,
    check_gradients,
    numerical_vjp,
)

SEEDS = range(20)


@pytest.fixture(autouse=True)
def one_thread():
    """Many tiny operations: a second thread would only wait."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


class Draw:
    """Random tensors in float64."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self.generator, dtype=torch.float64)

    def integers(self, high: int, *shape: int) -> Tensor:
        return torch.randint(high, shape, generator=self.generator)

    def sparse(self, *shape: int) -> Tensor:
        """About half of the elements are exactly zero."""
        return self.normal(*shape) * self.integers(2, *shape)


def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(-1) @ value


def layer_norm(x, weight, bias):
    return F.layer_norm(x, x.shape[-1:], weight, bias)


def naive_layer_norm(x, weight, bias):
    variance = (x * x).mean(-1, keepdim=True) - x.mean(-1, keepdim=True) ** 2  # loses digits
    return (x - x.mean(-1, keepdim=True)) / (variance + 1e-5).sqrt() * weight + bias


def mlp(x, w1, b1, w2):
    return F.relu(x @ w1.T + b1) @ w2.T


def rnn(xs, h, w, u):
    for x in xs:
        h = torch.tanh(x @ w + h @ u)
    return h


SMOOTH = {
    "softmax": lambda d: (lambda x: x.softmax(-1), d.normal(3, 7)),
    "softmax over the columns": lambda d: (lambda x: x.softmax(0), d.normal(4, 4)),
    "layer norm": lambda d: (layer_norm, d.normal(4, 6), d.normal(6), d.normal(6)),
    "layer norm far from zero": lambda d: (layer_norm, d.normal(4, 6) + 1e3, d.normal(6), d.normal(6)),
    "layer norm of small numbers": lambda d: (
        lambda x: F.layer_norm(x, x.shape[-1:], eps=1e-12), d.normal(4, 6) * 1e-5),
    "naive layer norm": lambda d: (naive_layer_norm, d.normal(4, 6) + 30, d.normal(6), d.normal(6)),
    "batch norm": lambda d: (
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), d.normal(8, 3), d.normal(3), d.normal(3)),
    "attention": lambda d: (attention, d.normal(2, 5, 4), d.normal(2, 3, 4), d.normal(2, 3, 2)),
    "masked attention": lambda d: (
        attention, d.normal(5, 4), d.normal(5, 4), d.normal(5, 2), torch.ones(5, 5, dtype=torch.bool).tril()),
    "conv2d": lambda d: (
        lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1), d.normal(2, 2, 5, 5), d.normal(3, 2, 3, 3), d.normal(3)),
    "logsumexp": lambda d: (lambda x: x.logsumexp(-1), d.normal(3, 5)),
    "cross entropy": lambda d: (F.cross_entropy, d.normal(5, 4), d.integers(4, 5)),
    "embedding": lambda d: (lambda index, table: table[index], torch.tensor([1, 0, 2, 2, 1]), d.normal(3, 3)),
    "rnn": lambda d: (rnn, d.normal(6, 2, 3), d.normal(2, 4), d.normal(3, 4), d.normal(4, 4)),
    "relu network": lambda d: (mlp, d.normal(6, 4), d.normal(16, 4), d.normal(16), d.normal(3, 16)),
    "two outputs": lambda d: (lambda x, w: (torch.tanh(x @ w), (x * x).sum()), d.normal(3, 4), d.normal(4, 4)),
    "scalars": lambda d: (lambda a, b: a * b + a.exp(), d.normal(), d.normal()),
}  # fmt: skip
DIFFICULT = {
    "logsumexp at large values": lambda d: (lambda x: x.logsumexp(-1), d.normal(3, 7) + 1e6),
    "saturated softmax": lambda d: (lambda x: x.softmax(-1), 500 * d.normal(3, 7)),
    "saturated sigmoid": lambda d: (torch.sigmoid, 100 * d.normal(5, 5)),
    "softmax at large values": lambda d: (lambda x: x.softmax(-1), d.normal(3, 7) + 1e6),
    "saturated softmax in large units": lambda d: (lambda x: 1e6 * x.softmax(-1), 20 * d.normal(4, 6)),
    "direction of a tiny vector": lambda d: (lambda x: x / x.norm(), 1e-20 * d.normal(5)),
    "tiny argument": lambda d: (lambda x: (x + 1).sin(), 1e-8 * d.normal(6)),
    "additive mask": lambda d: (
        lambda x, mask: (x + mask).softmax(-1), d.normal(5, 5), -1e9 * torch.ones(5, 5).double().triu(1)),
    "lost digits": lambda d: (lambda x: (x + 1e7) - 1e7, d.normal(40)),
    "lost digits of one number": lambda d: (lambda x: (x.sin() + 1e6) - 1e6, d.normal()),
    "very naive layer norm": lambda d: (naive_layer_norm, d.normal(4, 6) + 3e3, d.normal(6), d.normal(6)),
    "a large constant": lambda d: (lambda x: x.sin() + 1e6, d.normal()),
    "constant layer norm": lambda d: (layer_norm, d.normal(4, 1), d.normal(1), d.normal(1)),
    "wide relu network": lambda d: (mlp, d.normal(32, 8), d.normal(256, 8), d.normal(256), d.normal(3, 256)),
    "values of all sizes": lambda d: (torch.tanh, d.normal(30) * 10.0 ** (d.integers(9, 30) - 6)),
}  # fmt: skip
KINKS = {
    "relu at zero": lambda d: (F.relu, d.sparse(8, 8)),
    "relu of zeros": lambda d: (F.relu, torch.zeros(5, 5, dtype=torch.float64)),
    "relu close to zero": lambda d: (F.relu, d.sparse(8, 8) + d.normal(8, 8) * 1e-7),
    "abs at zero": lambda d: (torch.abs, d.sparse(20)),
    "max pooling with ties": lambda d: (lambda x: F.max_pool2d(x, 2, 1), d.integers(3, 1, 2, 5, 5).double()),
    "maximum with ties": lambda d: (lambda x: x.max(-1).values, d.integers(3, 4, 7).double()),
    "shared maximum": lambda d: (lambda x: x.amax(-1), d.integers(3, 4, 7).double()),
    "dead row in a relu network": lambda d: (
        mlp, d.normal(6, 4) * d.integers(2, 6, 1), d.normal(9, 4), torch.zeros(9, dtype=torch.float64), d.normal(3, 9)),
}  # fmt: skip
RIGHT = SMOOTH | DIFFICULT | KINKS


class Problem:
    """A function at a point, random cotangents, and autograd's gradients (None beside arguments without one)."""

    def __init__(self, make: Callable[[Draw], tuple], seed: int = 0) -> None:
        draw = Draw(seed)
        self.f, *at = make(draw)
        self.at = at
        leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in at]
        y = self.f(*leaves)
        outputs = y if isinstance(y, tuple) else (y,)
        self.cotangents = [draw.normal(*output.shape) for output in outputs]
        wrt = [x for x in leaves if x.requires_grad]
        gradients = iter(torch.autograd.grad(outputs, wrt, self.cotangents))
        self.gradients = [next(gradients) if x.requires_grad else None for x in leaves]

    def check(self, gradients: list | None = None, **options) -> GradientReport:
        return check_gradients(self.f, gradients or self.gradients, self.at, self.cotangents, **options)

    def refused(self, argnum: int, wrong: Tensor) -> bool:
        """True if a wrong gradient of one argument is told, and told of that argument alone."""
        gradients = [wrong if n == argnum else gradient for n, gradient in enumerate(self.gradients)]
        told = [argument.ok for argument in self.check(gradients).arguments]
        checked = [n for n, gradient in enumerate(self.gradients) if gradient is not None]
        return told == [n != argnum for n in checked]


# --- right gradients


@pytest.mark.parametrize("name", RIGHT)
def test_right_gradients_are_never_refused(name):
    for seed in SEEDS:
        report = Problem(RIGHT[name], seed).check(generator=torch.Generator().manual_seed(seed))
        assert report.ok, (seed, report)


@pytest.mark.parametrize("name", SMOOTH)
def test_smooth_functions_need_no_look_at_elements(name):
    report = Problem(SMOOTH[name]).check()
    assert {(argument.compared, argument.checked, argument.kinks) for argument in report.arguments} == {
        ("directions", 3, 0)
    }
    assert all(argument.error < argument.allowed < 1e-4 for argument in report.arguments)


def test_digits_lost_by_luck_in_all_directions_refuse_nothing():
    for seed in range(150):
        assert Problem(DIFFICULT["lost digits of one number"], seed).check().ok, seed


def test_a_large_constant_costs_no_look_at_elements():
    for seed in range(40):
        [argument] = Problem(DIFFICULT["a large constant"], seed).check().arguments
        assert (argument.compared, argument.ok) == ("directions", True)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    rows=st.integers(1, 6),
    columns=st.integers(1, 12),
    size=st.floats(1e-3, 1e3),
    offset=st.floats(-100, 100),
)
def test_right_gradients_of_any_size_are_never_refused(seed, rows, columns, size, offset):
    draw = Draw(seed)
    x = size * draw.normal(rows, columns) + offset
    for f in (lambda x: x.softmax(-1), F.relu, torch.tanh, lambda x: x.logsumexp(0), lambda x: x.sin() * x):
        assert Problem(lambda _, f=f: (f, x), seed).check().ok


# --- wrong gradients


def one_changed(gradient: Tensor, change: Callable[[Tensor], Tensor]) -> Tensor:
    """The gradient with its largest element changed."""
    wrong = gradient.clone().reshape(-1)
    largest = wrong.abs().argmax()
    wrong[largest] = change(wrong[largest])
    return wrong.reshape(gradient.shape)


FAULTS = {
    "scaled by 1.001": lambda g: g * 1.001,
    "wrong sign": lambda g: -g,
    "one element off": lambda g: one_changed(g, lambda e: e * 1.001),
    "one sign wrong": lambda g: one_changed(g, lambda e: -e),
    "one element missing": lambda g: one_changed(g, lambda e: 0 * e),
    "zeros": torch.zeros_like,
    "a constant added": lambda g: g + 1e-3 * g.abs().max(),
}
FAULTS_OF_MANY = {
    "mean for sum": lambda g: g / g.numel(),
    "first half missing": lambda g: g * (torch.arange(g.numel()) >= (g.numel() + 1) // 2).reshape(g.shape),
    "reversed": lambda g: g.reshape(-1).flip(0).reshape(g.shape),
}


@pytest.mark.parametrize("fault", FAULTS | FAULTS_OF_MANY)
@pytest.mark.parametrize("name", SMOOTH)
def test_planted_faults_are_found(name, fault):
    for seed in range(2):
        problem = Problem(SMOOTH[name], seed)
        for argnum, gradient in enumerate(problem.gradients):
            if gradient is not None and (fault in FAULTS or gradient.numel() > 1):
                assert problem.refused(argnum, (FAULTS | FAULTS_OF_MANY)[fault](gradient)), (seed, argnum)


@pytest.mark.parametrize("fault", ["scaled by 1.1", "wrong sign", "one sign wrong", "zeros"])
@pytest.mark.parametrize(
    "name", sorted(DIFFICULT.keys() - {"saturated softmax", "saturated sigmoid", "constant layer norm"})
)
def test_faults_are_found_in_difficult_places_too(name, fault):
    faults = FAULTS | {"scaled by 1.1": lambda g: g * 1.1}
    for seed in range(3):
        problem = Problem(DIFFICULT[name], seed)
        for argnum, gradient in enumerate(problem.gradients):
            assert problem.refused(argnum, faults[fault](gradient)), (seed, argnum)


def test_a_transposed_gradient_is_found():
    problem = Problem(SMOOTH["rnn"])
    assert problem.refused(3, problem.gradients[3].T)


def test_a_missing_term_is_found():
    problem = Problem(SMOOTH["softmax"])  # without  - softmax · Σ
    [x], [cotangent] = problem.at, problem.cotangents
    assert problem.refused(0, x.softmax(-1) * cotangent)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32), element=st.integers(0, 11), share=st.floats(1e-4, 1e4), sign=st.sampled_from([-1, 1])
)
def test_one_wrong_element_is_found_and_shown(seed, element, share, sign):
    problem = Problem(lambda draw: (lambda x: x.sin() * x, draw.normal(3, 4)), seed)
    [right] = problem.gradients
    index = divmod(element, 4)
    wrong = right.clone()
    wrong[index] += sign * share * right.abs().mean()
    [argument] = problem.check([wrong]).arguments
    [entry] = argument.worst
    assert (argument.ok, argument.compared, entry.index) == (False, "elements", index)
    assert entry.analytic == float(wrong[index])
    assert entry.numerical == pytest.approx(float(right[index]), rel=1e-6, abs=1e-8)


def test_equal_and_opposite_faults_do_not_cancel():
    for seed in SEEDS:
        problem = Problem(lambda draw: (torch.tanh, draw.normal(10)), seed)
        wrong = problem.gradients[0].clone()
        wrong[2] += 1e-3
        wrong[7] -= 1e-3
        assert not problem.check([wrong], generator=torch.Generator().manual_seed(seed)).ok


def test_the_worst_elements_are_listed_worst_first():
    problem = Problem(lambda draw: (lambda x: x**2, draw.normal(8)))
    faults = torch.tensor([0, 1, 3, 0, 2, 6, 5, 4], dtype=torch.float64)
    [argument] = problem.check([problem.gradients[0] + faults]).arguments
    assert [entry.index for entry in argument.worst] == [(5,), (6,), (7,), (2,), (4,)]
    assert argument.error > argument.allowed


def test_of_many_wrong_groups_the_worst_is_looked_at_first():
    problem = Problem(lambda draw: (torch.sin, draw.normal(30, 30)))
    wrong = problem.gradients[0] + 1e-3
    wrong[17, 4] += 10
    [argument] = problem.check([wrong]).arguments
    assert argument.worst[0].index == (17, 4)
    assert argument.checked < 200


class Counting:
    """A local evaluator that counts what is asked of it."""

    def __init__(self, f, at) -> None:
        self.inner, self.requests, self.points = LocalEvaluator(f, at), 0, 0

    def evaluate(self, argnum: int, points: Tensor) -> tuple[Tensor, ...]:
        self.requests += 1
        self.points += len(points)
        return self.inner.evaluate(argnum, points)


def test_one_wrong_element_of_very_many_is_found_with_few_evaluations():
    problem = Problem(lambda draw: (lambda x: x.sin().mean(0), draw.normal(200, 100)))
    wrong = problem.gradients[0].clone()
    wrong[123, 45] *= 1.01
    evaluator = Counting(problem.f, problem.at)
    [argument] = problem.check([wrong], evaluator=evaluator).arguments
    assert [entry.index for entry in argument.worst] == [(123, 45)]
    assert argument.checked < argument.size == 20_000
    assert evaluator.points < 2_000


def test_a_fault_beside_many_kinks_is_found():
    problem = Problem(lambda draw: (F.relu, draw.sparse(30, 30)))
    [x], [gradient] = problem.at, problem.gradients
    place = tuple((x > 0).nonzero()[7].tolist())
    wrong = gradient.clone()
    wrong[place] = 2 * gradient[place] + 1
    [argument] = problem.check([wrong]).arguments
    assert [entry.index for entry in argument.worst] == [place]


# --- kinks


@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0])
def test_any_subgradient_is_accepted_at_a_kink(slope):
    problem = Problem(lambda _: (F.relu, torch.tensor([0.0, 1.0, -2.0], dtype=torch.float64)))
    [cotangent] = problem.cotangents
    [argument] = problem.check([cotangent * torch.tensor([slope, 1.0, 0.0])]).arguments
    assert (argument.ok, argument.kinks, argument.compared) == (True, 1, "elements")


@pytest.mark.parametrize("slope", [-0.01, 1.01, 5.0])
def test_nothing_else_is_accepted_at_a_kink(slope):
    problem = Problem(lambda _: (F.relu, torch.tensor([0.0, 1.0, -2.0], dtype=torch.float64)))
    [cotangent] = problem.cotangents
    [argument] = problem.check([cotangent * torch.tensor([slope, 1.0, 0.0])]).arguments
    assert [entry.index for entry in argument.worst] == [(0,)]


@pytest.mark.parametrize("distance", [1e-5, 3e-6, 1e-6, 1e-7, 1e-8, -1e-8, -1e-6, -3e-6])
def test_close_to_a_kink_only_the_slope_of_that_side_is_accepted(distance):
    x = torch.tensor([distance, 1.0, -1.0], dtype=torch.float64)
    problem = Problem(lambda _: (F.relu, x))
    assert problem.check().ok
    other_side = problem.gradients[0].clone()
    other_side[0] = problem.cotangents[0][0] - other_side[0]
    assert not problem.check([other_side]).ok


def test_zeros_do_not_pass_because_of_kinks_elsewhere():
    problem = Problem(lambda draw: (F.relu, draw.sparse(6, 6)))
    assert not problem.check([torch.zeros(6, 6, dtype=torch.float64)]).ok


def test_both_winners_of_a_tie_or_one_or_half_and_half():
    x = torch.tensor([1.0, 3.0, 3.0, 2.0], dtype=torch.float64)
    cotangent = torch.tensor(2.0, dtype=torch.float64)
    for right in ([0, 2, 0, 0], [0, 0, 2, 0], [0, 1, 1, 0]):
        assert check_gradients(torch.max, [torch.tensor(right).double()], [x], cotangent).ok
    for wrong in ([2, 0, 0, 0], [0, 3, 0, 0], [0, -1, 2, 0], [0, 0, 2, 1]):
        assert not check_gradients(torch.max, [torch.tensor(wrong).double()], [x], cotangent).ok


# --- functions and arguments of all kinds


def branching(x):
    return x.sin() if x.sum() > 0 else x.cos()


def asking(x):
    assert x.abs().max().item() < 1e9
    return x.sin() * x


def leaving_torch(x):
    assert len(x.detach().numpy().tobytes()) == 40
    return torch.stack([element**2 for element in x])


@pytest.mark.parametrize("f", [branching, asking, leaving_torch])
def test_where_vmap_is_impossible_a_loop_agrees(f):
    problem = Problem(lambda draw: (f, draw.normal(5)))
    with pytest.raises(RuntimeError):
        torch.func.vmap(f)(problem.at[0][None])
    assert problem.check().ok
    [gradient] = problem.gradients
    torch.testing.assert_close(numerical_vjp(f, problem.at, problem.cotangents, 0), gradient, rtol=1e-8, atol=1e-9)
    assert not problem.check([gradient * 1.001]).ok


def test_batched_and_looped_evaluation_are_equal():
    draw = Draw(3)
    points, other = draw.normal(4, 3, 5), draw.normal(5, 2)

    def looped(x, w):
        float(x.sum())
        return x @ w

    [batched], [one_by_one] = (
        LocalEvaluator(f, [points[0], other]).evaluate(0, points) for f in (torch.matmul, looped)
    )
    torch.testing.assert_close(batched, one_by_one)


def test_a_batched_result_that_differs_is_not_trusted():
    calls = []

    def remembers(x):
        calls.append(None)
        return x * len(calls) if len(calls) == 1 else x * 7  # right from the second call on

    evaluator = LocalEvaluator(remembers, [torch.zeros(2, dtype=torch.float64)])
    points = torch.ones(3, 2, dtype=torch.float64)
    torch.testing.assert_close(evaluator.evaluate(0, points)[0], 7 * points)


def test_one_request_for_the_directions_of_an_argument():
    problem = Problem(SMOOTH["attention"])
    evaluator = Counting(problem.f, problem.at)
    assert problem.check(evaluator=evaluator).ok
    assert evaluator.requests == 2 * len(problem.at)  # the point itself, then all directions


def test_an_evaluator_takes_the_functions_place():
    problem = Problem(SMOOTH["layer norm"])
    evaluator: Evaluator = LocalEvaluator(problem.f, problem.at)
    report = check_gradients(None, problem.gradients, problem.at, problem.cotangents, evaluator=evaluator)
    assert report.ok
    assert [argument.name for argument in report.arguments] == ["argument 0", "argument 1", "argument 2"]


def test_arguments_are_never_changed_and_in_place_functions_are_fine():
    def in_place(x, w, table):
        x.mul_(w)
        w.add_(1)
        table["scale"].mul_(2)
        return x * table["scale"]

    draw = Draw(0)
    at = [draw.normal(4), draw.normal(4), {"scale": torch.ones((), dtype=torch.float64)}]
    before = [at[0].clone(), at[1].clone()]
    cotangent = draw.normal(4)
    gradients = [2 * cotangent * at[1], 2 * cotangent * at[0], None]
    assert check_gradients(in_place, gradients, at, cotangent).ok
    assert torch.equal(at[0], before[0])
    assert torch.equal(at[1], before[1])
    assert float(at[2]["scale"]) == 1


def test_other_arguments_are_passed_through():
    def f(x, scale, index, nothing, flag, noise):
        assert (scale, nothing, flag) == (2, None, True)
        return x[index] * scale + torch.randn(2, generator=noise, dtype=x.dtype)

    at = [torch.ones(3, dtype=torch.float64), 2, torch.tensor([0, 2]), None, True, torch.Generator().manual_seed(1)]
    gradients = [torch.tensor([2.0, 0, 2], dtype=torch.float64), *[None] * 5]
    report = check_gradients(f, gradients, at, torch.ones(2, dtype=torch.float64))
    assert report.ok
    assert [argument.name for argument in report.arguments] == ["x"]


def test_outputs_without_a_cotangent_do_not_count():
    x = Draw(0).normal(3, 4)
    cotangent = Draw(1).normal(3)
    gradient = torch.zeros_like(x).scatter(1, x.argmax(1, keepdim=True), cotangent[:, None])
    assert check_gradients(lambda x: tuple(x.max(1)), [gradient], [x], [cotangent, None]).ok


def test_views_empty_tensors_and_numbers():
    draw = Draw(0)
    x = draw.normal(4, 3).T
    expanded = draw.normal(1).expand(4)
    problem = Problem(
        lambda _: (lambda x, y, none, one: x @ y * one + none.sum(), x, expanded, draw.normal(0, 2), draw.normal())
    )
    report = problem.check()
    assert report.ok
    assert [argument.size for argument in report.arguments] == [12, 4, 0, 1]
    assert check_gradients(lambda x: x, [torch.ones(0).double()], [torch.ones(0).double()], torch.ones(0).double()).ok


def test_an_argument_that_does_not_matter_has_a_zero_gradient():
    problem = Problem(lambda draw: (lambda x, y: x * 2 + 0 * y, draw.normal(3), draw.normal(3)))
    report = problem.check()
    assert report.ok
    assert [argument.flat for argument in report.arguments] == [False, True]
    wrong = problem.check([problem.gradients[0], torch.ones(3, dtype=torch.float64)])
    assert [(argument.ok, argument.flat) for argument in wrong.arguments] == [(True, False), (False, True)]


def test_infinite_arguments_and_outputs_stand_still():
    hidden = torch.tensor([[0.0, -math.inf], [0.0, 0.0]], dtype=torch.float64)
    problem = Problem(lambda draw: (lambda s, mask: (s + mask).softmax(-1), draw.normal(2, 2), hidden))
    assert problem.check().ok
    assert Problem(lambda draw: (lambda s: s.masked_fill(torch.eye(2) > 0, -math.inf), draw.normal(2, 2))).check().ok
    assert not problem.check([g * 1.01 for g in problem.gradients]).ok
    unknown = problem.gradients[1].masked_fill(hidden.isinf(), math.nan)  # can't be compared there
    assert problem.check([problem.gradients[0], unknown]).ok


def test_where_a_function_ends_nothing_is_refused():
    problem = Problem(lambda _: (lambda x: x**1.5, torch.tensor([0.0, 2.0], dtype=torch.float64)))
    [argument] = problem.check().arguments
    assert (argument.ok, argument.kinks) == (True, 1)


def test_a_constant_in_float32_is_no_fault():
    problem = Problem(lambda draw: (lambda x: x.sin() * math.sqrt(2), draw.normal(5, 5)))
    ratio = float(torch.tensor(2.0).sqrt()) / math.sqrt(2)
    assert abs(ratio - 1) > 1e-8
    assert problem.check([problem.gradients[0] * ratio]).ok


def test_float32_outputs_are_judged_by_their_precision():
    problem = Problem(lambda draw: (lambda x: x.float().sin().double().float(), draw.normal(6)))
    assert problem.check().ok
    assert not problem.check([problem.gradients[0] * 1.1]).ok


# --- what can't be checked


def complaint(gradient: object) -> str:
    x = torch.ones(2, 3, dtype=torch.float64)
    [argument] = check_gradients(torch.sin, [gradient], [x], x).arguments
    assert (argument.ok, argument.compared, argument.size) == (False, "nothing", 6)
    return argument.problem


def test_an_unusable_gradient_is_a_result():
    good = torch.ones(2, 3, dtype=torch.float64)
    assert complaint(None) == "is None"
    assert complaint([1.0]) == "is of type list, not a tensor"
    assert complaint(torch.ones(3, dtype=torch.float64)) == "has shape [3], the argument [2, 3]"
    assert complaint(good.float()) == "is float32, the argument float64"
    assert complaint(good.to(torch.complex128)) == "is complex128, the argument float64"
    assert complaint(good.to_sparse()) == "is a sparse tensor"
    assert complaint(good / torch.tensor([0.0, 1.0, 1.0])) == "has 2 elements that are NaN or infinite"


def test_a_gradient_that_is_missing_is_a_result():
    x = torch.ones(2, dtype=torch.float64)
    report = check_gradients(torch.mul, [x], [x, x], x)
    assert [(argument.name, argument.ok, argument.problem) for argument in report.arguments] == [
        ("argument 0", True, ""),
        ("argument 1", False, "is None"),
    ]


def test_outputs_that_are_not_numbers_are_reported():
    x = torch.tensor([-1.0, 4.0], dtype=torch.float64)
    report = check_gradients(torch.sqrt, [x], [x], x)
    assert (report.ok, report.not_finite) == (False, 1)
    assert report.arguments[0].problem == "can't be checked: f returns NaN 1 times"


ONES = torch.ones(2, dtype=torch.float64)


@pytest.mark.parametrize(
    ("f", "x", "cotangent", "error", "match"),
    [
        (torch.sin, ONES.to(torch.complex128), ONES, TypeError, "argument 0 is complex"),
        (lambda x: torch.complex(x, x), ONES, ONES, TypeError, "output 0 or its cotangent is complex"),
        (torch.sin, ONES.float(), ONES, TypeError, r"argument 0 is float32.*\.double\(\)"),
        (torch.sin, ONES, torch.ones(3), ValueError, r"output 0 has shape \[2\], its cotangent \[3\]"),
        (torch.sin, ONES, [ONES, ONES], ValueError, "returns 1 tensors, but 2 cotangents"),
        (torch.sin, ONES, [None], ValueError, "no output has a cotangent"),
        (torch.argsort, ONES, ONES, TypeError, "output 0 is int64 and has no gradient"),
        (lambda x: 3.0, ONES, ONES, TypeError, "must return a tensor or a tuple of tensors, not float"),
        (torch.inverse, ONES, ONES, RuntimeError, "linalg"),
    ],
)
def test_bad_questions_are_refused(f, x, cotangent, error, match):
    with pytest.raises(error, match=match):
        check_gradients(f, [x], [x], cotangent, wrt=[0])


def test_outputs_must_keep_their_shape():
    shapes = iter([2, 3, 3, 3])
    with pytest.raises(ValueError, match="number and shapes"):
        check_gradients(lambda x: x.sum().expand(next(shapes, 3)), [ONES], [ONES], ONES)


# --- the other two functions


@pytest.mark.parametrize("name", SMOOTH)
def test_numerical_vjp_is_the_gradient(name):
    problem = Problem(SMOOTH[name])
    for argnum, gradient in enumerate(problem.gradients):
        if gradient is not None:
            numerical = numerical_vjp(problem.f, problem.at, problem.cotangents, argnum)
            scale = float(gradient.abs().max())
            torch.testing.assert_close(numerical, gradient, rtol=0, atol=1e-6 * scale)


def test_numerical_vjp_at_a_kink_and_beside_infinity():
    x = torch.tensor([0.0, 2.0, math.inf], dtype=torch.float64)
    numerical = numerical_vjp(F.relu, [x], torch.ones(3, dtype=torch.float64), 0)
    torch.testing.assert_close(numerical, torch.tensor([0.5, 1, math.nan]).double(), equal_nan=True)
    assert numerical_vjp(torch.sin, [x[:0]], x[:0], 0).shape == (0,)


def test_numerical_vjp_by_something_else_is_refused():
    with pytest.raises(TypeError, match="argument 1 is of type int"):
        numerical_vjp(torch.mul, [ONES, 2], ONES, 1)
    with pytest.raises(TypeError, match="give the function or an evaluator"):
        numerical_vjp(None, [ONES], ONES, 0)


def test_central_difference_is_the_jacobian_vector_product():
    draw = Draw(0)
    x, direction = draw.normal(3, 4), draw.normal(3, 4)
    slope = central_difference(lambda x: x.softmax(-1), x, direction, step=6e-6)
    p = x.softmax(-1)
    right = p * (direction - (p * direction).sum(-1, keepdim=True))
    torch.testing.assert_close(slope, right, rtol=1e-8, atol=1e-9)
    with pytest.raises(TypeError, match="at is float32"):
        central_difference(torch.sin, x.float(), direction, step=6e-6)


def test_a_report_is_reproducible():
    problem = Problem(SMOOTH["attention"])
    assert problem.check() == problem.check()
