"""The wheel, installed far from the checkout, serves and grades exercises out of its shared data."""

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.cli.wheels import build, install


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


def test_exercises_and_solutions_lie_outside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".data/data/share/dlquiz/exercises/curriculum.yaml") for name in names)
    assert any(name.endswith("share/dlquiz/solutions/10_attention/scaled_dot_product/mistakes.yaml") for name in names)
    assert not any("__pycache__" in name for name in names)
    assert not any(name.startswith("dlquiz/") and "scaled_dot_product" in name for name in names)


def test_an_installed_wheel_works_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    program = install(wheel, home)
    empty = tmp_path / "empty"
    empty.mkdir()

    def dlquiz(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if key not in ("DLQUIZ_BANK", "PYTHONPATH")}
        return subprocess.run(
            [program, *arguments], cwd=empty, env=environment, capture_output=True, text=True, check=False
        )

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
