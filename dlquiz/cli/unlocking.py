"""`reveal --course`: an unlock file for some exercises of a released course."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlquiz.bank.sealing import (
    LARGEST,
    Keys,
    asks_for_passphrase,
    demand_readable,
    identities_in,
    open_sealed,
    unlock_keys,
    write_keys,
)
from dlquiz.bank.unlocking import FOLDER, KEYS, read_whole, sealed_file
from dlquiz.cli.output import PASSED
from dlquiz.cli.session import shown
from dlquiz.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

PASSPHRASE = "DLQUIZ_PASSPHRASE"
NAMED = 3  # exercises in a file's name


class Unlocking(Struct, frozen=True):
    """`reveal --course`: the file that was written, and what it opens."""

    file: str
    slugs: Sequence[str]
    exit_code: int = PASSED

    def json(self) -> dict[str, Any]:
        """Both."""
        return {"file": self.file, "exercises": self.slugs}

    def screens(self) -> "Iterator[RenderableType]":
        """What to do with it."""
        from dlquiz.view.notices import notice_view

        yield notice_view(
            f"Wrote {self.file}. It opens {', '.join(self.slugs)}, and nothing else.\n"
            "Give it to the class: whoever puts it beside their dlquiz.yaml, or into the course's folder, "
            "sees the solution with `dlquiz solution`."
        )


def unlock(course: Path, slugs: Sequence[str], identity: Path | None, out: Path | None, *, ask: bool) -> Unlocking:
    """Write the keys of these exercises alone.

    Args:
        course: the folder of a release.
        identity: a file with the instructor's age identity; without it the passphrase is asked for.
        out: the file to write; without it one in this folder that is named after the exercises.
        ask: whether there may be somebody to ask.

    Raises:
        UsageError: it is no release, passphrase or key is wrong, something is damaged, or the file is there already.
    """
    chosen = tuple(dict.fromkeys(slugs))
    keys = _all_keys(course, identity, ask).only(chosen)
    for slug in chosen:
        sealed = sealed_file(course, slug)
        with about(course / FOLDER / f"{slug}.age"):
            open_sealed(sealed, keys.identities[slug])
    target, text = out or Path(_name(chosen)), write_keys(keys).encode()
    _write(target, text)
    return Unlocking(shown(target), chosen)


def _all_keys(course: Path, identity: Path | None, ask: bool) -> Keys:
    sealed = course / FOLDER / KEYS
    if not sealed.is_file():
        made = "`dlquiz release` makes a course that has"
        raise UsageError(f"{course} is no released course: it has no {FOLDER}/{KEYS}. {made}")
    data = read_whole(sealed, LARGEST)
    with about(sealed):
        demand_readable(data)
    if not asks_for_passphrase(data):
        if identity is None:
            raise UsageError(f"{sealed} is sealed to a public key. Name the file of its identity: --identity FILE")
        own = _identity(identity)
        with about(sealed):
            return unlock_keys(data, "it", identity=own)
    if identity is not None:
        raise UsageError(f"{sealed} is sealed to a passphrase. Leave out --identity")
    passphrase = _passphrase(ask)
    with about(sealed):
        return unlock_keys(data, "it", passphrase=passphrase)


@contextmanager
def about(path: Path) -> Iterator[None]:
    """Puts the file that a UsageError is about before its text."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{shown(path)}: {error}") from None


def _identity(path: Path) -> str:
    data = read_whole(path, LARGEST)
    if data.startswith((b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")):
        raise UsageError(f"{path} is sealed itself. Open it first: age -d -o identity.txt {path}")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no age identity: it is not text. `age-keygen` makes one") from None
    with about(path):
        identities_in(text)
    return text


def _write(target: Path, text: bytes) -> None:
    try:
        with target.open("xb") as file:
            file.write(text)
    except FileExistsError:
        if not target.is_file() or target.read_bytes() != text:
            raise UsageError(f"{shown(target)} is there already. Name another file: --out FILE") from None
    except OSError as error:
        raise UsageError(f"{target} can't be written: {error.strerror}. Name another file: --out FILE") from None


def _passphrase(ask: bool) -> str:
    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    if not ask or not sys.stdin.isatty():
        raise UsageError(f"there is nobody to ask for the passphrase. Set it: {PASSPHRASE}")
    from getpass import getpass

    return getpass("Passphrase of the course: ")


def _name(slugs: Sequence[str]) -> str:
    named = "-".join(slugs[:NAMED])
    more = f"-and-{len(slugs) - NAMED}-more" if len(slugs) > NAMED else ""
    return f"unlock-{named}{more}.txt"
