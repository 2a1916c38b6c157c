"""The wheel, installed far from the checkout, serves and grades exercises out of its shared data."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import typer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return file


def test_exercises_and_solutions_lie_outside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".data/data/share/dlquiz/exercises/curriculum.yaml") for name in names)
    assert any(name.endswith("share/dlquiz/solutions/10_attention/scaled_dot_product/mistakes.yaml") for name in names)
    assert not any("__pycache__" in name for name in names)
    assert not any(name.startswith("dlquiz/") and "scaled_dot_product" in name for name in names)


def test_an_installed_wheel_works_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{Path(typer.__file__).parents[1]}\n", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()

    def dlquiz(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if key not in ("DLQUIZ_BANK", "PYTHONPATH")}
        command = [str(home / "bin" / "dlquiz"), *arguments]
        return subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, check=False)

    first = dlquiz("next")
    assert first.returncode == 0, first.stderr
    assert "Made ./practice" in first.stdout
    (stub,) = empty.glob("practice/*/*.py")
    solution = home / "share" / "dlquiz" / "solutions" / stub.parent.name / stub.stem / "solution.py"
    stub.write_text(solution.read_text(encoding="utf-8"), encoding="utf-8")
    refused = dlquiz("author", "new", stub.parent.name, "brand_new")
    assert refused.returncode == 2
    assert "--bank DIR" in refused.stderr
    second = dlquiz("check")
    assert second.returncode == 0, second.stdout + second.stderr
