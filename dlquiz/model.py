"""The data that the layers hand to each other: frozen, plain, and ready for JSON. Imports nothing of dlquiz."""

from enum import StrEnum
from typing import Any, Literal

import msgspec

SCHEMA = 1


class Verdict(StrEnum):
    """What became of a check or an exercise. `internal` is a fault of the grader and never counts against a learner."""

    PASSED = "passed"
    NOT_IMPLEMENTED = "not_implemented"
    WRONG_SHAPE = "wrong_shape"
    WRONG_DTYPE = "wrong_dtype"
    WRONG_DEVICE = "wrong_device"
    NOT_FINITE = "not_finite"
    WRONG_VALUE = "wrong_value"
    WRONG_GRADIENT = "wrong_gradient"
    MUTATED_INPUT = "mutated_input"
    FORBIDDEN = "forbidden"
    RAISED = "raised"
    IMPORT_FAILED = "import_failed"
    MISSING_ENTRY = "missing_entry"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    TOO_MUCH_OUTPUT = "too_much_output"
    SKIPPED = "skipped"  # a check only
    INTERNAL = "internal"


Kind = Literal["implement", "repair", "count", "train", "quiz"]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one job may use: `seconds` of the learner's time for all checks together, `memory` in MiB.

    `files`: MiB of a folder that the code may write to (0: none); `processes`: how many it may start beside itself.
    """

    seconds: float = 10.0
    memory: int = 2048
    files: int = 0
    processes: int = 0


class ExerciseMeta(msgspec.Struct, frozen=True):
    """What `exercise.yaml` says, and where the exercise lies. Enough for `list`, `show` and `hint`."""

    slug: str
    topic: str  # the folder's name, "10_attention"
    folder: str  # absolute path of exercises/<topic>/<slug>
    title: str
    kind: Kind
    difficulty: int
    minutes: int
    entry: tuple[str, ...]
    after: tuple[str, ...]
    forbids: tuple[str, ...]
    hints: tuple[str, ...]
    sources: tuple[str, ...]
    limits: Limits


class Mistake(msgspec.Struct, frozen=True):
    """A known-wrong variant of the solution: `source` is the whole module, `changes` what made it from solution.py."""

    id: str
    says: str
    source: str
    changes: tuple[tuple[str, str], ...] = ()


PUBLIC_SEED = "practice"


class Exercise(msgspec.Struct, frozen=True):
    """One exercise, whole: all that grading and diagnosis need."""

    meta: ExerciseMeta
    version: str  # hash of all that can change a verdict
    prompt: str
    stub: str
    checks: str  # source of checks.py
    solution: str
    notes: str
    mistakes: tuple[Mistake, ...]
    alternatives: dict[str, str]  # file stem -> source
    stages: tuple[tuple[str, str], ...] = ()  # variables of the solution, in order, and what they are called
    recorded: bytes = b""  # of a release: what solution and mistakes answered; then neither has a source


class Job(msgspec.Struct, frozen=True):
    """One submission to one exercise. Self-contained but for the bank, so that any worker can run it."""

    slug: str
    source: bytes
    filename: str  # as the learner knows the file; shown in tracebacks
    bank: str  # the folder that holds exercises/ and solutions/
    seed: str = PUBLIC_SEED  # batch grading adds a secret
    device: str = "auto"  # auto | cpu | cuda | mps
    diagnose: bool = True
    early: bool = False  # of a wrong answer the verdicts are told first, and the diagnosis when it is found
    brief: bool = False  # for the gate, of an author's own file: no more is worked out than verdict and diagnosis
    first_dtype: bool = False  # each check runs in the first of its dtypes alone
    demand_protection: bool = False  # refuse to run the submission where a layer of the lock-down is missing
    limits: Limits | None = None  # instead of the exercise's own
    tolerances: dict[str, float] = {}  # by dtype, how many times as large as usual a difference may be


class Diagnosis(msgspec.Struct, frozen=True):
    """Which mistake it is. `ids` holds several when they can't be told apart; `text` is what a learner reads."""

    source: Literal["mistake", "signature"]
    ids: tuple[str, ...]
    text: str


class Frame(msgspec.Struct, frozen=True):
    """One line of the learner's own traceback."""

    line: int
    function: str
    source: str


class Where(msgspec.Struct, frozen=True):
    """The place in the learner's file. `frames` holds their own lines only, outermost first; the last is the place."""

    file: str
    line: int
    function: str = ""
    source: str = ""
    frames: tuple[Frame, ...] = ()


class Case(msgspec.Struct, frozen=True):
    """The smallest failing case: what was called, and the evidence."""

    call: str  # "softmax(x f64[3,4], dim=-1)"
    evidence: tuple[str, ...] = ()  # plain lines: "6 of 6 elements differ, by up to 0.41 (allowed 1e-10, float64)"
    table: tuple[tuple[str, ...], ...] = ()  # first row the header; empty where there is none
    index: tuple[int, ...] | None = None  # of the worst element
    got: str | None = None
    expected: str | None = None
    largest: float | None = None  # largest difference
    allowed: str | None = None  # "1e-10 + 1e-7·|expected|, float64: ..." and where that comes from
    script: str | None = None  # repeats the case without the grader (`dlquiz repro`)


class Picture(msgspec.Struct, frozen=True):
    """Numbers from 0 to 1 that the judge measured, drawn after a pass: shades in a grid, or bars."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]  # none where there is one number a row: then these are bars
    values: tuple[tuple[float, ...], ...]  # by row


class CheckResult(msgspec.Struct, frozen=True):
    """What one check found. `output` is what the learner's code printed during it, bounded."""

    name: str
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""
    diagnosis: Diagnosis | None = None
    case: Case | None = None
    where: Where | None = None
    output: str = ""
    seconds: float = 0.0
    pictures: tuple[Picture, ...] = ()  # of a check that passed


class Report(msgspec.Struct, frozen=True):
    """The outcome of one job. An exercise's verdict is that of its first failing check in file order."""

    exercise: str
    version: str
    verdict: Verdict
    points: float
    max_points: float
    checks: tuple[CheckResult, ...]
    targets: dict[str, Literal["passed", "failed", "not here"]]  # "float64 cpu" -> …
    seed: str
    seconds: float
    output: str = ""  # printed while the file was imported
    protection: tuple[str, ...] = ()  # the layers of the lock-down that were active; none if nothing was run
    notes: tuple[str, ...] = ()  # sentences on what could not be found out

    @property
    def passed(self) -> bool:
        """True if every check passed."""
        return self.verdict is Verdict.PASSED


def as_json(value: Any) -> bytes:
    """One JSON object of a frozen value, with the schema's number first."""
    built = msgspec.to_builtins(value)
    return msgspec.json.format(msgspec.json.encode({"schema": SCHEMA, **built}), indent=2)
