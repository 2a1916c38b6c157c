"""The zip for Gradescope, unpacked and run in a folder that is laid out like a container of theirs."""

import json
import os
import subprocess
import venv
import zipfile
from pathlib import Path

import pytest
import typer

from tests.cli.conftest import RIGHT, WRONG, Place


@pytest.fixture
def container(place: Place, tmp_path: Path) -> Path:
    """What Gradescope has made of the zip: /autograder/source, and a Python of its own."""
    (place.folder / "course.yaml").write_text("exercises: [double, again]\n")
    done = place.run("release", "--gradescope", "auto.zip")
    assert done.returncode == 0 and "to nobody else" in " ".join(done.stdout.split()), done.stderr
    root = tmp_path / "autograder"
    with zipfile.ZipFile(place.folder / "auto.zip") as archive:
        archive.extractall(root / "source")
        modes = {member.filename: member.external_attr >> 16 for member in archive.infolist()}
    assert modes["setup.sh"] & 0o111 and modes["run_autograder"] & 0o111
    venv.create(root / "venv", with_pip=True)  # as setup.sh would, and with libraries that are here already
    (site,) = root.glob("venv/lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{Path(typer.__file__).parents[1]}\n", encoding="utf-8")
    assert run(root, "setup.sh").returncode == 0
    return root


def run(root: Path, script: str) -> subprocess.CompletedProcess[str]:
    unset = ("DLQUIZ_BANK", "PYTHONPATH", "PYTHONWARNINGS")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    env["DLQUIZ_AUTOGRADER_ROOT"] = str(root)
    command = ["bash", str(root / "source" / script)]
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
