"""Files of a zip, read from memory and never unpacked to disk. Unsafe archives are refused before that."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from dlquiz.course.handing_in.entries import MOST_FILES, Entry, Unreadable, is_junk, too_large

LARGEST_ARCHIVE = 64 * 2**20  # bytes of a student's zip
LARGEST_CONTENT = 256 * 2**20  # bytes that it says it holds
METHODS = {
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
}  # the others are unpacked without a bound: 1 MiB of bzip2 is 20 GiB
FILE_HEADER = b"PK\x01\x02"
ENCRYPTED = 0x1
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,  # of zipfile: a password is needed
)


def files_of_archive(archive: Entry) -> Iterator[Entry]:
    """The files of a student's zip. Their names begin with its own.

    Raises:
        Unreadable: it is broken, or unsafe: links, paths outside, too many files, too large when unpacked.
    """
    content = archive.read(LARGEST_ARCHIVE)
    if content.count(FILE_HEADER) > MOST_FILES:  # counted here: zipfile would first make an object of each
        raise too_many()
    opened = open_archive(io.BytesIO(content))
    members = opened.infolist()
    check(members)
    for member in members:
        yield from _as_entry(opened, member, f"{archive.path}/{path_of(member)}", archive)


def open_archive(file: io.BytesIO | str) -> zipfile.ZipFile:
    """The zip at a path or in memory. Raises Unreadable."""
    try:
        return zipfile.ZipFile(file)
    except BROKEN as error:
        raise Unreadable(f"is no zip that can be read ({error})") from None


def check(members: list[zipfile.ZipInfo]) -> None:
    """Raise Unreadable where the members, by their headers alone, are unsafe to read."""
    if len(members) > MOST_FILES:
        raise too_many()
    if (total := sum(member.file_size for member in members)) > LARGEST_CONTENT:
        raise Unreadable(f"unpacks to {total / 2**20:.0f} MiB; at most {LARGEST_CONTENT // 2**20} MiB are unpacked")
    for member in members:
        if fault := _fault(member):
            raise Unreadable(fault)


def path_of(member: zipfile.ZipInfo) -> str:
    """The member's path with "/", whatever the program that packed it wrote."""
    return member.filename.replace("\\", "/")


def is_kept(parts: Iterable[str]) -> bool:
    """Whether a member is a person's file, by the parts of its path."""
    return not any(is_junk(part) for part in parts)


def too_many() -> Unreadable:
    """The refusal of an archive with too many files."""
    return Unreadable(f"holds more than {MOST_FILES} files; hand in the exercises alone")


def entry_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Entry:
    """A member under the name that the student knows. Its time orders attempts, and proves nothing."""
    return Entry(name, partial(_read, archive, member), (_time(member),))


def _as_entry(opened: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, archive: Entry) -> Iterator[Entry]:
    if not member.is_dir() and is_kept(path_of(member).split("/")):
        entry = entry_of(opened, member, name)
        yield entry._replace(when=(*archive.when, *entry.when), submitted=archive.submitted)


def _fault(member: zipfile.ZipInfo) -> str | None:
    path, mode = path_of(member), stat.S_IFMT(member.external_attr >> 16)
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        return f"holds a path that leads out of it, {path}"
    if stat.S_ISLNK(mode):
        return f"holds a symbolic link, {path}; put the file itself there"
    if mode and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return f"holds what is not a plain file, {path}"
    if member.flag_bits & ENCRYPTED:
        return "is encrypted; pack it without a password"
    if member.compress_type not in METHODS:
        return "is compressed by a method that is not read; pack it as a plain zip"
    return None


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    if member.file_size > limit:
        raise too_large(member.file_size, limit)
    try:
        with archive.open(member) as file:
            return file.read(limit + 1)  # ends at the size that the header gives, or raises
    except BROKEN as error:
        raise Unreadable(f"is broken inside its zip ({error})") from None


def _time(member: zipfile.ZipInfo) -> float:
    """Seconds by a clock without a time zone: good for an order only."""
    try:
        return (datetime(*member.date_time) - datetime(1980, 1, 1)).total_seconds()
    except ValueError:  # month 0
        return 0.0
