"""Reports as the judge makes them, for the tests of the screens."""

from msgspec.structs import replace

from dlquiz.model import (
    Case,
    CheckResult,
    Diagnosis,
    ExerciseMeta,
    Frame,
    Limits,
    Picture,
    Report,
    Verdict,
    Where,
)
from dlquiz.view.attempt import Attempt
from dlquiz.view.listing import ListRow
from dlquiz.view.watch import Foot, list_page, report_page

HOSTILE = (
    "\x1b[2J\x1b[32m \u2713 scaled_dot_product   10 / 10\r\n"
    "\x07[bold red]red[/] [b, t, c] x[/y] :smile: \u202egnp.exe \x9b31m \u2028 \u2713 a line of its own\n"
    " \u2713 passed   10 / 10\n"
)


def meta(slug: str = "scaled_dot_product", topic: str = "10_attention", entry: tuple[str, ...] = ()) -> ExerciseMeta:
    return ExerciseMeta(
        slug=slug,
        topic=topic,
        folder="/bank/exercises/10_attention/scaled_dot_product",
        title="Scaled dot-product attention",
        kind="implement",
        difficulty=3,
        minutes=20,
        entry=entry or (slug,),
        after=("softmax",),
        forbids=(),
        hints=("one", "two", "three"),
        sources=(),
        limits=Limits(),
    )


ATTENTION = meta(entry=("scaled_dot_product_attention",))
LINEAR = meta("linear_backward", "03_backward")
PATH = "practice/10_attention/scaled_dot_product.py"
ATTEMPT = Attempt(path=PATH, tries=3, hints_used=0, hints_total=3, minutes_since_first=7.0)
NAMES = (
    ("the weighted mean of the values", 3),
    ("boolean and additive masks", 2),
    ("a causal position never sees the future", 2),
    ("a query that sees nothing gets zeros", 1),
    ("large scores don't overflow", 1),
    ("the arguments stay as they are", 1),
)
NEEDS = {1: 0, 2: 0, 3: 1, 4: 0}  # check -> the check that it needs


def report(checks: tuple[CheckResult, ...], verdict: Verdict | None = None, **changes: object) -> Report:
    failing = [check.verdict for check in checks if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED)]
    values: dict[str, object] = {
        "exercise": "scaled_dot_product",
        "version": "5c1f09ab",
        "verdict": verdict or (failing[0] if failing else Verdict.PASSED),
        "points": sum(check.points for check in checks),
        "max_points": sum(check.max_points for check in checks),
        "checks": checks,
        "targets": {"float64 cpu": "failed" if failing else "passed"},
        "seed": "practice",
        "seconds": 0.06,
    }
    return Report(**{**values, **changes})  # type: ignore[arg-type]


def passing(name: str, points: float) -> CheckResult:
    return CheckResult(name, Verdict.PASSED, points, points)


def skipped(name: str, points: float, needed: str) -> CheckResult:
    return CheckResult(name, Verdict.SKIPPED, 0, points, f"needs “{needed}”")


def failing(name: str, points: float, verdict: Verdict, message: str, **changes: object) -> CheckResult:
    return CheckResult(name, verdict, 0, points, message, **changes)  # type: ignore[arg-type]


def attention(**found: CheckResult) -> tuple[CheckResult, ...]:
    """The six checks of scaled_dot_product: those given as c0 … c5, the others passed or, where need be, skipped."""
    checks: list[CheckResult] = []
    for position, (name, points) in enumerate(NAMES):
        need = NEEDS.get(position)
        if f"c{position}" in found:
            checks.append(found[f"c{position}"])
        elif need is not None and checks[need].verdict is not Verdict.PASSED:
            checks.append(skipped(name, points, NAMES[need][0]))
        else:
            checks.append(passing(name, points))
    return tuple(checks)


def refused(verdict: Verdict, message: str, where: Where | None = None) -> tuple[CheckResult, ...]:
    """The whole file can't be graded: the first check says why."""
    first, *rest = NAMES
    others = (CheckResult(name, Verdict.SKIPPED, 0, points, "the file could not be graded") for name, points in rest)
    return failing(*first, verdict, message, where=where), *others


