"""What this machine offers to dlquiz, and how to get what is missing."""

import json as json_module
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from dlquiz.cli.output import ENVIRONMENT, PASSED

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dlquiz.bank import Bank
    from dlquiz.practice import Workspace

TORCH_SECONDS = 120.0
_ASK_TORCH = """
import json, torch
devices = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
devices += ["mps"] if torch.backends.mps.is_available() else []
print(json.dumps([torch.__version__, devices]))
"""


class Finding(Struct, frozen=True):
    """One thing that was looked at. `missing`: dlquiz needs it; `info`: good to know. `fix` is empty if all is well."""

    name: str
    state: Literal["ok", "missing", "info"]
    found: str
    fix: str = ""


class Findings(Struct, frozen=True):
    """All findings."""

    findings: Sequence[Finding]

    @property
    def exit_code(self) -> int:
        """2 if something is missing."""
        return ENVIRONMENT if any(finding.state == "missing" for finding in self.findings) else PASSED

    def json(self) -> dict[str, Any]:
        """Each finding."""
        return {"findings": self.findings}

    def screens(self) -> "Iterator[RenderableType]":
        """A line for each."""
        from dlquiz.view.doctor import doctor_view

        yield doctor_view([(finding.name, finding.state, finding.found, finding.fix) for finding in self.findings])


def look_around(workspace: Path | None, bank: str | None) -> Findings:
    """Look at everything that dlquiz needs."""
    return Findings([_python(), *_torch(), *_sandbox(), _server(), *_place(workspace, bank)])


def _python() -> Finding:
    from dlquiz import __version__

    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", "ok", f"{version}, dlquiz {__version__}, in {sys.prefix}")


def _torch() -> list[Finding]:
    """Asked in a process of its own: it takes long, and a broken installation can end the process."""
    fix = "Install it anew: pip install --force-reinstall torch"
    try:
        asked = [sys.executable, "-c", _ASK_TORCH]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=TORCH_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [Finding("torch", "missing", f"did not answer within {TORCH_SECONDS:.0f} s", fix)]
    if done.returncode != 0:
        why = (done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"])[-1]
        return [Finding("torch", "missing", f"can't be imported: {why}", fix)]
    version, devices = json_module.loads(done.stdout)
    gpu = (
        Finding("GPU", "ok", ", ".join(devices))
        if devices
        else Finding("GPU", "info", "none here; the CPU does for all")
    )
    return [Finding("torch", "ok", version), gpu]


def _sandbox() -> list[Finding]:
    if not hasattr(os, "fork"):
        return [Finding("sandbox", "missing", "this system can't fork processes", "On Windows, use WSL.")]
    from dlquiz.jobs import protections

    found = [Finding("sandbox", "ok", "a process of its own; what protects you from what runs in it:")]
    for layer in protections():
        found.append(Finding(f"· {layer.name}", "ok" if layer.active else "info", layer.note))
    return found


def _server() -> Finding:
    """Whether there is a warm grader."""
    if not hasattr(os, "fork"):
        return Finding("server", "info", "none: this system can't fork processes")
    from dlquiz.jobs import NO_SERVER, servers

    if os.environ.get(NO_SERVER):
        return Finding("server", "info", f"not used: {NO_SERVER} is set", f"To use one: unset {NO_SERVER}")
    for server in servers():
        if server.current and server.answers:
            return Finding("server", "ok", f"a warm grader runs, process {server.pid}")
    return Finding("server", "info", "none runs now; the next check starts one")


def _place(workspace: Path | None, bank: str | None) -> Iterator[Finding]:
    """The workspace, its progress, and the exercises."""
    from dlquiz.cli.session import find_workspace
    from dlquiz.errors import DlquizError
    from dlquiz.practice import find_bank

    place = None
    try:
        place = find_workspace(workspace)
        yield _workspace(place)
    except DlquizError as error:
        yield Finding("workspace", "missing", str(error))
    if place is not None:
        yield _database(place)
    try:
        yield from _exercises(find_bank(bank, place))
    except DlquizError as error:
        yield Finding("exercises", "missing", str(error))


def _exercises(bank: "Bank") -> Iterator[Finding]:
    from dlquiz.cli.session import shown

    yield Finding("exercises", "ok", f"{len(bank.metas())} in {shown(bank.root)}")
    for slug, error in bank.broken().items():
        yield Finding(slug, "missing", f"broken: {error.file}: {error.problem}", error.fix)


def _workspace(place: "Workspace | None") -> Finding:
    from dlquiz.cli.session import shown

    if place is None:
        return Finding("workspace", "info", "none here", "Make one: dlquiz next")
    if not os.access(place.root, os.W_OK):
        return Finding(
            "workspace",
            "missing",
            f"{shown(place.root)} is read-only",
            f"Make it writable: chmod -R u+w {shown(place.root)}",
        )
    return Finding("workspace", "ok", shown(place.root))


def _database(place: "Workspace") -> Finding:
    from dlquiz.cli.session import shown
    from dlquiz.errors import DlquizError
    from dlquiz.practice import Progress

    try:
        with Progress(place.state) as progress:
            attempts = sum(standing.attempts for standing in progress.standings().values())
    except DlquizError as error:
        return Finding("progress", "missing", str(error))
    if progress.problems:
        return Finding("progress", "info", " ".join(progress.problems))
    if not os.access(progress.path, os.W_OK):
        return Finding("progress", "missing", f"{shown(progress.path)} can't be written", "Make its folder writable.")
    return Finding(
        "progress", "ok", f"{attempts} {'attempt' if attempts == 1 else 'attempts'} in {shown(progress.path)}"
    )
