"""A learner's practice: the workspace, the progress in it, and the order of the exercises. Imports no torch."""

from dlquiz.practice.backups import Backup, backups, reset, restore
from dlquiz.practice.banks import find_bank
from dlquiz.practice.files import read_source
from dlquiz.practice.order import State, states, upcoming
from dlquiz.practice.progress import Progress, Standing
from dlquiz.practice.workspace import Workspace

__all__ = [
    "Backup",
    "Progress",
    "Standing",
    "State",
    "Workspace",
    "backups",
    "find_bank",
    "read_source",
    "reset",
    "restore",
    "states",
    "upcoming",
]
