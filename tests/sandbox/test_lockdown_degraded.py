"""Where a layer is missing the rest holds, it is said, and who demands it is refused."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dlquiz.errors import GraderFault
from dlquiz.jobs import Grader
from dlquiz.sandbox import landlock, lockdown, seccomp
from dlquiz.sandbox.lockdown import Protection
from tests.support import SOLUTION, job, write_bank

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
NO_LIBSECCOMP = "import sys\nsys.modules['pyseccomp'] = None\n"
NO_LANDLOCK = "from dlquiz.sandbox import landlock\nlandlock.SYS_CREATE_RULESET = 9999\n"
NO_NAMESPACES = """
from dlquiz.sandbox import linux
def refuse(flags): raise PermissionError(1, "Operation not permitted")
linux.unshare = refuse
"""
FORK = """
import os, socket
socket.socket().close()
if os.fork() == 0:
    os._exit(0)
os.wait()
print("forked")
"""
READ = "import os\nprint(os.listdir('/')[:1])\n"


@pytest.mark.parametrize(
    ("machine", "layer", "can"),
    [
        (NO_LIBSECCOMP, "system calls", FORK),
        (NO_LANDLOCK, "files", READ),
        (NO_NAMESPACES, "namespaces", ""),
    ],
    ids=["no libseccomp", "no Landlock", "no namespaces"],
)
def test_without_a_layer_the_others_hold(
    tmp_path: Path, write_startup: Callable[[str], None], machine: str, layer: str, can: str
) -> None:
    with Grader() as whole:
        everything = whole.run(job(write_bank(tmp_path), SOLUTION)).protection
    write_startup(machine)
    with Grader() as grader:
        report = grader.run(job(write_bank(tmp_path), can + SOLUTION))
        assert report.passed, "practice goes on with what there is"
        assert set(report.protection) == set(everything) - {layer}
        demanding = job(write_bank(tmp_path), SOLUTION, demand_protection=True)
        if layer in lockdown.REQUIRED:
            with pytest.raises(GraderFault, match=f"“{layer}” is not active: .*needs Linux"):
                grader.run(demanding)
            assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed
        else:
            assert grader.run(demanding).passed


def test_the_refusal_comes_before_the_submission_is_run(tmp_path: Path, write_startup: Callable[[str], None]) -> None:
    write_startup(NO_LANDLOCK)
    bank = write_bank(tmp_path)
    endless = "while True: pass\n"
    with Grader() as grader, pytest.raises(GraderFault, match="“files” is not active"):
        grader.run(job(bank, endless + SOLUTION, demand_protection=True))


def test_a_bank_among_pythons_own_files_is_told(tmp_path: Path, write_startup: Callable[[str], None]) -> None:
    bank = write_bank(tmp_path)
    write_startup(f"import site\nsite.getsitepackages = lambda: [{str(tmp_path)!r}]\n")
    with Grader() as grader:
        assert "files" not in grader.run(job(bank, SOLUTION)).protection
        with pytest.raises(GraderFault, match="lies among the files that Python itself reads"):
            grader.run(job(bank, SOLUTION, demand_protection=True))


def test_a_sandbox_that_cannot_start_is_a_fault_of_ours(tmp_path: Path, write_startup: Callable[[str], None]) -> None:
    write_startup("from dlquiz.sandbox import steps\nsteps.check_watch.__code__ = (lambda terms: 1 / 0).__code__\n")
    with Grader() as grader, pytest.raises(GraderFault, match="no sandbox could be started"):
        grader.run(job(write_bank(tmp_path), SOLUTION))


# -- what doctor asks


def test_what_the_system_does_not_act_on_is_not_active(monkeypatch: pytest.MonkeyPatch) -> None:
    lies = {"files": "landlock.restrict", "system calls": "seccomp.load", "namespaces": "linux.unshare"}
    for place in lies.values():
        monkeypatch.setattr(f"dlquiz.sandbox.{place}", lambda *_: 7)
    told = {layer.name: layer for layer in lockdown.protections()}
    for name in lies:
        assert not told[name].active
        assert "did not act on it" in told[name].note
    assert told["limits"].active
    assert told["privileges"].active


def test_a_trial_that_breaks_off_tells_of_no_protection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockdown, "_tried", lambda: lockdown.os._exit(3))
    assert not any(layer.active for layer in lockdown.protections())


def test_a_trial_leaves_this_process_as_it_was(tmp_path: Path) -> None:
    layers = lockdown.protections()
    assert all(isinstance(layer, Protection) and layer.note for layer in layers)
    (tmp_path / "file").write_text("still writable", encoding="utf-8")
    assert any(Path("/").iterdir())


def test_asking_for_the_protections_imports_neither_torch_nor_numpy() -> None:
    code = "import sys; from dlquiz.sandbox.lockdown import protections; protections(); print({'torch', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_filter_that_cannot_be_compiled_is_a_missing_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(device: str, architecture: int) -> bytes:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr("dlquiz.sandbox.seccomp.compiled", fail)
    seccomp.program.cache_clear()
    told = {layer.name: layer for layer in lockdown.protections()}
    seccomp.program.cache_clear()
    assert not told["system calls"].active
    assert told["files"].active


@pytest.mark.parametrize(("version", "rights"), [(1, 13), (2, 14), (3, 15), (4, 15), (5, 16), (6, 16), (7, 16)])
def test_each_landlock_handles_all_rights_that_it_knows(version: int, rights: int) -> None:
    assert landlock.file_rights(version) == (1 << rights) - 1
