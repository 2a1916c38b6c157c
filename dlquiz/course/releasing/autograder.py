"""An autograder for Gradescope: a zip with the whole bank, which Gradescope keeps to itself, and dlquiz.

Gradescope runs setup.sh once, when the zip is uploaded, and run_autograder for each submission: it reads
/autograder/submission and writes /autograder/results/results.json. Where it writes none, Gradescope says that the
autograder failed, which is what a fault of the grader is to look like.
"""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import dlquiz
from dlquiz.bank import Bank
from dlquiz.bank.folders import is_cache

ROOT = "DLQUIZ_AUTOGRADER_ROOT"  # instead of /autograder, to try it elsewhere

SETUP = f"""#!/usr/bin/env bash
set -euo pipefail
root=${{{ROOT}:-/autograder}}
if [ ! -x "$root/venv/bin/python" ]; then
    python=""
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
            python=$name
            break
        fi
    done
    if [ -z "$python" ]; then
        apt-get update -q
        apt-get install -yq python3.11 python3.11-venv
        python=python3.11
    fi
    "$python" -m venv "$root/venv"
fi
"$root/venv/bin/python" -m pip install -q -r "$root/source/requirements.txt"
"""
RUN = f"""#!/usr/bin/env bash
# The seed is drawn anew in each run, so that no answer can be written down beforehand.
set -uo pipefail
root=${{{ROOT}:-/autograder}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/handed_in" "$root/results"
rm -f "$root/results/results.json"
cp -r "$root/submission" "$work/handed_in/student"
export PYTHONPATH="$root/source/lib"
"$root/venv/bin/python" -P -c 'from dlquiz.cli import main; main()' grade "$work/handed_in" \\
    --bank "$root/source/bank" --course "$root/source/course.yaml" \\
    --gradebook "$work/grades.db" --gradescope "$work/out" {{options}}
code=$?
if [ -f "$work/out/student/results.json" ]; then
    cp "$work/out/student/results.json" "$root/results/results.json"
    exit 0
fi
echo "dlquiz could not grade this submission (exit code $code)" >&2
exit 1
"""
EXECUTABLE = frozenset({"setup.sh", "run_autograder"})


def autograder(bank: Bank, course: Path, *, unprotected: bool) -> dict[str, bytes]:
    """The files of the zip.

    Args:
        course: the course.yaml that says what is graded.
        unprotected: grade also where the container has no full sandbox.
    """
    options = "--unprotected" if unprotected else ""
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.replace("{options}", options).encode(),
        "requirements.txt": "\n".join(requirements()).encode() + b"\n",
        "course.yaml": course.read_bytes(),
    }
    package = Path(dlquiz.__file__).parent
    files |= {f"lib/dlquiz/{name}": content for name, content in _below(package)}
    for part in ("exercises", "solutions"):
        files |= {f"bank/{part}/{name}": content for name, content in _below(bank.root / part)}
    return files


def requirements() -> list[str]:
    """What dlquiz needs, in the versions that are installed here."""
    needed = (line for line in metadata.requires("dlquiz") or () if "extra ==" not in line)
    names = (line.split(";")[0].split("<")[0].split(">")[0].split("=")[0].split("[")[0].strip() for line in needed)
    return [f"{name}=={metadata.version(name)}" for name in names if _is_installed(name)]


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:  # it is for another system
        return False
    return True


def _below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not any(is_cache(part) for part in relative.parts):
            yield relative.as_posix(), path.read_bytes()
