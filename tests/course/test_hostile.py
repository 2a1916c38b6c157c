"""What is handed in to do harm, or by mistake: refused with the reason, that student only, and never read further."""

import io
import os
import struct
import tracemalloc
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.course.handing_in import handout as handing_in
from dlquiz.course.handing_in import read_handout
from dlquiz.course.handing_in.archives import files_of_archive
from dlquiz.course.handing_in.entries import LARGEST, Entry, Unreadable
from dlquiz.course.handing_in.spool import Spool
from dlquiz.errors import UsageError
from tests.course.class_builder import SLUGS, SOURCE, put, reasons, who_what, zipped, zipped_link

GOOD = {"lee/softmax.py": SOURCE}


def false_size(size: int) -> bytes:
    """A zip whose headers say another size than its member has."""
    content = bytearray(zipped({"softmax.py": "x" * 5000}))
    central = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, 22, size)
    struct.pack_into("<I", content, central + 24, size)
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(zipped({"softmax.py": SOURCE}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("archive", "why"),
    [
        (zipped({"../softmax.py": SOURCE}), "holds a path that leads out of it, ../softmax.py"),
        (zipped({"a/../../softmax.py": SOURCE}), "holds a path that leads out of it"),
        (zipped({"/etc/softmax.py": SOURCE}), "holds a path that leads out of it, /etc/softmax.py"),
        (zipped({"C:\\softmax.py": SOURCE}), "holds a path that leads out of it, C:/softmax.py"),
        (zipped({"..\\softmax.py": SOURCE}), "holds a path that leads out of it, ../softmax.py"),
        (zipped_link("softmax.py", "/etc/passwd"), "holds a symbolic link, softmax.py"),
        (zipped({f"{number}.txt": "" for number in range(10_000)}), "holds more than 5000 files"),
        (zipped({f"{number}.bin": b"\0" * 2**24 for number in range(20)}), "unpacks to 320 MiB; at most 256 MiB"),
        (zipped({"softmax.py": b"\0" * (LARGEST + 1)}), "has 1.0 MiB; at most 1 MiB are read"),
        (zipped({"softmax.py": SOURCE}, zipfile.ZIP_BZIP2), "is compressed by a method that is not read"),
        (zipped({"softmax.py": SOURCE}, zipfile.ZIP_LZMA), "is compressed by a method that is not read"),
        (false_size(10), "is broken inside its zip"),
        (false_size(2**32 - 2), "unpacks to 4096 MiB"),
        (encrypted(), "is encrypted; pack it without a password"),
        (zipped({"softmax.py": SOURCE})[:-30], "is no zip that can be read"),
        (b"", "is no zip that can be read"),
        (b"PK\x05\x06" + b"\xff" * 18, "is no zip that can be read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "zip",
)
@pytest.mark.parametrize("layout", ["kim.zip", "kim/hw.zip", "class.zip"])
def test_an_unsafe_archive_is_refused_and_the_others_are_read(tmp_path, archive, why, layout):
    if layout == "class.zip":
        place = put(tmp_path, {layout: zipped({"kim/hw.zip": archive, **GOOD})}) / layout
    else:
        place = put(tmp_path, {layout: archive, **GOOD})
    handout = read_handout(place, SLUGS)
    assert who_what(handout) == [("lee", "softmax")]
    assert reasons(handout)["kim"].startswith(why)
    assert [student.id for student in handout.students] == ["kim", "lee"]


def test_a_bomb_costs_neither_memory_nor_disk(tmp_path):
    bomb = zipped({f"{number}/softmax.py": b"\0" * 2**20 for number in range(200)})  # 0.2 MB that unpack to 200 MB
    put(tmp_path, {"kim/1.zip": bomb, "kim/2.zip": bomb, **GOOD})
    tracemalloc.start()
    try:
        handout = read_handout(tmp_path, SLUGS)
        assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    finally:
        tracemalloc.stop()
    assert who_what(handout) == [("kim", "softmax")] * 65 + [("lee", "softmax")]
    assert reasons(handout)["kim"] == "holds more than 64 MiB of sources; the rest is not read"


def test_many_archives_do_not_add_up(tmp_path):
    archive = zipped({f"{number}.txt": "" for number in range(1000)})
    put(tmp_path, {**{f"kim/{number}.zip": archive for number in range(7)}, **GOOD})
    handout = read_handout(tmp_path, SLUGS)
    assert who_what(handout) == [("lee", "softmax")]
    assert reasons(handout)["kim"] == "holds more than 5000 files; the rest is not read"
    assert handout.ignored[-1] == "kim: 4997 more"


def test_too_many_attempts_are_refused_rather_than_some_of_them(tmp_path):
    put(tmp_path, {**{f"kim/{number}/softmax.py": SOURCE for number in range(101)}, "kim/dropout.py": SOURCE, **GOOD})
    handout = read_handout(tmp_path, SLUGS)
    assert who_what(handout) == [("kim", "dropout"), ("lee", "softmax")]
    assert reasons(handout)["kim"] == "is there 101 times; at most 100 are read"


def test_many_entries_are_counted_before_an_object_is_made_of_each(tmp_path):
    memory = io.BytesIO(zipped({"softmax.py": SOURCE}))
    with zipfile.ZipFile(memory) as archive:
        header_at = archive.start_dir
    content = memory.getvalue()
    header = content[header_at : content.rindex(b"PK\x05\x06")]
    many = 200_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, many * len(header), header_at, 0)
    put(tmp_path, {"kim.zip": content[:header_at] + header * many + end, **GOOD})
    tracemalloc.start()
    try:
        handout = read_handout(tmp_path, SLUGS)
        assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    finally:
        tracemalloc.stop()
    assert reasons(handout)["kim"].startswith("holds more than 5000 files")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda kim: (kim / "softmax.py").symlink_to("/etc/passwd"), "is a symbolic link"),
        (lambda kim: (kim / "softmax.py").symlink_to("nowhere"), "is a symbolic link"),
        (lambda kim: (kim / "hw.zip").symlink_to("/etc/passwd"), "is a symbolic link"),
        (lambda kim: os.mkfifo(kim / "softmax.py"), "is not a plain file"),
        (lambda kim: (kim / "softmax.py").write_bytes(b"#" * (LARGEST + 1)), "has 1.0 MiB; at most 1 MiB are read"),
        (lambda kim: os.truncate(put(kim, {"a.zip": ""}) / "a.zip", 2**40), "has 1048576.0 MiB; at most 64 MiB"),
        (lambda kim: put(kim, {f"{number}.txt": "" for number in range(5001)}), "holds more than 5000 files"),
        (lambda kim: (kim / "/".join("d" * 30)).mkdir(parents=True), "nests folders more than 20 deep"),
    ],
)
def test_an_unsafe_folder_is_refused_and_the_others_are_read(tmp_path, make, why):
    put(tmp_path, GOOD)
    (tmp_path / "kim").mkdir()
    make(tmp_path / "kim")
    handout = read_handout(tmp_path, SLUGS)
    assert who_what(handout) == [("lee", "softmax")]
    assert reasons(handout)["kim"].startswith(why)


