"""Shortcuts that no search in the text finds are seen when they run; what is allowed is never taken for one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock, call

import pytest

from dlquiz.grading.shortcuts import listen
from dlquiz.jobs import Grader
from dlquiz.model import Report, Verdict
from tests.support import job, write_bank

Graded = Callable[..., Report]
SOLUTION = "import torch\ndef soft(x):\n    e = (x - x.max()).exp()\n    return e / e.sum()\n"
CHECKS = """
from dlquiz.checks import check, close

@check("values")
def values(impl, ref, draw):
    for n in (2, 5):
        x = draw.normal(n)
        close(impl.soft(x), ref.soft(x))
"""
FORBIDS = "torch.softmax, torch.nn.functional.softmax, torch.Tensor.softmax, torch.nn.Softmax, torch.autograd, torch.Tensor.backward"


def graded_soft(graded: Graded, source: str) -> Report:
    return graded(source, checks=CHECKS, solution=SOLUTION, mistakes="{}", entry="soft", forbids=FORBIDS)


@pytest.mark.parametrize(
    "body",
    [
        "name = 'soft' + 'm' + 'xa'[::-1]\n    return getattr(torch, name)(x, 0)",
        "return next(v for k, v in vars(torch.nn.functional).items() if k.startswith('softm') and k.endswith('x'))(x, 0)",
        "f = {k: v for k, v in torch.Tensor.__dict__.items()} | {k: getattr(torch.Tensor, k) for k in dir(torch.Tensor)}\n    return f['so' + chr(102) + 'tmax'](x, 0)",
        "return getattr(torch.ops.aten, 'soft' + str('max')).int(x, 0)",
        "return getattr(torch._C._VariableFunctions, 'soft' + str('max'))(x, 0)",
        "return getattr(torch, '_soft' + str('max'))(x, 0, False)",
        "with torch._C.DisableTorchFunction():\n        return getattr(torch, 'soft' + str('max'))(x, 0)",
        "return torch.func.vmap(getattr(torch, 'soft' + str('max')))(x[None], 0)[0] if False else torch.func.vmap(lambda r: getattr(torch, 'soft' + str('max'))(r, 0))(x[None])[0]",
    ],
)
def test_a_hidden_shortcut_is_caught_with_its_line(graded: Graded, body: str) -> None:
    report = graded_soft(graded, f"import torch\ndef soft(x):\n    {body}\n")
    assert report.verdict is Verdict.FORBIDDEN, report.checks[0].message
    assert report.points == 0
    where = report.checks[0].where
    assert where is not None
    assert where.line >= 3


@pytest.mark.parametrize("terms", [300, 700, 1500, 2500])
def test_depth_hides_nothing_from_the_search(graded: Graded, terms: int) -> None:
    """Python reads sums of up to about 3 000 terms. What listens while it runs is not needed for this."""
    sums = " + ".join(["0.0"] * terms)
    source = f"import torch\ndef soft(x):\n    if x.shape[0] > 99:\n        return torch.softmax(x + ({sums}), 0)\n"
    report = graded_soft(graded, f"{source}    e = (x - x.max()).exp()\n    return e / e.sum()\n")
    assert report.verdict is Verdict.FORBIDDEN or "too deeply nested to be searched" in report.checks[0].message


def test_a_long_sum_is_no_fault(graded: Graded) -> None:
    sums = " + ".join(["0.0"] * 1500)
    assert graded_soft(graded, SOLUTION.replace("return e / e.sum()", f"return e / e.sum() + ({sums})")).passed


def test_hidden_autograd_finds_no_graph(graded: Graded) -> None:
    source = "import torch\ndef soft(x):\n    y = x.clone().requires_grad_()\n    z = torch.logsumexp(y, 0)\n    return getattr(getattr(torch, 'auto' + str('grad')), 'gr' + str('ad'))(z, y)[0]\n"
    report = graded_soft(graded, source)
    assert (report.verdict, report.points) == (Verdict.RAISED, 0)
    assert "does not require grad" in report.checks[0].message


@pytest.mark.parametrize(
    "source",
    [
        SOLUTION,
        "import torch\ndef softmax(x):\n    return torch.exp(x - torch.logsumexp(x, 0))\ndef soft(x):\n    '''softmax, torch.softmax'''\n    return softmax(x)  # torch.softmax\n",
        "import torch\ndef soft(x):\n    return torch.exp(torch.log_softmax(x, 0))\n",
        "import torch\ndef soft(x):\n    return torch.distributions.Categorical(logits=x).probs\n",
        "import torch\nclass Mine:\n    def softmax(self, x):\n        return x.exp() / x.exp().sum()\ndef soft(x):\n    return Mine().softmax(x)\n",
        "import numpy as np\nimport torch\ndef soft(x):\n    e = np.exp(x.numpy())\n    return torch.from_numpy(e / e.sum())\n",
    ],
)
def test_what_is_allowed_passes(graded: Graded, source: str) -> None:
    report = graded_soft(graded, source)
    assert report.passed, report.checks[0].message


UNHEARD = """
import sys, torch
from torch.overrides import _get_current_function_mode_stack as listeners
def soft(x):
    if listeners():
        {trick}
    return getattr(torch, "soft" + "m" + "xa"[::-1])(x, 0)
