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
    failure = mine.ending.failure
    a, b = explain(failure, {}), explain(other.failure, {})
    return other.failure["text"] in (failure["text"], kept(failure)) or (
        a is not None and b is not None and a[0] == b[0]
    )


def kept(failure: Mapping[str, Any]) -> str:
    """What a release keeps of an exception's text: of one that the code raised itself a hash."""
    text = str(failure["text"])
    return hashlib.sha256(text.encode()).hexdigest() if failure["own"] else text
