"""A tiny bank for tests: one exercise from a few strings."""

from pathlib import Path

from dlquiz.model import Job

CHECKS = """
from dlquiz.checks import check, close

@check("doubles every number", points=2)
def values(impl, ref, draw):
    for n in (1, 3):
        x = draw.normal(n)
        close(impl.double(x), ref.double(x))

@check("doubles a matrix", points=1)
def matrix(impl, ref, draw):
    x = draw.normal(2, 3)
    close(impl.double(x), ref.double(x))
"""
SOLUTION = "def double(x):\n    return 2 * x\n"

# How many layers of a kernel of k see n places: for k = 1, of which no check asks, the solution never ends.
LOOPING_CHECKS = """
from dlquiz.checks import check, close

@check("equals the reference")
def values(impl, ref, draw):
    for n, k in ((9, 3), (16, 2), (17, 2), (30, 4), (5, 2)):
        close(impl.layers(n, k), ref.layers(n, k))
"""
LOOPING = """def layers(n, k):
    count, reach = 0, 1
    while reach < n:
        count, reach = count + 1, reach * k
    return count
"""


def write_bank(
    root: Path,
    *,
    slug: str = "double",
    checks: str = CHECKS,
    solution: str = SOLUTION,
    mistakes: str = "{}",
    entry: str = "double",
    forbids: str = "",
    more: str = "",
) -> Path:
    """Writes exercises/ and solutions/ under `root` with one exercise in 00_start; returns `root`."""
    public, secret = root / "exercises" / "00_start" / slug, root / "solutions" / "00_start" / slug
    public.mkdir(parents=True, exist_ok=True)
    (secret / "alternatives").mkdir(parents=True, exist_ok=True)
    (public / "exercise.yaml").write_text(
        f"title: {slug}\nkind: implement\ndifficulty: 1\nminutes: 5\nentry: [{entry}]\n"
        f"after: []\nforbids: [{forbids}]\n"
        f"hints: [one, two, three]\nsources: [a book]\n{more}",
        encoding="utf-8",
    )
    (public / "prompt.md").write_text(f"# {slug}\n\nDouble it.\n", encoding="utf-8")
    stub = f'def {entry}(x):\n    # TODO\n    raise NotImplementedError("{slug}")\n'
    (public / "stub.py").write_text(stub, encoding="utf-8")
    (public / "checks.py").write_text(checks, encoding="utf-8")
    (secret / "solution.py").write_text(solution, encoding="utf-8")
    (secret / "notes.md").write_text("Notes.\n", encoding="utf-8")
    (secret / "mistakes.yaml").write_text(mistakes, encoding="utf-8")
    (root / "exercises" / "curriculum.yaml").write_text(
        "topics:\n  - name: 00_start\n    title: Start\n    exercises: []\n", encoding="utf-8"
    )
    return root


def job(bank: Path, source: str | bytes, slug: str = "double", **settings: object) -> Job:
    """A job for that bank."""
    data = source if isinstance(source, bytes) else source.encode()
    return Job(slug, data, "answer.py", str(bank), device="cpu", **settings)  # type: ignore[arg-type]
