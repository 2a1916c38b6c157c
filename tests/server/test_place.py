"""Whose parent it is: the folder is one user's alone, and a name stands for all that changes a verdict."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dlquiz.jobs import Grader, servers
from dlquiz.server import environment, place
from dlquiz.server.connection import Connection
from dlquiz.server.place import runtime_folder
from tests.server.conftest import the_server
from tests.support import SOLUTION, job, write_bank

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs another user")


@pytest.fixture(autouse=True)
def fallback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for those who have no runtime folder, away from the user's own."""
    folder = tmp_path / "f"
    folder.mkdir()
    monkeypatch.setattr(place, "FALLBACK", folder)
    monkeypatch.setattr(place, "PATH_BYTES", 1000)  # pytest's folders have long names
    return folder / f"dlquiz-{os.geteuid()}"


def test_the_sessions_runtime_folder(runtime: Path) -> None:
    before = os.umask(0)
    try:
        assert runtime_folder() == runtime
    finally:
        os.umask(before)
    assert runtime.stat().st_mode & 0o777 == 0o700
    assert runtime_folder() == runtime


def test_without_one(fallback: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "relative", str(fallback / "nowhere")):
        monkeypatch.setenv("XDG_RUNTIME_DIR", value)
        assert runtime_folder() == fallback
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert runtime_folder() == fallback


def test_a_path_that_is_too_long(fallback: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = runtime.parent / ("x" * 90)
    long.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    monkeypatch.setattr(place, "PATH_BYTES", 107)
    monkeypatch.setattr(place, "FALLBACK", runtime.parent)
    assert runtime_folder() == runtime.parent / fallback.name


def wide(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o750)


def linked(folder: Path) -> None:
    own = folder.with_name("own")
    own.mkdir(mode=0o700)
    folder.symlink_to(own)


def a_file(folder: Path) -> None:
    folder.touch(mode=0o600)


def anothers(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, NOBODY, NOBODY)


@pytest.mark.parametrize("spoil", [wide, linked, a_file, pytest.param(anothers, marks=as_root)])
def test_a_folder_that_is_not_this_users_alone_is_refused(
    runtime: Path, fallback: Path, spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    spoil(runtime)
    assert runtime_folder() == fallback
    fallback.rmdir()
    spoil(fallback)
    assert runtime_folder() is None
    with Grader(shared=True) as grader:
        assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed, "on a private parent"
    assert servers() == ()


@pytest.mark.parametrize("mode", [0o770, 0o707, pytest.param(None, marks=as_root)])
def test_a_runtime_folder_that_others_may_write_to(runtime: Path, fallback: Path, mode: int | None) -> None:
    if mode is None:
        os.chown(runtime.parent, NOBODY, NOBODY)  # as after `su`
    else:
        runtime.parent.chmod(mode)
    assert runtime_folder() == fallback
    assert not runtime.exists()


@as_root
def test_another_user_is_not_served(runtime: Path, tmp_path: Path) -> None:
    with Grader(shared=True) as grader:
        assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed
        path = the_server().socket
        for opened in (runtime.parent, runtime, Path(path)):
            opened.chmod(0o777)  # so that only the parent itself is left to refuse
        ask = f"import socket; s = socket.socket(socket.AF_UNIX); s.connect({path!r}); print(s.recv(1))"
        done = subprocess.run(
            ["/usr/bin/env", "python3", "-c", ask], user=NOBODY, capture_output=True, text=True, check=False
        )
        runtime.parent.chmod(0o700)
        runtime.chmod(0o700)
        if done.returncode != 0 and "ConnectionResetError" not in done.stderr:
            pytest.skip(f"no Python for another user: {done.stderr}")
        assert done.stdout in ("b''\n", "")
        own = Connection(path)
        assert own.greeting(5) is not None
        own.close()


def a_variable(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("CUDA_VISIBLE_DEVICES", "1")


def a_version(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dlquiz.__version__", "0.2")


def a_user(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "geteuid", lambda: 4711)


def an_environment(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "prefix", "/elsewhere")


def a_source(patch: pytest.MonkeyPatch) -> None:
    sources = list(environment._sources())
    patch.setattr(
        environment, "_sources", lambda: [*sources[:-1], (sources[-1][0], sources[-1][1] + 1, sources[-1][2])]
    )


def a_torch(patch: pytest.MonkeyPatch) -> None:
    libraries = dict(environment._libraries())
    (version,) = [name for name in libraries if name.endswith("torch/version.py")]
    patch.setattr(environment, "_libraries", lambda: [*libraries.items(), (version, 1)])


def a_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("resource.getrlimit", lambda which: (which, 100))


@pytest.mark.parametrize("change", [a_variable, a_version, a_user, an_environment, a_source, a_torch, a_limit])
def test_each_difference_makes_another_name(change: Callable[[pytest.MonkeyPatch], None]) -> None:
    before = environment.kind()
    assert environment.kind() == before
    with pytest.MonkeyPatch.context() as patch:
        change(patch)
        assert environment.kind() != before


def test_what_grades_nothing_makes_no_other_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = environment.kind()
    monkeypatch.setenv("PATH", "/elsewhere")
    monkeypatch.setenv("PS1", "$ ")
    monkeypatch.chdir(tmp_path)
    assert environment.kind() == before


def test_a_relative_pythonpath_is_the_callers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", "lib" + os.pathsep + "/usr/lib")
    before = environment.kind()
    monkeypatch.chdir(tmp_path)
    assert environment.environment()["PYTHONPATH"] == f"{tmp_path}/lib{os.pathsep}/usr/lib"
    assert environment.kind() != before


def test_a_socket_is_not_torch() -> None:
    """The client finds torch without importing it."""
    program = "import sys; from dlquiz.server.environment import kind; kind(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@as_root
@pytest.mark.skipif(sys.platform != "linux", reason="mounts")
def test_a_full_disk(runtime: Path, tmp_path: Path) -> None:
    """As root in a namespace of its own, where a page of memory is the whole disk."""
    bank = write_bank(tmp_path)
    program = f"""
from pathlib import Path
from dlquiz.jobs import Grader, servers
from tests.support import SOLUTION, job
with Grader(shared=True) as grader:
    print(grader.run(job(Path({str(bank)!r}), SOLUTION)).verdict, len(servers()))
"""
    mount = (
        f"mount -t tmpfs -o size=4k,mode=700 full {runtime.parent} && head -c 4096 /dev/zero > {runtime.parent}/fill"
    )
    try:
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", f'({mount}) || exit 77; exec "$0" -c "$1"', sys.executable, program],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("no unshare")
    if done.returncode == 77:
        pytest.skip(f"can't mount: {done.stderr}")
    assert done.stdout == "passed 0\n", done.stderr


def test_a_folder_in_place_of_the_socket(runtime: Path, tmp_path: Path) -> None:
    assert runtime_folder() == runtime
    (runtime / f"{environment.kind()}.socket").mkdir()
    with Grader(shared=True) as grader:
        assert grader.run(job(write_bank(tmp_path), SOLUTION)).passed
    assert servers() == ()
    (runtime / f"{environment.kind()}.socket").rmdir()


def test_names_are_as_long_as_is_counted_with() -> None:
    assert len(f"/{environment.kind()}.socket") == place.KIND_BYTES
    with socket.socket(socket.AF_UNIX) as longest, pytest.raises(OSError, match="too long"):
        longest.bind("/" + "x" * 200)
