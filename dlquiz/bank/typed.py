"""Plain data into typed structs. What does not fit names the file, the key, and what belongs there."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dlquiz.bank.files import shown
from dlquiz.bank.names import nearest
from dlquiz.errors import BankError

T = TypeVar("T")
Text = str | dict[str, str]  # one text, or one per language: {en: …, ko: …}

WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
    "array": "a list",
    "object": "a mapping",
}
MESSAGE = re.compile(r"(?P<what>.*?)(?: - at (?P<key>`key` in )?`\$\.?(?P<place>.*)`)?", re.DOTALL)


class Keys(msgspec.Struct, frozen=True):
    """What a file's keys hold, by their dotted names: {"limits.seconds": "a number of seconds above 0"}."""

    meaning: Mapping[str, str]

    def holds(self, place: str) -> str:
        """The sentence that says what belongs at a place such as "hints[1]"."""
        name = re.sub(r"(\[\d+\])+$", "", place)
        meaning = self.meaning.get(_general(name))
        return f"`{name}` holds {meaning}." if meaning else f"Allowed keys: {', '.join(self.level(place))}."

    def level(self, place: str) -> list[str]:
        """The keys that may stand at a place; "" is the top of the file."""
        above = f"{_general(place)}." if place else ""
        names = (key.removeprefix(above) for key in self.meaning if key.startswith(above))
        return [name for name in names if "." not in name]


def _general(place: str) -> str:
    """The name of a place in `Keys`: without the numbers."""
    return re.sub(r"\[\d+\]", "[]", place)


def convert(data: Any, kind: type[T], path: Path, keys: Keys, prefix: str = "") -> T:
    """Plain data as the struct `kind`, whose keys `keys` explains.

    Args:
        prefix: the key under which the data stands in the file; named before each of its keys.

    Raises:
        BankError: an unknown key, a missing key, a wrong type.
    """
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise BankError(shown(path), *_explain(str(error), keys, prefix)) from None


def quoted(*parts: str) -> str:
    """A key's whole name in backquotes, "`no_scale.says`"; without a name the whole file is meant."""
    name = ".".join(part for part in parts if part)
    return f"`{name}`" if name else "the file"


def english(text: Text) -> str:
    """The English of a text that may stand in several languages."""
    return (text if isinstance(text, str) else text["en"]).strip()


def text_fault(text: Text) -> str | None:
    """What is wrong with a text that a learner reads, as the end of a sentence; None if nothing is."""
    if isinstance(text, str):
        return None if text.strip() else "is empty"
    for language, words in text.items():
        if not re.fullmatch(r"[a-z]{2,3}", language):
            return f"names the language `{language}`, which is no code such as en or ko"
        if not words.strip():
            return f"is empty in `{language}`"
    return None if "en" in text else "has no English (`en`)"


def _explain(message: str, keys: Keys, prefix: str) -> tuple[str, str]:
    """Problem and fix of one of msgspec's messages, such as "Expected `str`, got `int` - at `$.hints[1]`"."""
    match = MESSAGE.fullmatch(message)
    assert match is not None  # every part of the pattern is optional
    what, place = match["what"], (match["place"] or "").replace("[...]", "")
    if field := re.fullmatch(r"Object (contains unknown|missing required) field `(.*)`", what):
        name = f"{place}.{field[2]}" if place else field[2]
        if field[1] == "missing required":
            return f"the key {quoted(prefix, name)} is missing", keys.holds(name)
        return f"unknown key {quoted(prefix, name)}", _allowed(field[2], keys.level(place))
    key = quoted(prefix, place)
    if match["key"]:
        return (
            f"a key in {key} is not text",
            "Put it in quotes: YAML reads no, yes, on, off and numbers as other things.",
        )
    if typed := re.fullmatch(r"Expected `(.*)`, got `(.*)`", what):
        return f"{key} should be {_words(typed[1])}, not {_words(typed[2])}", keys.holds(place)
    return f"{key}: {_plain(what)}", keys.holds(place)


def _allowed(name: str, allowed: list[str]) -> str:
    near = nearest(name, allowed, most=1)
    question = f"Did you mean `{near[0]}`? " if near else ""
    return f"{question}Allowed here: {', '.join(allowed)}."


def _words(types: str) -> str:
    """ "str | object" -> "text or a mapping" """
    return " or ".join(WORDS.get(name, f"a {name}") for name in types.split(" | "))


def _plain(what: str) -> str:
    """The rest of msgspec's messages in our words: an unknown value of `kind`, a list of the wrong length."""
    if length := re.fullmatch(r"Expected `array` of length (\d+), got (\d+)", what):
        return f"a list of {length[1]} is due, this one has {length[2]}"
    return what.replace("Invalid enum value", "unknown value")
