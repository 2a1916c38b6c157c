"""What a report does not know: how the learner came here, and where to go next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """The learner's side of one graded attempt. `path` is their file as it is to be shown.

    The counts of topic and bank include this attempt; `all_total` is 0 where they mean nothing. `current`: the exercise
    is the one that commands without a slug mean. `passed_before`: it was passed once, and is pending again if it fails.
    `compare`: the reference is open. `give_up`: the course lets one give up. `given_up`: why a pass does not count, in
    a sentence.
    """

    path: str
    tries: int = 1
    hints_used: int = 0
    hints_total: int = 0
    minutes_since_first: float | None = None
    current: bool = True
    passed_before: bool = False
    compare: bool = False
    give_up: bool = True
    given_up: str = ""
    next_slug: str | None = None
    next_path: str | None = None
    topic_done: int = 0
    topic_total: int = 0
    all_done: int = 0
    all_total: int = 0
