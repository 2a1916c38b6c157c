"""Generic diagnoses: what relation holds between what the learner returned and what was wanted, where no known mistake
matches. Knows no exercise and no judge: it is handed numbers.
"""

from dlquiz.grading.signatures.pairs import Observation
from dlquiz.grading.signatures.raised import NOTHING_RETURNED, explain, nothing_returned
from dlquiz.grading.signatures.recognition import SOME, Signature, recognise

__all__ = ["NOTHING_RETURNED", "SOME", "Observation", "Signature", "explain", "nothing_returned", "recognise"]
