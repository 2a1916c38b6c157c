"""Generic diagnoses: what relation holds between what the learner returned and what was wanted, where no known mistake
matches. Knows no exercise and no judge: it is handed numbers.
"""

from dlquiz.grading.signatures.pairs import Observation
from dlquiz.grading.signatures.raised import explain
from dlquiz.grading.signatures.recognition import Signature, recognise

__all__ = ["Observation", "Signature", "explain", "recognise"]
