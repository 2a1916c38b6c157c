"""Names of exercises and topics: their form, and the nearest to a misspelt one."""

import keyword
import re
from collections.abc import Iterable

SLUG_FORM = "lower-case letters, digits and underscores, starting with a letter, such as max_pool"
TOPIC_FORM = "two digits, an underscore and a name in lower case, such as 10_attention"


def is_slug(name: str) -> bool:
    """Whether an exercise may have this name. It also names the learner's file, so no word of Python's own."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None and not keyword.iskeyword(name)


def is_topic(name: str) -> bool:
    """Whether a topic's folder may have this name."""
    return re.fullmatch(r"[0-9]{2}_[a-z][a-z0-9_]*", name) is not None


def nearest(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names that look most like `name`, best first."""
    import difflib

    return difflib.get_close_matches(name, list(names), n=most, cutoff=0.5)
