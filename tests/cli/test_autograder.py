"""The zip for Gradescope, unpacked and run in a folder that is laid out like a container of theirs."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import typer

from tests.cli.conftest import RIGHT, WRONG, Place

LIBRARIES = Path(typer.__file__).parents[1]
OLD = "#!/bin/bash\nexit 1\n"  # a Python that is too old, or has no ensurepip
APT = """#!/bin/bash
echo "$@" >> "$0.log"
if [ "$1" = install ]; then cp "${0%/*}/new" "${0%/*}/python3.11"; fi
"""
NEW = """#!/bin/bash
{python} "$@" || exit
if [ "$1 $2" = "-m venv" ]; then echo {libraries} > "$(echo "$3"/lib/python*/site-packages)/dependencies.pth"; fi
"""


@pytest.fixture
def unpacked(place: Place, tmp_path: Path) -> Path:
    """What Gradescope has made of the zip: /autograder/source."""
    (place.folder / "course.yaml").write_text("exercises: [double, again]\n")
    done = place.run("release", "--gradescope", "auto.zip")
    assert done.returncode == 0 and "to nobody else" in " ".join(done.stdout.split()), done.stderr
    root = tmp_path / "autograder"
    with zipfile.ZipFile(place.folder / "auto.zip") as archive:
        archive.extractall(root / "source")
        modes = {member.filename: member.external_attr >> 16 for member in archive.infolist()}
    assert modes["setup.sh"] & 0o111 and modes["run_autograder"] & 0o111
    return root


@pytest.fixture
def container(unpacked: Path) -> Path:
    """The same with a Python of its own."""
    venv.create(unpacked / "venv", with_pip=True)  # as setup.sh would, and with libraries that are here already
    (site,) = unpacked.glob("venv/lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{LIBRARIES}\n", encoding="utf-8")
    assert run(unpacked, "setup.sh").returncode == 0
    return unpacked


def run(root: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    unset = ("DLQUIZ_BANK", "PYTHONPATH", "PYTHONWARNINGS")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    env |= {"DLQUIZ_AUTOGRADER_ROOT": str(root)} | more
    command = ["/bin/bash", str(root / "source" / script)]
    return subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, check=False, timeout=300)


def test_a_submission_is_graded_as_gradescope_does_it(container: Path) -> None:
    submission = container / "submission"
    submission.mkdir()
    (submission / "double.py").write_text(RIGHT)
    (submission / "again.py").write_text(WRONG)
    done = run(container, "run_autograder")
    assert done.returncode == 0, done.stderr
    results = json.loads((container / "results" / "results.json").read_text())
    assert [test["status"] for test in results["tests"]] == ["passed", "passed", "failed", "failed"]
    assert results["score"] == 3
    (container / "source" / "bank" / "solutions" / "00_start" / "again" / "solution.py").write_text("1 / 0\n")
    broken = run(container, "run_autograder")
    assert broken.returncode == 1 and not (container / "results" / "results.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("there", ["python3", "python3.12", None])
def test_a_python_that_will_do_is_looked_for_and_else_installed(
    unpacked: Path, tmp_path: Path, there: str | None
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    good = NEW.format(python=sys.executable, libraries=LIBRARIES)
    texts = {"python3": OLD, "python3.11": OLD, "apt-get": APT, "new": good}
    for name, text in (texts | ({there: good} if there else {})).items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    done = run(unpacked, "setup.sh", PATH=f"{programs}:/usr/bin:/bin" if there is None else str(programs))
    assert done.returncode == 0, done.stderr
    log = programs / "apt-get.log"
    asked = log.read_text().splitlines() if log.exists() else []
    assert asked == ([] if there else ["update -q", "install -yq python3.11 python3.11-venv"])
    submission = unpacked / "submission"
    submission.mkdir()
    (submission / "double.py").write_text(RIGHT)
    assert run(unpacked, "run_autograder").returncode == 0
    assert json.loads((unpacked / "results" / "results.json").read_text())["score"] == 3
