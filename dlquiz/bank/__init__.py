"""Find, load and validate exercises. Never imports torch or numpy.

`scaffold` (author new) and `lint` (the gate's reading of texts) are modules of their own.
"""

from dlquiz.bank.bank import Bank
from dlquiz.bank.curriculum import Topic
from dlquiz.bank.memory import Memory

__all__ = ["Bank", "Memory", "Topic"]
