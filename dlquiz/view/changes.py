"""What was changed from one source to another, line by line."""

import difflib
import re
from collections.abc import Iterator

HUNK = re.compile(r"@@ -(\d+)")


def changes(before: str, after: str, around: int) -> Iterator[tuple[str, str]]:
    """(sign, line) of a unified difference without the names of files. `around`: unchanged lines about each change.

    The sign is "-", "+", " ", or "@" where the line says which one of `before` comes next.
    """
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=around)
    for line in list(found)[2:]:
        place = HUNK.match(line)
        yield ("@", f"line {place[1]}") if place else (line[:1], line[1:])