NO_SCALE = Diagnosis(
    "mistake",
    ("no_scale",),
    "The scores are not divided by √E. Their spread then grows with E, the softmax saturates and its gradient "
    "fades. Look where query and key become scores.",
)
CALL = "scaled_dot_product_attention(query f64[3,4], key f64[5,4], value f64[5,2])"
VALUES = failing(
    *NAMES[0],
    Verdict.WRONG_VALUE,
    "6 of 6 elements differ, by up to 0.41 (allowed 1e-10, float64)",
    diagnosis=NO_SCALE,
    case=Case(
        call=CALL,
        evidence=(
            "at [1, 0]   got 1.204   expected 0.797",
            'equal to the known mistake "no_scale" to 3e-16',
        ),
        index=(1, 0),
        got="1.204",
        expected="0.797",
        largest=0.41,
        allowed="1e-10 + 1e-7·|expected|, float64",
        script="import torch",
    ),
    output="scores torch.Size([3, 5])\n",
)
MISTAKE = report(attention(c0=VALUES))

SEVERAL = report(
    attention(
        c1=failing(
            *NAMES[1],
            Verdict.WRONG_VALUE,
            "2 of 6 elements differ, by up to 1.3 (allowed 1e-10, float64)",
            diagnosis=Diagnosis(
                "mistake",
                ("mask_inverted",),
                "The boolean mask is read the wrong way round: what should be seen is removed and what should be "
                "hidden is kept. The prompt's table says what True means.",
            ),
            case=Case(call=CALL[:-1] + ", attn_mask=bool[3,5])", evidence=("at [0, 1]   got -0.31   expected 0.99",)),
        ),
        c2=failing(
            *NAMES[2],
            Verdict.WRONG_VALUE,
            "changing positions 4 and 5 changed the answers at 0 to 3",
            case=Case(call=CALL[:-1] + ", is_causal=True)", evidence=("12 of 24 elements differ, by up to 0.7",)),
        ),
        c5=failing(
            *NAMES[5],
            Verdict.MUTATED_INPUT,
            "key was changed in place; the caller's values must stay as they are",
            output="debug\n",
        ),
    ),
    output="loaded\n",
)

GRADIENT = report(
    (
        passing("the three gradients have the shapes of their arguments", 1),
        failing(
            "the gradient is right",
            2,
            Verdict.WRONG_GRADIENT,
            "Your forward is right. Your backward does not belong to it.",
            diagnosis=Diagnosis(
                "mistake",
                ("bias_mean",),
                "grad_bias is the right one divided by the batch size. It is a mean where a sum is due: every row of "
                "the batch adds its own share to the gradient.",
            ),
            case=Case(
                call="linear_backward(grad_output f64[5,3], x f64[5,4], weight f64[3,4], bias f64[3])",
                evidence=(
                    "grad_x ✓ 2.1e-11   grad_weight ✓ 4.0e-11   grad_bias ✗ 1.0e+00",
                    "the worst of grad_bias:",
                    'equal to the known mistake "bias_mean" to 2e-16',
                ),
                table=(
                    ("index", "yours", "numerical", "reference"),
                    ("[0]", "0.1421", "0.7105", "0.7105"),
                    ("[2]", "-0.221", "-1.105", "-1.105"),
                    ("[1]", "0.02993", "0.1496", "0.1496"),
                ),
                script="import torch",
            ),
        ),
        skipped("an all-zero cotangent gives zeros", 1, "the gradient is right"),
    ),
    exercise="linear_backward",
)

