"""The counts of 09_recurrent against real modules, which take no memory on the meta device."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from torch import nn

from dlquiz.bank import Bank

MODULES = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def rnn_params(*setting: Any) -> int:
    space: dict[str, Any] = {}
    exec(Bank.find(None).exercise("rnn_params").solution, space)
    function: Callable[..., int] = space["rnn_params"]
    return function(*setting)


@pytest.mark.parametrize("kind", MODULES)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_recurrent_parameters(kind: str, bidirectional: bool) -> None:
    for inputs, hidden, layers in itertools.product((1, 7, 10), (1, 5, 20), (1, 2, 4)):
        module = MODULES[kind](inputs, hidden, layers, bidirectional=bidirectional, device="meta")
        count = sum(parameter.numel() for parameter in module.parameters())
        assert rnn_params(kind, inputs, hidden, layers, bidirectional) == count


def test_the_case_of_the_contract() -> None:
    assert rnn_params("lstm", 10, 20) == 2_560
    one_bias = nn.LSTM(10, 20, device="meta").bias_hh_l0.numel()
    assert rnn_params("lstm", 10, 20) - one_bias == 2_480
