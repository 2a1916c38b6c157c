"""One exercise, whole: both of its folders, read and validated strictly."""

from pathlib import Path

from dlquiz.bank.files import read_python, read_text, shown
from dlquiz.bank.mistakes import read_mistakes
from dlquiz.bank.stages import read_stages
from dlquiz.bank.version import exercise_version
from dlquiz.errors import BankError
from dlquiz.model import Exercise, ExerciseMeta


def read_exercise(meta: ExerciseMeta, solutions: Path) -> Exercise:
    """The exercise that `meta` describes.

    Args:
        solutions: its folder solutions/<topic>/<slug>.

    Raises:
        BankError: a file is missing or breaks the contract.
    """
    if not solutions.is_dir():
        raise BankError(
            shown(solutions), "the folder is missing", "Add it, with solution.py, notes.md and mistakes.yaml."
        )
    folder = Path(meta.folder)
    checks = read_python(folder / "checks.py")
    solution = read_python(solutions / "solution.py")
    mistakes, stages = read_mistakes(solutions, solution), read_stages(solutions, solution)
    return Exercise(
        meta=meta,
        version=exercise_version(meta, checks, solution, mistakes, stages),
        prompt=read_text(folder / "prompt.md"),
        stub=read_python(folder / "stub.py"),
        checks=checks,
        solution=solution,
        notes=read_text(solutions / "notes.md"),
        mistakes=mistakes,
        alternatives={path.stem: read_python(path) for path in sorted(solutions.glob("alternatives/*.py"))},
        stages=stages,
    )
