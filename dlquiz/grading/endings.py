"""What two exceptions tell: whether a learner's run and a known mistake's ended for the same reason."""

import hashlib
from collections.abc import Mapping
from typing import Any

from dlquiz.grading.run import Run
from dlquiz.grading.signatures.raised import explain
from dlquiz.sandbox.process import Raised


def in_like_words(mine: Run, other: Exception | None) -> bool:
    """Whether a run that failed by nothing but an exception tells the same by it as `other`; True of all other runs."""
    if not isinstance(mine.ending, Raised) or not isinstance(other, Raised) or mine.failing():
        return True
    text = str(mine.ending.failure["text"])
    if other.failure["text"] in (text, hashed(text)):
        return True
    meant = _meaning(mine.ending.failure)
    return meant is not None and meant == _meaning(other.failure)


def kept(failure: Mapping[str, Any]) -> dict[str, Any]:
    """What a release keeps of an exception: of a text of the code's own a hash, since it may quote that code."""
    text = str(failure["text"])
    words = {"text": hashed(text) if failure["own"] else text, "meaning": _meaning(failure)}
    return {key: failure[key] for key in ("type", "bases", "own")} | words


def hashed(text: str) -> str:
    """What stands for a text by which an equal one is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def _meaning(failure: Mapping[str, Any]) -> str | None:
    if "meaning" in failure:  # it is of a record
        return failure["meaning"]  # type: ignore[no-any-return]
    found = explain(dict(failure), {})
    return None if found is None else found[0]
