"""What the gate sees by reading: the texts and files of an exercise, without running anything."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from dlquiz.bank.bank import Bank
from dlquiz.bank.files import read_text, shown
from dlquiz.bank.folders import exercise_folders, is_cache
from dlquiz.bank.interface import signatures
from dlquiz.bank.meta import FILES
from dlquiz.bank.mutant_record import FILE as RECORD
from dlquiz.bank.quiz import FILE as QUIZ
from dlquiz.bank.quiz import read_quiz
from dlquiz.bank.stages import FILE as STAGES
from dlquiz.errors import BankError
from dlquiz.model import Exercise

SOLUTION_FILES = ("solution.py", "notes.md", "mistakes.yaml", RECORD, STAGES)
MISTAKES, ALTERNATIVES = 5, 2  # at least
BELITTLING = re.compile(r"\b(just|simply|obviously)\b", re.IGNORECASE)
TRANSLATED = re.compile(r"(prompt|notes)\.[a-z]{2,3}\.md")

Fault = tuple[Path, str, str]  # file, problem, fix


def lint(bank: Bank, slug: str) -> list[str]:
    """One sentence for each thing that the exercise's author has left to do: the file, what is wrong, and the fix.

    Raises:
        BankError: the exercise can't even be loaded.
    """
    exercise = bank.exercise(slug)
    public, secret = Path(exercise.meta.folder), bank.solution_folder(slug)
    faults = [
        *_stub(exercise, public / "stub.py"),
        *_interfaces(exercise, public / "stub.py", secret / "solution.py"),
        *_prompt(exercise, public / "prompt.md"),
        *_hints(exercise, public / "exercise.yaml"),
        *_answers(exercise, secret),
        *_stray(exercise, public, secret),
        *_unfilled(public, secret),
    ]
    return [_sentence(*fault) for fault in faults]


def lint_bank(bank: Bank) -> list[str]:
    """The same for what belongs to no single exercise of a whole bank: curriculum, quizzes, lost solutions."""
    orphans = sorted(_places(bank.solutions) - _places(bank.exercises))
    fix = "Remove it, or write its exercise."
    return [
        *map(str, bank.curriculum_faults()),
        *(_sentence(bank.solutions / place, "a solution without an exercise", fix) for place in orphans),
        *_quizzes(bank),
    ]


def _quizzes(bank: Bank) -> Iterator[str]:
    """What breaks the contract in the topics' quizzes, and each name that stands in two of them."""
    homes: dict[str, Path] = {}
    for path in sorted(bank.exercises.glob(f"*/{QUIZ}")):
        try:
            names = read_quiz(path)
        except BankError as error:
            yield str(error)
            continue
        for name in names:
            if name in homes:
                yield _sentence(path, f"`{name}` also stands in {shown(homes[name])}", "Rename one of them.")
            homes[name] = path


def _places(parent: Path) -> set[Path]:
    """<topic>/<slug> of each exercise below exercises/ or solutions/."""
    return {folder.relative_to(parent) for folders in exercise_folders(parent).values() for folder in folders}


def _sentence(path: Path, problem: str, fix: str) -> str:
    return str(BankError(shown(path), problem, fix))


def _stub(exercise: Exercise, path: Path) -> Iterator[Fault]:
    if exercise.meta.kind == "repair":
        if exercise.stub == exercise.solution:
            yield path, "equal to solution.py, so nothing is left to repair", "Plant the bugs in the stub."
        return
    if not any("TODO" in comment for comment in _comments(exercise.stub)):
        yield path, "no gap is marked", "Put a comment `# TODO: …` at each."
    if not _raises(exercise.stub, exercise.meta.slug):
        yield path, "an open gap does not say so", f'End it with `raise NotImplementedError("{exercise.meta.slug}")`.'


