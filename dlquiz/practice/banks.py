"""Which bank a workspace is practised from."""

import os
from pathlib import Path

from dlquiz.bank import Bank, Memory
from dlquiz.errors import UsageError
from dlquiz.practice.workspace import MARKER, Workspace


def find_bank(explicit: str | None, workspace: Workspace | None, memory: Memory | None = None) -> Bank:
    """The bank that --bank names, or DLQUIZ_BANK, or the workspace's dlquiz.yaml; else the usual one."""
    if explicit or os.environ.get("DLQUIZ_BANK") or workspace is None or workspace.bank is None:
        return Bank.find(explicit, memory)
    if not Path(workspace.bank, "exercises").is_dir():
        mend = "Correct it, or get the course again: dlquiz update --from FOLDER_OR_ZIP"
        raise UsageError(f"{workspace.root / MARKER} names the bank {workspace.bank}, which is not there. {mend}")
    return Bank.find(workspace.bank, memory)