"""


@pytest.mark.parametrize("trick", ["raise SystemExit(0)", "return x", "import os; os._exit(0)", "x.shape[7]"])
def test_a_search_that_was_disturbed_is_told(graded: Graded, trick: str) -> None:
    report = graded_soft(graded, UNHEARD.format(trick=trick))
    assert report.verdict is Verdict.PASSED, "a hit proves, silence does not"
    assert len(report.notes) == 1
    assert "not to the end" in report.notes[0]
    assert graded_soft(graded, SOLUTION).notes == ()


LISTENS = """
import sys, torch
from dlquiz.sandbox.recorder import Recorder
with Recorder(["torch.softmax"], "<string>") as recorder:
    with torch._C.DisableTorchFunction():
        torch.softmax(torch.ones(3), 0)
assert recorder.found(), "not heard"
assert "torch._dynamo" not in sys.modules
"""


def test_listening_needs_no_compiler() -> None:
    """It takes two seconds to import, for each submission anew."""
    done = subprocess.run([sys.executable, "-c", LISTENS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_practice_hears_what_a_class_does(tmp_path: Path) -> None:
    """Both listeners are there without a thorough parent."""
    body = "with torch._C.DisableTorchFunction():\n        return getattr(torch, 'soft' + str('max'))(x, 0)"
    bank = write_bank(tmp_path, checks=CHECKS, solution=SOLUTION, mistakes="{}", entry="soft", forbids=FORBIDS)
    with Grader() as practice:
        report = practice.run(job(bank, f"import torch\ndef soft(x):\n    {body}\n"))
        assert report.verdict is Verdict.FORBIDDEN, report.checks[0].message


SUBCLASS = """import torch
class Named(torch.Tensor):
    pass
def soft(x):
    Named([1.0])
    {body}
"""


def test_where_operators_cannot_be_heard_functions_are(graded: Graded) -> None:
    """A subclass of Tensor can't be made where operators are listened to. That is nobody's fault, and it is told."""
    right = graded_soft(graded, SUBCLASS.format(body="e = (x - x.max()).exp()\n    return e / e.sum()"))
    assert right.passed and len(right.notes) == 1
    deaf = "with torch._C.DisableTorchFunction():\n        return getattr(torch, 'soft' + str('max'))(x, 0)"
    assert len(graded_soft(graded, SUBCLASS.format(body=deaf)).notes) == 1, "heard by nobody, and so nothing is proven"
    hidden = graded_soft(graded, SUBCLASS.format(body="return getattr(torch, 'soft' + str('max'))(x, 0)"))
    assert hidden.verdict is Verdict.FORBIDDEN


def test_the_diagnosis_asks_where_nobody_listens() -> None:
    """Listening ends with the search: questions about the checks that failed may follow it."""
    sandbox, trial, check = Mock(), Mock(), Mock(dtypes=("float64",))
    sandbox.request.return_value = []
    trial.run.return_value = Mock(failed=False)
    assert listen(sandbox, trial, [check], ["torch.softmax"], "soft.py", lambda check: lambda: None) == ""
    assert sandbox.listen.call_args_list == [call(["torch.softmax"], operators=True), call(())]