def _comments(source: str) -> Iterator[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return (token.string for token in tokens if token.type == tokenize.COMMENT)


def _raises(source: str, slug: str) -> bool:
    """Whether the source raises a NotImplementedError that names the slug."""
    return any(
        isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and ast.unparse(node.exc.func) == "NotImplementedError"
        and any(isinstance(text, ast.Constant) and slug in str(text.value) for text in node.exc.args)
        for node in ast.walk(ast.parse(source))
    )


def _interfaces(exercise: Exercise, stub_path: Path, solution_path: Path) -> Iterator[Fault]:
    """Differences between what the stub and the solution promise to a caller."""
    entry = exercise.meta.entry
    stub, solution = signatures(exercise.stub, entry), signatures(exercise.solution, entry)
    for path, defined in ((stub_path, stub), (solution_path, solution)):
        for name in entry:
            if name not in defined:
                yield path, f"`{name}` is not defined, but `entry` names it", "Define it, or correct exercise.yaml."
    for name, theirs in stub.items():
        if name not in solution and name.split(".")[0] in solution:
            yield solution_path, f"`{name}` is not defined, but the stub has it", "Define it, or take it off the stub."
        ours = solution.get(name)
        if theirs and ours and theirs != ours:
            yield stub_path, f"`{name}{theirs}` is `{name}{ours}` in solution.py", "Make the two signatures equal."


def _prompt(exercise: Exercise, path: Path) -> Iterator[Fault]:
    prompt = exercise.prompt
    if not prompt.startswith("# "):
        yield path, "the first line is no title", "Start with `# ` and the name of the exercise."
    if not re.search(r"^\|[ :|-]*-[ :|-]*\|$", prompt, re.MULTILINE):
        yield path, "no table of shapes", "Add one: argument, shape, meaning."
    for name, says in (("Rules", "what may not be called, and why"), ("Checked", "what the checks look at")):
        if not re.search(rf"^(#+ |\*\*){name}\b", prompt, re.MULTILINE):
            yield path, f"no section {name}", f"Add `**{name}.**` and {says}."


def _hints(exercise: Exercise, path: Path) -> Iterator[Fault]:
    for index, hint in enumerate(exercise.meta.hints):
        if word := BELITTLING.search(hint):
            yield path, f"`hints[{index}]` says “{word[0]}”", "Leave the word out: whoever reads a hint is stuck."


def _answers(exercise: Exercise, folder: Path) -> Iterator[Fault]:
    if not ast.get_docstring(ast.parse(exercise.solution)):
        yield folder / "solution.py", "no docstring", "Start with the formula, one sentence of insight, and the source."
    if len(exercise.mistakes) < MISTAKES:
        count = len(exercise.mistakes)
        yield folder / "mistakes.yaml", f"{count} mistakes", f"Add what people really get wrong: at least {MISTAKES}."
    if len(exercise.alternatives) < ALTERNATIVES:
        count = len(exercise.alternatives)
        yield folder / "alternatives", f"{count} alternatives", f"Add other right ways: at least {ALTERNATIVES}."
    for name, source in exercise.alternatives.items():
        if source == exercise.solution:
            yield folder / f"alternatives/{name}.py", "equal to solution.py", "Write it another way."


def _stray(exercise: Exercise, public: Path, secret: Path) -> Iterator[Fault]:
    """Files that the contract does not name, and files in mistakes/ that no mistake names."""
    fix = "Remove it, or see exercises/README.md for where it belongs."
    wrong = {mistake.source for mistake in exercise.mistakes}
    for path in _files(public):
        name = path.relative_to(public).as_posix()
        if name not in FILES and not TRANSLATED.fullmatch(name):
            yield path, "no file of an exercise", fix
    for path in _files(secret):
        name = path.relative_to(secret).as_posix()
        if re.fullmatch(r"mistakes/\w+\.py", name):
            if read_text(path) not in wrong:
                yield path, "no mistake names it", "Remove it, or name it in mistakes.yaml."
        elif name not in SOLUTION_FILES and not (
            TRANSLATED.fullmatch(name) or re.fullmatch(r"alternatives/\w+\.py", name)
        ):
            yield path, "no file of a solution", fix


def _unfilled(public: Path, secret: Path) -> Iterator[Fault]:
    """Lines that an author has left open. A comment in the stub is for the learner."""
    for path in (*_files(public), *_files(secret)):
        if path.suffix not in (".md", ".py", ".yaml"):
            continue
        text = read_text(path)
        if path.name == "stub.py":
            text = re.sub(r"#.*", "", text)
        lines = [str(number) for number, line in enumerate(text.splitlines(), 1) if "TODO:" in line]
        if lines:
            yield path, f"TODO in line {', '.join(lines)}", "Fill it and remove the word."


def _files(folder: Path) -> list[Path]:
    """All files below the folder, without what tools leave there."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(is_cache(part) for part in path.relative_to(folder).parts)
    )