def test_links_at_the_top_are_not_followed(tmp_path):
    put(tmp_path / "outside", {"softmax.py": SOURCE})
    place = put(tmp_path / "class", GOOD)
    (place / "kim").symlink_to(tmp_path / "outside")
    (place / "ann_softmax.py").symlink_to(tmp_path / "outside" / "softmax.py")
    (place / "bob.zip").symlink_to(tmp_path / "outside" / "softmax.py")
    handout = read_handout(place, SLUGS)
    assert who_what(handout) == [("lee", "softmax")]
    assert {student: why.split(",")[0] for student, why in reasons(handout).items()} == dict.fromkeys(
        ["kim", "ann", "bob"], "is a symbolic link"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_refused(tmp_path):
    put(tmp_path, {**GOOD, "kim/softmax.py": SOURCE, "ann/softmax.py": SOURCE})
    (tmp_path / "kim/softmax.py").chmod(0)
    (tmp_path / "ann").chmod(0)
    try:
        handout = read_handout(tmp_path, SLUGS)
    finally:
        (tmp_path / "ann").chmod(0o700)
    assert reasons(handout) == dict.fromkeys(["kim", "ann"], "can't be read (Permission denied)")


def test_names_are_made_readable_and_stay_different(tmp_path):
    names = [b"kim\x1b[2J", b"kim\\x1b[2J", b"\xff", "\u202eeel".encode(), b"new\nline"]
    for name in names:
        folder = os.fsencode(tmp_path) + b"/" + name
        Path(os.fsdecode(folder)).mkdir()
        Path(os.fsdecode(folder), "softmax.py").write_text(SOURCE)
        Path(os.fsdecode(folder), "\x1b]0;.txt").write_text("")
    handout = read_handout(tmp_path, SLUGS)
    ids = [student.id for student in handout.students]
    assert sorted(ids) == sorted(["kim\\x1b[2J", "kim\\\\x1b[2J", "\\udcff", "\\u202eeel", "new\\nline"])
    assert len(handout.files) == 5
    for text in (*ids, *handout.ignored):
        assert text.isprintable() and text.encode()
    msgspec.json.encode(handout.students)


def test_one_name_in_two_spellings_is_one_student(tmp_path):
    put(
        tmp_path, {"김/softmax.py": SOURCE, "\u1100\u1175\u11b7/dropout.py": SOURCE}
    )  # composed, and as a Mac writes it
    assert [student.id for student in read_handout(tmp_path, SLUGS).students] == ["김"]


def test_a_full_disk_is_told_in_a_sentence(tmp_path, monkeypatch):
    def full(descriptor: int, content: bytes, offset: int) -> int:
        raise OSError(28, "No space left on device")

    put(tmp_path, GOOD)
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(UsageError, match=r"can't be copied to .* \(No space left on device\). Free some space"):
        read_handout(tmp_path, SLUGS)


def test_the_spool_goes_on_where_the_disk_took_only_a_part(monkeypatch):
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda descriptor, content, at: write(descriptor, content[:3], at))
    spool = Spool()
    spans = [spool.add(source) for source in (b"first one", b"", b"second")]
    assert [spool.source(span) for span in spans] == [b"first one", b"", b"second"]


