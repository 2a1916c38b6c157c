"""Add a slug to curriculum.yaml and leave the rest of its text as it is, comments too."""

from typing import Any

import yaml


def with_exercise(text: str, topic: str, slug: str) -> str:
    """The text of a valid curriculum.yaml with `slug` at the end of the exercises of `topic`, which it lists."""
    key, exercises = _exercises(yaml.compose(text, yaml.SafeLoader), topic)
    if not exercises.value:
        start, end = exercises.start_mark.index, exercises.end_mark.index
        return text[:start].rstrip(" ") + f"\n{' ' * (key.start_mark.column + 2)}- {slug}" + text[end:]
    last: int = exercises.value[-1].end_mark.index
    if exercises.flow_style:
        return text[:last] + f", {slug}" + text[last:]
    newline = text.find("\n", last)
    end = newline if newline >= 0 else len(text)  # behind a comment on the last item's line
    return text[:end] + f"\n{' ' * exercises.start_mark.column}- {slug}" + text[end:]


def _exercises(root: Any, topic: str) -> tuple[yaml.Node, yaml.SequenceNode]:
    """The key `exercises` of one topic and the list behind it, which know their places in the text."""
    for entry in _pairs(root)["topics"][1].value:
        pairs = _pairs(entry)
        if pairs["name"][1].value == topic:
            return pairs["exercises"]
    raise KeyError(topic)


def _pairs(mapping: Any) -> dict[str, tuple[Any, Any]]:
    return {key.value: (key, value) for key, value in mapping.value}
