"""Environments for the graders that dlquiz is measured beside: each has its own, made once and kept in a cache."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path


def environment(name: str, pinned: str, extra: str = "") -> Path:
    """The `bin` folder of an environment with a version of the package `name` and the torch that dlquiz has here.

    Making it takes minutes and needs a package index; the folder is `dlquiz-bench` in the user's cache.

    Raises:
        subprocess.CalledProcessError: it can't be installed; pip has said why on stderr.
    """
    torch = f"torch=={version('torch').partition('+')[0]}"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "dlquiz-bench" / f"{name}=={pinned}-{torch}-{sys.version_info.major}.{sys.version_info.minor}"
    done = folder / "installed"
    if not done.is_file():
        print(f"installing {name} into {folder}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
        subprocess.run(
            [*pip, f"{name}[{extra}]=={pinned}" if extra else f"{name}=={pinned}", torch, f"numpy=={version('numpy')}"],
            check=True,
        )
        done.touch()
    return folder / "bin"