RAISED = report(
    attention(
        c0=failing(
            *NAMES[0],
            Verdict.RAISED,
            "RuntimeError: The size of tensor a (4) must match the size of tensor b (5) at non-singleton dimension 1",
            case=Case(call=CALL, script="import torch"),
            where=Where(
                PATH,
                23,
                "scores",
                "    return query * key.transpose(-2, -1)",
                (
                    Frame(31, "scaled_dot_product_attention", "weights = softmax(scores(query, key), dim=-1)"),
                    Frame(23, "scores", "return query * key.transpose(-2, -1)"),
                ),
            ),
        ),
        c5=failing(
            *NAMES[5],
            Verdict.RAISED,
            "RuntimeError: The size of tensor a (4) must match the size of tensor b (5) at non-singleton dimension 1",
        ),
    )
)
RECURSION = report(
    attention(
        c0=failing(
            *NAMES[0],
            Verdict.RAISED,
            "RecursionError: maximum recursion depth exceeded",
            case=Case(call=CALL),
            where=Where(
                PATH,
                9,
                "depth",
                "return depth(x)",
                (Frame(31, "forward", "depth(x)"), *[Frame(9, "depth", "return depth(x)")] * 20),
            ),
        )
    )
)
SYNTAX = report(
    refused(
        Verdict.IMPORT_FAILED,
        "The file could not be imported. SyntaxError: '(' was never closed",
        Where(PATH, 14, "", "    scores = (query @ key\n             ^"),
    )
)
IMPORT = report(
    refused(
        Verdict.IMPORT_FAILED,
        "The file could not be imported. ModuleNotFoundError: No module named 'einop'",
        Where(PATH, 3, "<module>", "import einop", (Frame(3, "<module>", "import einop"),)),
    )
)
MISSING = report(
    refused(
        Verdict.MISSING_ENTRY,
        "There is no scaled_dot_product_attention in the file. The file has: scaled_dot_product_atention.",
    )
)
FORBIDDEN = report(
    refused(
        Verdict.FORBIDDEN,
        "Line 18 uses torch.nn.functional.scaled_dot_product_attention. This exercise is about writing that step "
        "yourself; calling it skips the lesson.",
        Where(PATH, 18, "", "return F.scaled_dot_product_attention(query, key, value)"),
    )
)
STUB = report(
    attention(
        c0=failing(
            *NAMES[0],
            Verdict.NOT_IMPLEMENTED,
            "Nothing is written here yet.",
            where=Where(PATH, 30, "scaled_dot_product_attention", 'raise NotImplementedError("scaled_dot_product")'),
        ),
        c5=failing(*NAMES[5], Verdict.NOT_IMPLEMENTED, "Nothing is written here yet."),
    )
)
HALF = report(
    (
        passing("the forward is right", 2),
        failing(
            "the gradient is right", 3, Verdict.NOT_IMPLEMENTED, "Nothing is written here yet.", where=Where(PATH, 44)
        ),
    ),
    exercise="linear_backward",
)
TIMED_OUT = report(
    attention(
        c0=failing(
            *NAMES[0],
            Verdict.TIMED_OUT,
            "Stopped after 5 s, the time for this check (no answer).",
            case=Case(call=CALL),
            where=Where(PATH, 27, "scaled_dot_product_attention", "while True:"),
            output="step 1\n" * 40,
        )
    )
)
PASS = report(
    attention(),
    targets={"float64 cpu": "passed", "float32 cpu": "passed", "cuda": "not here"},
)
DRAWN = replace(
    PASS,
    checks=(
        replace(
            PASS.checks[0],
            pictures=(
                Picture(
                    "Where each output (row) looks among the inputs (column)",
                    ("1", "2", "10"),
                    ("1", "2", "3", "10"),
                    ((0.0, 0.0, 0.19, 0.81), (0.05, 0.3, 0.65, 0.0), (1.0, 0.0, 0.0, 0.0)),
                ),
                Picture("With attention, digits right", ("5 digits", "20 digits"), (), ((1.0,), (0.394,))),
            ),
        ),
        *PASS.checks[1:],
    ),
)
FLOAT32 = report(
    attention(
        c4=failing(
            *NAMES[4],
            Verdict.WRONG_DTYPE,
            "the dtype is float64; expected float32",
            case=Case(call=CALL.replace("f64", "f32")),
        )
    ),
    targets={"float64 cpu": "passed", "float32 cpu": "failed"},
)
INTERNAL = report(
    refused(Verdict.INTERNAL, "checks.py, line 31, in masks: KeyError: 'visible'"),
    points=0,
)
HOSTILE_REPORT = report(
    attention(
        c0=failing(
            *NAMES[0],
            Verdict.RAISED,
            "ValueError: " + HOSTILE,
            case=Case(call="f(x=[b, t, c], y='x[/y]', z=':smile:')", evidence=("at [b, t, c]   got x[/y]\x1b[0m",)),
            where=Where("x\n ✓ passed.py", 1, "f\x1b", HOSTILE, (Frame(1, "f\x1b\n ✓", "raise x  # [/b] :smile:\r"),)),
            output=HOSTILE * 8,
        )
    ),
    output=HOSTILE,
)
HOSTILE_ATTEMPT = Attempt(path="practice/\x1b[2Jx\n ✓ passed.py", hints_total=3, hints_used=3, current=False)
PASSED_ATTEMPT = Attempt(
    path=PATH,
    tries=4,
    hints_used=1,
    hints_total=3,
    minutes_since_first=12.2,
    compare=True,
    next_slug="attention_backward",
    next_path="practice/10_attention/attention_backward.py",
    topic_done=2,
    topic_total=14,
    all_done=61,
    all_total=130,
)
REPORTS = {
    "mistake": (MISTAKE, ATTENTION, ATTEMPT),
    "several": (SEVERAL, ATTENTION, ATTEMPT),
    "gradient": (GRADIENT, LINEAR, ATTEMPT),
    "raised": (RAISED, ATTENTION, ATTEMPT),
    "recursion": (RECURSION, ATTENTION, ATTEMPT),
    "syntax": (SYNTAX, ATTENTION, ATTEMPT),
    "import": (IMPORT, ATTENTION, ATTEMPT),
    "missing": (MISSING, ATTENTION, ATTEMPT),
    "forbidden": (FORBIDDEN, ATTENTION, ATTEMPT),
    "stub": (STUB, ATTENTION, ATTEMPT),
    "half": (HALF, LINEAR, Attempt(path=PATH, hints_total=3, hints_used=3, passed_before=True)),
    "timed_out": (TIMED_OUT, ATTENTION, ATTEMPT),
    "pass": (PASS, ATTENTION, PASSED_ATTEMPT),
    "drawn": (DRAWN, ATTENTION, PASSED_ATTEMPT),
    "float32": (FLOAT32, ATTENTION, ATTEMPT),
    "internal": (INTERNAL, ATTENTION, ATTEMPT),
    "hostile": (HOSTILE_REPORT, ATTENTION, HOSTILE_ATTEMPT),
}

