"""What an exercise's checks.py imports. See exercises/README.md for how checks are written."""

from dlquiz.grading.assertions import close, holds, integer, keeps_arguments, raises, same, there, vjp, within
from dlquiz.grading.gradient_assertion import gradient
from dlquiz.grading.pictures import bars, heatmap
from dlquiz.grading.spec import check

__all__ = [
    "bars",
    "check",
    "close",
    "gradient",
    "heatmap",
    "holds",
    "integer",
    "keeps_arguments",
    "raises",
    "same",
    "there",
    "vjp",
    "within",
]
