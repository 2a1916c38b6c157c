"""Every way in which a submission can be broken gets its own verdict and a sentence, and the judge lives on."""

from collections.abc import Callable

import pytest

from dlquiz.jobs import Grader
from dlquiz.model import Report, Verdict
from tests.support import SOLUTION, job, write_bank

Graded = Callable[..., Report]
SHORT = "limits: {seconds: 3, memory: 1024}\n"
QUICK = """
from dlquiz.checks import check, close

@check("doubles every number", points=2, seconds=1)
def values(impl, ref, draw):
    x = draw.normal(3)
    close(impl.double(x), ref.double(x))

@check("doubles a matrix", points=1, seconds=1)
def matrix(impl, ref, draw):
    x = draw.normal(2, 3)
    close(impl.double(x), ref.double(x))
"""


@pytest.mark.parametrize(
    ("source", "verdict", "words"),
    [
        ("def double(x:\n    return 2 * x\n", Verdict.IMPORT_FAILED, "SyntaxError"),
        ("import nothing_of_that_name\n", Verdict.IMPORT_FAILED, "nothing_of_that_name"),
        ("raise ValueError('at import')\n", Verdict.IMPORT_FAILED, "at import"),
        ("import sys\nsys.exit(0)\n", Verdict.IMPORT_FAILED, "sys.exit(0)"),
        (b"# \xff\xfe\ndef double(x): return 2 * x\n", Verdict.IMPORT_FAILED, "not UTF-8: byte 0xff in line 1"),
        (b"x = 1\n\0\n", Verdict.IMPORT_FAILED, "zero byte in line 2"),
        ("import os\nos._exit(0)\n", Verdict.CRASHED, "exit code 0"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", Verdict.CRASHED, "SIGSEGV"),
        ("", Verdict.MISSING_ENTRY, "double"),
        ("def dubble(x):\n    return 2 * x\n", Verdict.MISSING_ENTRY, "dubble"),
        ("double = 3\n", Verdict.MISSING_ENTRY, "double"),
        ("def double(x): raise NotImplementedError\n", Verdict.NOT_IMPLEMENTED, ""),
        ("def double(): return 2\n", Verdict.RAISED, "TypeError"),
        ("def double(x): return None\n", Verdict.WRONG_VALUE, "None"),
        ("def double(x): return [2 * x]\n", Verdict.WRONG_VALUE, "a list of 1"),
        ("def double(x): return (2 * x, 1)\n", Verdict.WRONG_VALUE, "a tuple of 2"),
        ("def double(x): return {1, 2}\n", Verdict.WRONG_VALUE, "a set object"),
        ("def double(x): return (2 * x).to_sparse()\n", Verdict.WRONG_VALUE, "sparse"),
        ("def double(x): return (2 * x).numpy()\n", Verdict.WRONG_VALUE, "numpy array"),
        ("def double(x): return 2 * x[None]\n", Verdict.WRONG_SHAPE, "[1, 1]"),
        ("def double(x): return (2 * x).float()\n", Verdict.WRONG_DTYPE, "float32"),
        ("def double(x): return (2 * x).half()\n", Verdict.WRONG_DTYPE, "float16"),
        ("def double(x): return x / 0\n", Verdict.NOT_FINITE, "infinite"),
        ("def double(x): return 2 * x + 1e-6\n", Verdict.WRONG_VALUE, "differs, by up to 1e-06"),
        ("def double(x): return double(x)\n", Verdict.RAISED, "RecursionError"),
        ("def double(x): raise KeyboardInterrupt\n", Verdict.RAISED, "KeyboardInterrupt"),
        ("import sys\ndef double(x): sys.exit(3)\n", Verdict.RAISED, "sys.exit(3)"),
        (
            "import torch\ndef double(x): return torch.empty(20 * 2**27, dtype=x.dtype)\n",
            Verdict.OUT_OF_MEMORY,
            "memory",
        ),
        ("def double(x): return bytearray(20 * 2**30)\n", Verdict.OUT_OF_MEMORY, "MemoryError"),
    ],
)
def test_each_fault_has_its_verdict_and_its_words(graded: Graded, source: str, verdict: Verdict, words: str) -> None:
    report = graded(source)
    assert report.verdict is verdict
    assert report.points == 0
    assert words in report.checks[0].message


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n        pass",
        "import signal\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    while True:\n        pass",
        "import time\n    time.sleep(1000)",
        "import torch\n    a = torch.randn(3000, 3000)\n    return torch.linalg.svd(a @ a)",
    ],
    ids=["python", "ignores SIGTERM", "sleeps", "inside one torch call"],
)
def test_an_endless_call_is_stopped_and_other_checks_keep_their_credit(graded: Graded, body: str) -> None:
    source = f"def double(x):\n    if x.dim() == 2:\n        return 2 * x\n    {body}\n"
    report = graded(source, checks=QUICK, more=SHORT)
    assert [check.verdict for check in report.checks] == [Verdict.TIMED_OUT, Verdict.PASSED]
    assert report.points == 1