HINTS = (
    "A query is compared with every key by a dot product; the comparison, not the values, decides the weights.",
    "The scores have shape (…, L, S). Each of the L rows must sum to 1 after the softmax. Masked scores have to vanish "
    "*before* it.",
    "Four steps: scores = query · keyᵀ, divided by √E; forbidden places become −∞; `softmax` over the last axis; "
    "weights · value. A row of nothing but −∞ needs a word of its own.",
)
BACK = "Backward by hand"
ROWS = (
    ListRow("00_start", "hello_tensor", "An affine map", 1, "passed", "First steps", 4, 4),
    ListRow("03_backward", "linear_backward", "A linear layer, backwards", 2, "pending", BACK, 5, 9, current=True),
    ListRow("03_backward", "numerical_gradient", "A gradient from two evaluations of a function", 2, "pending", BACK),
    ListRow("03_backward", "autograd_engine", "Autograd", 4, "locked", BACK, after=("linear_backward",)),
    ListRow(
        "10_attention",
        "scaled_dot_product",
        "Scaled dot-product attention",
        3,
        "locked",
        "Attention",
        after=("softmax",),
    ),
)
BROKEN_ROW = ListRow(
    "10_attention",
    "broken_one",
    "",
    0,
    "broken",
    reason="exercises/10_attention/broken_one/exercise.yaml: `difficulty` is 9. Write a number from 1 to 5.",
)
PROMPT = """\
# Scaled dot-product attention

Every position looks at all others and takes a weighted mean of what they offer; the weights say how well its *query*
matches their *keys*. Write it from matrix products and a softmax.

    Attention(Q, K, V) = softmax( Q Kᵀ / √E  masked ) V          softmax over the keys

| argument    | shape                        | meaning                                              |
|-------------|------------------------------|------------------------------------------------------|
| `query`     | (…, L, E)                    | L positions that ask                                 |
| `key`       | (…, S, E)                    | S positions that can be asked                        |
| `value`     | (…, S, D)                    | what each of them answers                            |
| `attn_mask` | broadcasts to (…, L, S), or None | bool: True may be seen · float: added to the scores |
| `is_causal` | bool                         | position i sees 0 … i and nothing later              |
| **returns** | (…, L, D)                    | dtype and device of `query`                          |

A query that may see nothing at all gets zeros.

In plain loops, for one query q: `score_j = (q · k_j) / √E`, `w = softmax(score)`, `out = Σ_j w_j v_j`.

**Rules.** PyTorch's own attention is out; `torch.softmax` and `@` are fine.

**Checked:** values for many shapes, also without leading and with two leading dimensions, L ≠ S and D ≠ E · both
kinds of mask, causal, both together · large scores (no overflow) · a query that sees nothing · no look into the
future · arguments unchanged.
"""
KEYS = (("h", "hint"), ("l", "list"), ("s", "solution"), ("?", "help"), ("q", "quit"))
FOOT = Foot("10_attention", PASSED_ATTEMPT, KEYS, "file:///p/a.py", "checked at 14:03:21")
WATCHED = {  # pages of `watch`, and what stands below them
    "mistake": (report_page(*REPORTS["mistake"], PROMPT, None), FOOT),
    "pass": (report_page(*REPORTS["pass"], PROMPT, None), FOOT),
    "list": (list_page(ROWS, "numerical_gradient"), FOOT),
}
