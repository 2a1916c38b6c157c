"""The quiz bank: every item can be asked, and every number is what torch says."""

import random
from collections import Counter
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from dlquiz.bank import Bank
from dlquiz.bank.quiz import FILE, ask, in_words, read_quiz

QUIZZES = {path.parent.name: read_quiz(path) for path in sorted(Bank.find().exercises.glob(f"*/{FILE}"))}
ITEMS = {f"{topic}/{name}": item for topic, items in QUIZZES.items() for name, item in items.items()}
NUMBERS = {name: item for name, item in ITEMS.items() if item.kind == "number"}
FIRST_HALF = ("00_start", "01_perceptron", "02_activations_losses", "03_backprop", "06_convolution", "07_architectures")
SECOND_PART = ("09_recurrent", "10_attention", "11_pretraining")


def parameters(module):
    return sum(parameter.numel() for parameter in module.parameters())


def receptive_field(kernels, strides):
    """How many inputs the middle output of real convolutions depends on."""
    layers = [nn.Conv1d(1, 1, kernel, stride, bias=False) for kernel, stride in zip(kernels, strides, strict=True)]
    net = nn.Sequential(*layers)
    for layer in layers:
        nn.init.ones_(layer.weight)
    x = torch.zeros(1, 1, 400, requires_grad=True)
    out = net(x)
    out[0, 0, out.shape[-1] // 2].backward()
    return int((x.grad != 0).sum())


def flops(module, x):
    with FlopCounterMode(display=False) as counter:
        module(x)
    return counter.get_total_flops()


def difference_error(step):
    x = torch.tensor(0.7, dtype=torch.float64)
    slope = (torch.sin(x + step) - torch.sin(x - step)) / (2 * step)
    return (slope - torch.cos(x)).abs().item()


NAMES = {
    "torch": torch,
    "nn": nn,
    "F": functional,
    "params": parameters,
    "field": receptive_field,
    "flops": flops,
    "difference_error": difference_error,
}


@pytest.mark.parametrize("topics", [FIRST_HALF, SECOND_PART], ids=["first half", "second part"])
def test_each_part_of_the_catalogue_has_its_items(topics):
    assert sum(len(QUIZZES[topic]) for topic in topics) >= 40


def test_no_name_stands_twice_in_the_bank():
    names = Counter(name for items in QUIZZES.values() for name in items)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("seed", range(5))
def test_a_number_is_what_torch_says(name, seed):
    question = ask(NUMBERS[name], random.Random(seed))
    measured = eval(NUMBERS[name].torch.format(**question.values), dict(NAMES))
    assert question.answer == in_words(measured), question.ask


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_drawn_afresh(name):
    assert len({ask(NUMBERS[name], random.Random(seed)).ask for seed in range(20)}) > 1


@pytest.mark.parametrize("name", ITEMS)
def test_the_right_answer_is_not_told_by_its_length(name):
    """Items of many words: the right one is not by far the longest, which people who guess look for."""
    question = ask(ITEMS[name], random.Random(0))
    longest = max(len(says) for says, _ in question.distractors)
    assert len(question.answer) <= max(2.5 * longest, 30), question.answer


def test_the_bank_has_no_other_quiz_files():
    bank = Bank.find()
    places = [path for folder in (bank.exercises, bank.solutions) for path in folder.rglob(FILE)]
    found = sorted(path.relative_to(bank.root) for path in places)
    assert found == [Path("exercises", topic, FILE) for topic in QUIZZES]
