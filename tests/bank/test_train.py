"""The trainings reach their figure whatever the seed, and without the idea that they teach they don't.

Each submission is graded by the real judge with other seeds, so data, order and the module's starting weights differ.
"""

import ast
from collections.abc import Iterator
from types import ModuleType

import pytest
import torch
from torch import Tensor

from dlquiz.bank import Bank
from dlquiz.grading.draw import Draw
from dlquiz.jobs import Grader
from dlquiz.model import Exercise, Job, Verdict

BANK = Bank.find(None)
SEEDS = 20
FALLS_SHORT = {  # what is left when the idea is taken away
    "sentiment": ("bag_of_words", "deep_bag_of_words", "last_word_only"),
    "train_reverser": ("attention_unused", "mean_of_states"),
    "train_tiny_gpt": ("no_positions", "bigram", "no_mask"),
}


def exercise(slug: str) -> Exercise:
    return BANK.exercise(slug)


def jobs(slug: str, source: str) -> Iterator[Job]:
    for seed in range(SEEDS):
        yield Job(slug, source.encode(), f"{slug}.py", str(BANK.root), seed=f"train {seed}", device="cpu")


@pytest.mark.slow
@pytest.mark.parametrize("slug", FALLS_SHORT)
def test_the_figure_is_reached_under_every_seed(slug: str, grader: Grader) -> None:
    for _, report in grader.run_all(jobs(slug, exercise(slug).solution)):
        assert not isinstance(report, Exception)
        assert report.passed, [check.message for check in report.checks]


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug, names in FALLS_SHORT.items() for name in names])
def test_without_the_idea_it_is_missed_under_every_seed(slug: str, name: str, grader: Grader) -> None:
    (source,) = [mistake.source for mistake in exercise(slug).mistakes if mistake.id == name]
    for _, report in grader.run_all(jobs(slug, source)):
        assert not isinstance(report, Exception)
        assert not report.passed
        verdicts = {check.verdict for check in report.checks}
        assert verdicts <= {Verdict.PASSED, Verdict.WRONG_VALUE, Verdict.SKIPPED}


def checks_of(slug: str) -> ModuleType:
    module = ModuleType(f"checks_of_{slug}")
    exec(compile(ast.parse(exercise(slug).checks), f"{slug}/checks.py", "exec"), module.__dict__)
    return module


def best_weights(counts: Tensor, y: Tensor) -> Tensor:
    """Logistic regression to its minimum, by Newton's steps with a small ridge."""
    weights = counts.new_zeros(counts.shape[1])
    ridge = 1e-3 * torch.eye(counts.shape[1], dtype=counts.dtype)
    for _ in range(20):
        p = torch.sigmoid(counts @ weights)
        curvature = counts.mT @ (counts * (p * (1 - p))[:, None]) + ridge
        weights = weights - torch.linalg.solve(curvature, counts.mT @ (p - y) + ridge @ weights)
    return weights


def test_the_best_linear_bag_of_words_falls_short_of_the_sentiment() -> None:
    checks = checks_of("sentiment")
    draw = Draw(1, torch.float32)
    x, y = checks.reviews(draw, checks.dictionary(draw), 20_000)
    counts = torch.nn.functional.one_hot(x, checks.VOCABULARY).sum(dim=1).double()
    counts[:, 0] = 1  # instead of the padding, a bias
    weights = best_weights(counts, y.double())
    right = ((counts @ weights > 0).long() == y).double().mean()
    assert 0.55 < right < 0.65


def test_a_review_is_what_its_clauses_say() -> None:
    checks = checks_of("sentiment")
    draw = Draw(2, torch.float32)
    ids = checks.dictionary(draw)
    x, y = checks.reviews(draw, ids, 500)
    words = {number: word for word, number in ids.items()}
    for row, label in zip(x.tolist(), y.tolist(), strict=True):
        review = [words[number] for number in row if number]
        assert all(number == 0 for number in row[len(review) :])
        praise, turned = [], 1
        for word in review:
            turned = -1 if word in checks.NEGATIONS else turned
            if word in (*checks.GOOD, *checks.BAD):
                praise.append(turned * (1 if word in checks.GOOD else -1))
                turned = 1
        assert len(praise) in (1, 3)
        assert label == (sum(praise) > 0)


def test_the_text_of_the_tiny_gpt_repeats_itself() -> None:
    checks = checks_of("train_tiny_gpt")
    draw = Draw(3, torch.float32)
    ids = {character: number for number, character in enumerate(checks.ALPHABET)}
    text = "".join(checks.ALPHABET[number] for number in checks.text(draw, ids, 2000).tolist())
    pairs = text.split(". ")
    for first, second in zip(pairs[0:-2:2], pairs[1:-2:2], strict=False):
        name, _, _, colour, thing = first.split()
        assert second == f"the {thing} of {name} is {colour}"
    assert len(text) == 2000
