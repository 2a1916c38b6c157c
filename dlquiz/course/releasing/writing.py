"""Puts a release where it is wanted: a new folder, or a zip with one folder in it; whole or not at all."""

import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from dlquiz.errors import UsageError

MOMENT = (1980, 1, 1, 0, 0, 0)  # the time of every member: the same content is the same zip


def demand_free(out: Path) -> None:
    """Raises UsageError where something is at the place already, or where nothing can be put."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise UsageError(f"{out} is there already. Name a new place, or remove it first")
    if not out.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {out.absolute().parent}. Make it first")


def write_release(files: Mapping[str, bytes], out: Path) -> None:
    """Write the files into a new folder, or a zip where `out` ends with .zip. Raises UsageError."""
    demand_free(out)
    try:
        if out.suffix == ".zip":
            write_zip({f"{out.stem}/{name}": content for name, content in files.items()}, out)
        else:
            _write_folder(files, out)
    except OSError as error:
        raise UsageError(f"{out} can't be written: {error.strerror}. Nothing is left of it") from None


def write_zip(files: Mapping[str, bytes], out: Path, executable: frozenset[str] = frozenset()) -> None:
    """A zip of these files. Raises OSError."""
    draft = out.with_name(f".{out.name}.tmp")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                member = zipfile.ZipInfo(name, MOMENT)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = (0o100755 if name in executable else 0o100644) << 16
                archive.writestr(member, content)
        draft.rename(out)
    finally:
        draft.unlink(missing_ok=True)


def _write_folder(files: Mapping[str, bytes], out: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.absolute().parent))
    try:
        for name, content in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        draft.chmod(0o755)
        draft.rename(out)  # also over an empty folder
    finally:
        shutil.rmtree(draft, ignore_errors=True)
