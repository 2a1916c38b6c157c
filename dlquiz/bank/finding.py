"""Where the exercise bank lies: a folder that holds exercises/ and solutions/."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from dlquiz.bank.manifest import is_release
from dlquiz.errors import UsageError

VARIABLE = "DLQUIZ_BANK"


def find_root(explicit: str | None) -> Path:
    """The bank's folder: the one that is named, or the first place that has one.

    Args:
        explicit: what `--bank` says; without it `DLQUIZ_BANK`, then the released course around the working
            directory, then the checkout, then the installed bank.

    Raises:
        UsageError: the named folder is no bank, or there is none anywhere.
    """
    for name, origin in ((explicit, "--bank"), (os.environ.get(VARIABLE), VARIABLE)):
        if name:
            return _named(name, origin)
    for place in (*_around(), *_places()):
        if (place / "exercises").is_dir():
            return place
    raise UsageError(f"no exercises are installed here. Name a folder that holds exercises/: --bank DIR or {VARIABLE}")


def _named(name: str, origin: str) -> Path:
    """The folder that the user named, made absolute; or a UsageError that says where the name came from."""
    place = Path(name).expanduser().absolute()
    if not place.is_dir():
        raise UsageError(f"there is no folder {name}, which {origin} names. Name a folder that holds exercises/")
    if not (place / "exercises").is_dir():
        inside = place.name == "exercises"
        advice = f"Name the folder above it: {place.parent}" if inside else "Name the folder that holds exercises/"
        raise UsageError(f"{name}, which {origin} names, has no folder exercises/. {advice}")
    return place


def _around() -> Iterator[Path]:
    """The released course that the working directory lies in."""
    try:
        here = Path.cwd()
    except OSError:  # it is gone
        return
    yield from (folder for folder in (here, *here.parents) if is_release(folder))


def _places() -> Iterator[Path]:
    """Where a bank may lie that nobody named: the checkout beside the package, then where a wheel puts it."""
    checkout = Path(__file__).parents[2]
    if all((checkout / name).exists() for name in ("exercises", "solutions", "pyproject.toml")):
        yield checkout
    yield from _installed()


def is_installed(root: Path) -> bool:
    """Whether this bank came with dlquiz, so that the next update replaces it."""
    return any(root == place for place in _installed())


def _installed() -> Iterator[Path]:
    yield Path(sys.prefix, "share", "dlquiz")
    import sysconfig  # only an unusual installation gets this far

    yield Path(sysconfig.get_path("data"), "share", "dlquiz")
    import site

    yield Path(site.getuserbase(), "share", "dlquiz")
