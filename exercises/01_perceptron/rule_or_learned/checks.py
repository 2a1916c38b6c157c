"""Checks of the rule, the exhaustive and the random search.

Callables that use a generator live beside the submission (`there`), where generators are real ones.
"""

import math

import torch

from dlquiz.checks import check, close, keeps_arguments, there


@check("threshold_rule is 1 above the threshold and 0 elsewhere", points=1)
def rule(impl, ref, draw):
    feature = draw.tensor([5.0, 7.0, 9.0, -8.0])
    for threshold in (6.0, 7.0, -8.0, 0.0, 100.0, -math.inf):
        close(impl.threshold_rule(feature, threshold), ref.threshold_rule(feature, threshold))
    hair = 8 * torch.finfo(feature.dtype).eps
    feature = draw.tensor([1.0, 1 + hair, 1 - hair])
    close(impl.threshold_rule(feature, 1.0), ref.threshold_rule(feature, 1.0))
    feature = draw.normal(6)
    close(impl.threshold_rule(feature, 0.25), ref.threshold_rule(feature, 0.25))


@check("threshold_rule takes any shape", points=1, needs=rule)
def rule_shapes(impl, ref, draw):
    for shape in [(), (2, 3), (2, 1, 3), (0,)]:
        feature = draw.normal(*shape)
        close(impl.threshold_rule(feature, 0.25), ref.threshold_rule(feature, 0.25))
    feature = draw.views(draw.normal(3, 4))
    close(impl.threshold_rule(feature, 0.25), ref.threshold_rule(feature, 0.25))


def agree(impl, ref, features, labels):
    got, want = impl.best_threshold(features, labels), ref.best_threshold(features, labels)
    close(got, want, rtol=1e-6, reason="an accuracy may be computed in float32")


@check("best_threshold has the highest accuracy that a threshold can have", points=2)
def exhaustive(impl, ref, draw):
    for features, labels in [
        ([3.0, 5.0], [0, 1]),
        ([3.0, 5.0, 7.0], [0, 0, 1]),
        ([9.0, 5.0, 7.0, 8.0], [1, 0, 1, 0]),
        ([5.0, 7.0, 3.0, 8.0, -2.0], [1, 1, 0, 1, 0]),
        ([-3.0, 2.0, -5.0, 0.5], [1, 1, 0, 1]),
    ]:
        agree(impl, ref, draw.tensor(features), draw.tensor(labels).long())
    for N in (5, 8, 30):
        features = draw.normal(N)
        noise = draw.normal(N, mean=0.0, std=0.5)
        agree(impl, ref, features, (features + noise > features.mean()).long())


@check("best_threshold finds −∞ where all are 1, and the largest value where none is", points=1, needs=exhaustive)
def alike(impl, ref, draw):
    for features in ([4.0], [4.0, -1.0, 2.0]):
        for label in (0, 1):
            agree(impl, ref, draw.tensor(features), draw.integers(label, label + 1, len(features)))
    agree(impl, ref, draw.tensor([1.0, 2.0, 3.0]), draw.tensor([1, 0, 0]).long())  # the rule in reverse does not count


@check("among equally good thresholds best_threshold takes the smallest", points=1, needs=exhaustive)
def ties(impl, ref, draw):
    for features, labels in [
        ([2.0, 1.0], [1, 0]),
        ([1.0, 2.0], [1, 0]),
        ([3.0, 1.0, 4.0, 2.0], [0, 0, 1, 1]),
        ([4.0, 3.0, 2.0, 1.0], [1, 0, 1, 0]),
        ([2.0, 2.0, 1.0, 3.0], [1, 0, 0, 1]),
        ([7.0, 5.0, 6.0, 8.0, 9.0], [0, 0, 1, 1, 0]),
    ]:
        agree(impl, ref, draw.tensor(features), draw.tensor(labels).long())
    for N in (6, 9, 12):  # repeated values, labels by chance
        agree(impl, ref, draw.integers(0, 5, N).to(draw.tensor(0.0)), draw.integers(0, 2, N))


def given_candidates(module, losses):
    """random_search over 10, 11, 12, …, whose losses are given. Returns the best, its loss, and the number of draws."""
    drawn = []

    def sample(generator):
        drawn.append(10 + len(drawn))
        return drawn[-1]

    best, best_loss = module.random_search(
        lambda c: losses[(c - 10) % len(losses)], sample, len(losses), torch.Generator()
    )
    return best, best_loss, len(drawn)


@check("random_search keeps the best of all tries", points=2)
def best_of_all(impl, ref, draw):
    for losses in (
        [2.0],
        [3.0, 1.0],
        [1.0, 3.0],
        [4.0, 1.0, 3.0],
        [1.0, 5.0, 4.0],
        [5.0, 4.0, 6.0, 2.0, 7.0],
        [3.0, 5.0, 4.0, 2.5, 9.0, 1.5],
    ):
        close(there(impl, given_candidates, losses), there(ref, given_candidates, losses))


@check("random_search takes losses of any size and sign, and the first of equals", points=1, needs=best_of_all)
def any_loss(impl, ref, draw):
    for losses in (
        [-1.0, -3.0, -2.0],
        [2e12, 1e12, 3e12],
        [0.0, 1.0, 0.0],
        [5.0, 2.0, 2.0, 3.0, 2.0],
        [1.0, 1.0 - 1e-9, 1.0],
    ):
        close(there(impl, given_candidates, losses), there(ref, given_candidates, losses))


def bowl(module, seed, tries):
    """random_search for the middle of a bowl. Returns what it found, the points drawn, the generator's next number."""
    generator, drawn, middle = torch.Generator().manual_seed(seed), [], torch.tensor([0.5, -0.25])

    def sample(generator):
        drawn.append(torch.rand(2, generator=generator) * 2 - 1)
        return drawn[-1].clone()

    def loss(point):
        return float((point - middle).square().sum())

    best, best_loss = module.random_search(loss, sample, tries, generator)
    return best, best_loss, torch.stack(drawn), torch.rand(1, generator=generator)


@check("random_search draws once a try, always from the given generator", points=1, needs=best_of_all)
def draws(impl, ref, draw):
    for tries in (1, 2, 20):
        seed = draw.integer(0, 2**40)
        close(there(impl, bowl, seed, tries), there(ref, bowl, seed, tries))


@check("the arguments stay as they are", points=1, needs=(rule, exhaustive))
def pure(impl, ref, draw):
    keeps_arguments(impl.threshold_rule, draw.normal(4), 0.25)
    keeps_arguments(impl.best_threshold, draw.tensor([9.0, 5.0, 7.0, 8.0]), draw.tensor([1, 0, 1, 0]).long())
