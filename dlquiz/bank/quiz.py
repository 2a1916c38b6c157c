"""Quiz items: what no stub can hold, a topic's `quiz.yaml` at a time."""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from dlquiz.bank.files import shown
from dlquiz.bank.formula import Number, evaluate
from dlquiz.bank.names import is_slug
from dlquiz.bank.typed import Keys, Text, convert, english, text_fault
from dlquiz.bank.yaml_files import read_yaml
from dlquiz.errors import BankError

FILE = "quiz.yaml"
DISTRACTORS = 2  # at least
DRAWS = 1000  # tries to find numbers that fit

KEYS = Keys(
    {
        "kind": "choice, number or spot_the_error",
        "ask": "the question; of a number, {name} stands for what is drawn",
        "statement": "for spot_the_error: the statement of which one part is wrong",
        "draw": "for number: the names with their least and greatest whole number, or {of: [one of these]}",
        "draw.of": "the numbers of which one is drawn",
        "where": "for number: a condition that what is drawn must meet, such as n > k",
        "answer": "the right answer; of a number its formula; of spot_the_error the wrong part, as in the statement",
        "distractors": f"at least {DISTRACTORS} wrong answers, each {{says: …, wrong: …}}",
        "distractors[].says": "the wrong answer, of the same form as the right one",
        "distractors[].wrong": "what somebody who gives this answer gets wrong; or why this part is right",
        "why": "why the answer is right, in one line",
        "source": "where this is taught or said",
        "torch": "for number: an expression in Python that gets the same number from torch; tests evaluate it",
    }
)


class OneOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers of which one is drawn."""

    of: tuple[Number, ...]


class Distractor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer, and the error that leads to it."""

    says: Text
    wrong: Text


class QuizItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One item as it stands in the file; `KEYS` says what each key holds."""

    kind: Literal["choice", "number", "spot_the_error"]
    ask: Text
    statement: Text = ""
    draw: dict[str, tuple[int, int] | OneOf] = {}
    where: str = ""
    answer: Text
    distractors: tuple[Distractor, ...]
    why: Text
    source: str
    torch: str = ""


class Question(msgspec.Struct, frozen=True):
    """An item with its numbers drawn, in English."""

    ask: str
    statement: str
    answer: str
    distractors: tuple[tuple[str, str], ...]  # (says, what is wrong with it)
    why: str
    values: Mapping[str, Number]


def read_quiz(path: Path) -> dict[str, QuizItem]:
    """The items of a topic by their name.

    Raises:
        BankError: the file breaks the contract, or an item can't be asked.
    """
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise BankError(shown(path), "holds no items", "Write each as `name: {kind: …, ask: …, answer: …}`.")
    items = {str(name): convert(item, QuizItem, path, KEYS, str(name)) for name, item in raw.items()}
    for name, item in items.items():
        for key, fault in _faults(name, item):
            raise BankError(shown(path), f"`{name}{key and '.'}{key}` {fault}", KEYS.holds(key))
    return items


def ask(item: QuizItem, numbers: random.Random) -> Question:
    """The item as a question, with new numbers.

    Raises:
        ValueError: a formula has no value, or no numbers are found that meet `where` and give different answers.
    """
    if item.kind != "number":
        wrong = tuple((english(each.says), english(each.wrong)) for each in item.distractors)
        statement = english(item.statement) if item.statement else ""
        return Question(english(item.ask), statement, english(item.answer), wrong, english(item.why), {})
    for _ in range(DRAWS):
        values = {name: _drawn(source, numbers) for name, source in item.draw.items()}
        if item.where and not evaluate(item.where, values):
            continue
        question = _with_numbers(item, values)
        if len({question.answer, *(says for says, _ in question.distractors)}) == 1 + len(item.distractors):
            return question
    raise ValueError(f"in {DRAWS} draws no numbers meet `where` and give different answers")


def _drawn(source: tuple[int, int] | OneOf, numbers: random.Random) -> Number:
    return numbers.choice(source.of) if isinstance(source, OneOf) else numbers.randint(*source)


def _with_numbers(item: QuizItem, values: Mapping[str, Number]) -> Question:
    def said(formula: Text) -> str:
        return in_words(evaluate(english(formula), values))

    def filled(text: Text) -> str:
        return english(text).format(**values)

    wrong = tuple((said(each.says), filled(each.wrong)) for each in item.distractors)
    return Question(filled(item.ask), "", said(item.answer), wrong, filled(item.why), values)


def in_words(number: Number) -> str:
    """A number as it is asked for: whole ones in groups of three, others to four figures."""
    if number == int(number):
        return f"{int(number):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{number:.4g}"


def _faults(name: str, item: QuizItem) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it) of everything that its type does not say."""
    if not is_slug(name):
        yield "", "is no name: small letters, digits and _"
    texts = {"ask": item.ask, "answer": item.answer, "why": item.why, "source": item.source}
    for number, each in enumerate(item.distractors):
        texts |= {f"distractors[{number}].says": each.says, f"distractors[{number}].wrong": each.wrong}
    for key, text in texts.items():
        if fault := text_fault(text):
            yield key, fault
            return
    if len(item.distractors) < DISTRACTORS:
        yield "distractors", f"holds {len(item.distractors)}"
    yield from _faults_of_kind(item)


def _faults_of_kind(item: QuizItem) -> Iterator[tuple[str, str]]:
    only_number = {"draw": item.draw, "torch": item.torch}
    for key, given in only_number.items():
        if bool(given) != (item.kind == "number"):
            yield key, "is missing" if item.kind == "number" else f"means nothing in a {item.kind}"
    if bool(item.statement) != (item.kind == "spot_the_error"):
        yield "statement", "is missing" if item.kind == "spot_the_error" else f"means nothing in a {item.kind}"
    try:
        question = ask(item, random.Random(0))
    except (KeyError, ValueError) as error:
        yield "answer", f"can't be asked: {error}"
        return
    options = [question.answer, *(says for says, _ in question.distractors)]
    if len(set(options)) < len(options):
        yield "distractors", "says the same thing twice"
    for option in options:
        if item.kind == "spot_the_error" and option not in question.statement:
            yield "distractors" if option != question.answer else "answer", f"“{option}” is not in the statement"
