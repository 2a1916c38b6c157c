"""Writes tiny banks for the tests: exercises without torch, a few lines each."""

from pathlib import Path

EXERCISE_YAML = """\
title: Double a number
kind: implement
difficulty: 1
minutes: 5
entry: [double]
after: []
forbids: []
hints: [It grows., Twice as much., Two times x.]
sources: [A book]
limits: {seconds: 5, memory: 512}
"""

PROMPT = """\
# Double a number

| argument | meaning |
|---|---|
| `x` | a number |

**Rules.** None.

**Checked:** values.
"""

STUB = '''\
"""Doubling."""


def double(x, factor=2):
    """Twice x."""
    # TODO: multiply
    raise NotImplementedError("{slug}")
'''

SOLUTION = '''\
"""Doubling: y = 2x. Source: a book."""


def double(x, factor=2):
    """Twice x."""
    return factor * x
'''

MISTAKES_YAML = """\
added: {says: It is added., change: [["factor * x", "factor + x"]]}
squared: {says: It is squared., change: [["factor * x", "x * x"]]}
lost: {says: The factor is lost., change: [["factor * x", "x"]]}
negative: {says: The sign is wrong., change: [["factor * x", "-factor * x"]]}
halved: {says: It is halved., change: [["factor * x", "x / factor"]]}
"""

CHECKS = '''\
"""Checks of doubling."""

from dlquiz.checks import check, close


@check("doubles")
def values(impl, ref, draw):
    close(impl.double(2.0), ref.double(2.0))
'''


def public(root: Path, slug: str = "double", topic: str = "01_first") -> Path:
    """exercises/<topic>/<slug>."""
    return root / "exercises" / topic / slug


def secret(root: Path, slug: str = "double", topic: str = "01_first") -> Path:
    """solutions/<topic>/<slug>."""
    return root / "solutions" / topic / slug


def write_exercise(
    root: Path, slug: str = "double", topic: str = "01_first", *, old: str = "", new: str = "", solutions: bool = True
) -> None:
    """A healthy exercise; `old` is replaced by `new` in its exercise.yaml."""
    assert old in EXERCISE_YAML
    folder = public(root, slug, topic)
    write(folder / "exercise.yaml", EXERCISE_YAML.replace(old, new, 1))
    write(folder / "prompt.md", PROMPT)
    write(folder / "stub.py", STUB.format(slug=slug))
    write(folder / "checks.py", CHECKS)
    if solutions:
        folder = secret(root, slug, topic)
        write(folder / "solution.py", SOLUTION)
        write(folder / "notes.md", "Twice is twice.\n")
        write(folder / "mistakes.yaml", MISTAKES_YAML)
        write(folder / "alternatives" / "added.py", "def double(x, factor=2):\n    return sum([x] * factor)\n")
        write(folder / "alternatives" / "shifted.py", "def double(x, factor=2):\n    return x + (factor - 1) * x\n")


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    """Replace a text that stands once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")