def test_a_loop_at_import_is_stopped(graded: Graded) -> None:
    report = graded("while True: pass\n", more=SHORT)
    assert report.verdict is Verdict.TIMED_OUT
    assert "loop outside the functions" in report.checks[0].message


def test_ten_megabytes_of_output_neither_block_nor_fail(graded: Graded) -> None:
    report = graded("def double(x):\n    print('y' * 10_000_000)\n    return 2 * x\n", checks=QUICK)
    assert report.passed
    assert len(report.checks[0].output) < 70_000
    assert "more bytes were printed and not kept" in report.checks[0].output


def test_endless_output_is_stopped(graded: Graded) -> None:
    report = graded("def double(x):\n    while True: print('y' * 100_000)\n")
    assert report.verdict is Verdict.TOO_MUCH_OUTPUT


def test_output_belongs_to_the_check_that_printed_it(graded: Graded) -> None:
    source = "import sys\nprint('hello')\ndef double(x):\n    print(x.dim(), file=sys.stderr)\n    return 2 * x\n"
    report = graded(source, checks=QUICK)
    assert report.output == "hello\n"
    assert [check.output for check in report.checks] == ["1\n1\n", "2\n2\n"]  # float64, then float32


def test_a_traceback_has_only_the_learners_lines(graded: Graded) -> None:
    report = graded(
        "import torch\n\ndef double(x):\n    return helper(x)\n\ndef helper(x):\n    return x @ torch.ones(7)\n"
    )
    where = report.checks[0].where
    assert where is not None
    assert [(frame.line, frame.function) for frame in where.frames] == [(4, "double"), (7, "helper")]
    assert where.source == "return x @ torch.ones(7)"


def test_a_syntax_error_is_located(graded: Graded) -> None:
    where = graded("x = 1\ndef double(x:\n").checks[0].where
    assert where is not None
    assert where.line == 2
    source, caret = where.source.split("\n")
    assert source == "def double(x:"
    assert caret.strip() == "^"


def test_a_byte_order_mark_is_no_fault(graded: Graded) -> None:
    assert graded(b"\xef\xbb\xbf" + SOLUTION.encode()).passed


@pytest.mark.parametrize(
    "attack",
    [
        "os.write(fd, b'x' * 100)",
        "os.write(fd, struct.pack('<IQB', 2**31, 0, 0))",
        "os.write(fd, struct.pack('<IQB', 60000, 0, 0) + b'\\x91' * 60000)",
        "os.write(fd, struct.pack('<IQB', 5, 0, 0) + b'\\xdd\\xff\\xff\\xff\\xff')",
        "os.close(fd)",
        "os.shutdown" if False else "socket.socket(fileno=os.dup(fd)).shutdown(2)",
    ],
)
def test_a_babbling_or_silent_sandbox_becomes_a_verdict(graded: Graded, attack: str) -> None:
    source = f"""
import os, socket, stat, struct

def double(x):
    for fd in range(3, 100):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                {attack}
        except OSError:
            pass
    return 2 * x
"""
    report = graded(source, more=SHORT)
    assert report.verdict in (Verdict.CRASHED, Verdict.TIMED_OUT)
    assert report.points == 0


def test_the_grader_goes_on_after_every_kind_of_death(grader: Grader, tmp_path: object) -> None:
    bank = write_bank(tmp_path, checks=QUICK, more=SHORT)  # type: ignore[arg-type]
    for source in (
        "import os\nos._exit(1)",
        "def double(x):\n    while True: pass",
        "import os\nos.kill(os.getppid(), 0)",
    ):
        grader.run(job(bank, source))
        assert grader.run(job(bank, SOLUTION)).passed
