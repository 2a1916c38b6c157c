"""A string that grows, by old-style formats and an iterator."""

import io
from itertools import islice


def build_prompt(task, examples, query, k):
    text = io.StringIO()
    print(task, end="\n\n", file=text)
    for pair in islice(iter(examples), k):
        text.write("Input: %s\nOutput: %s\n\n" % tuple(pair))  # noqa: UP031
    text.writelines(["Input: ", query, "\n", "Output:"])
    return text.getvalue()