def test_ten_thousand_students_stay_small(tmp_path, monkeypatch):
    """The class's sources together would be 60 MB; what is kept of a file is its name, time and place."""
    source = SOURCE.encode() * 200

    def entries(slug: str) -> list[Entry]:
        return [Entry(f"{slug}.py", lambda limit: source)]

    def units(place, slugs, opened, history):
        made = [(f"s{number}", slug) for number in range(5_000) for slug in SLUGS[:2]]
        return [
            handing_in.Unit(handing_in.Sender(student), student, lambda slug=slug: entries(slug))
            for student, slug in made
        ], []

    monkeypatch.setattr(handing_in, "units_of", units)
    tracemalloc.start()
    try:
        handout = read_handout(tmp_path, SLUGS)
        assert len(handout.files) == 10_000
        assert sum(len(item.source) for item in handout.files) == 10_000 * len(source)
        assert tracemalloc.get_traced_memory()[1] < 30 * 2**20
    finally:
        tracemalloc.stop()


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_zip_is_read_or_refused_and_nothing_else(data):
    content = bytearray(zipped({"softmax.py": SOURCE * 20, "a/b.txt": "x"}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        for entry in files_of_archive(Entry("hw.zip", lambda limit: bytes(content))):
            entry.read(LARGEST)
    except Unreadable:
        pass
