"""The wheel of this checkout, and environments that it is installed in, which borrow the libraries of this one."""

import subprocess
import sys
import venv
from pathlib import Path

import typer

ROOT = Path(__file__).parents[2]


def build(folder: Path) -> Path:
    """The wheel, made in `folder`."""
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(folder), str(ROOT)], check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return file


def install(wheel: Path, home: Path) -> Path:
    """An environment in `home` with the wheel in it; its `dlquiz`."""
    venv.create(home, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "-q", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{Path(typer.__file__).parents[1]}\n", encoding="utf-8")
    return home / "bin" / "dlquiz"
