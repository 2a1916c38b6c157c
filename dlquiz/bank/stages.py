"""stages.yaml: what the solution's local variables are called, in the order of the calculation.

Optional. Where a wrong answer is no known mistake, the stages that occur among the learner's own intermediate values
tell how far it is right.
"""

import ast
from pathlib import Path

from dlquiz.bank.files import shown
from dlquiz.bank.yaml_files import read_yaml
from dlquiz.errors import BankError

FILE = "stages.yaml"


def read_stages(folder: Path, solution: str) -> tuple[tuple[str, str], ...]:
    """(variable, words) of each stage; none where there is no file.

    Raises:
        BankError: the file is no mapping of variables of solution.py to words.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    data = read_yaml(path)
    fix = "Write `scores: the scores q·kᵀ/√E`: a variable of solution.py, and what it is called."
    if not isinstance(data, dict):
        raise BankError(shown(path), "the file should be a mapping", fix)
    assigned = {n.id for n in ast.walk(ast.parse(solution)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for name, words in data.items():
        if name not in assigned:
            raise BankError(shown(path), f"`{name}` is no variable of solution.py", fix)
        if not isinstance(words, str) or not words.strip():
            raise BankError(shown(path), f"`{name}` has no words", fix)
    return tuple(data.items())
