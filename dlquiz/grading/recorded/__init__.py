"""A release holds no solution: what solution and mistakes answer to the checks' questions is recorded, and replayed.

`record` makes an exercise's record, `RecordedReference` answers from it in the reference's place.
"""

from dlquiz.grading.recorded.replay import RecordedReference

__all__ = ["RecordedReference"]
