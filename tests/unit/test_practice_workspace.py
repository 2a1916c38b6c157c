"""The learner's folder: found, made, and never written over."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.errors import UsageError
from dlquiz.model import ExerciseMeta, Limits
from dlquiz.practice import Workspace, backups, read_source, reset, restore
from dlquiz.practice import files as files_module


def meta(slug: str = "softmax", topic: str = "02_basics", after: tuple[str, ...] = ()) -> ExerciseMeta:
    return ExerciseMeta(slug, topic, "/bank", "Softmax", "implement", 1, 5, ("f",), after, (), (), (), Limits())


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.make(tmp_path / "practice")


def test_found_from_any_folder_inside_and_from_the_one_above(workspace: Workspace) -> None:
    deep = workspace.root / "02_basics" / "notes"
    deep.mkdir(parents=True)
    for start in (workspace.root, deep, workspace.root.parent):
        assert Workspace.find(start) == workspace


def test_the_nearest_workspace_wins(tmp_path: Path) -> None:
    outer = Workspace.make(tmp_path)
    inner = Workspace.make(tmp_path / "class" / "practice")
    assert Workspace.find(tmp_path) == outer
    assert Workspace.find(tmp_path / "class") == inner


def test_none_where_there_is_none(tmp_path: Path) -> None:
    assert Workspace.find(tmp_path) is None
    with pytest.raises(UsageError, match=r"not a workspace.*dlquiz next --workspace"):
        Workspace.open(tmp_path)


def test_making_it_twice_changes_nothing(workspace: Workspace) -> None:
    marker = workspace.root / "dlquiz.yaml"
    marker.write_text("version: 1\nbank: mine\n")
    assert Workspace.make(workspace.root).bank == str(workspace.root / "mine")
    assert marker.read_text() == "version: 1\nbank: mine\n"


def test_remembers_the_bank(tmp_path: Path) -> None:
    bank = tmp_path / 'a "bank": # with all that YAML minds'
    assert Workspace.make(tmp_path / "w", bank=str(bank)).bank == str(bank)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version: 2", "newer dlquiz"),
        ("version: one", "version"),
        ("version: 1\nbnak: x", "bnak"),
        ("version: 1\nbank: [x]", "bank"),
        ("", "version: 1"),
        ("version: [1", "version: 1"),
        ("- 1", "version: 1"),
    ],
)
def test_a_wrong_marker_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "dlquiz.yaml").write_text(text)
    with pytest.raises(UsageError) as caught:
        Workspace.open(tmp_path)
    assert words in str(caught.value)
    assert str(tmp_path / "dlquiz.yaml") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_marker_that_is_not_utf8_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "dlquiz.yaml").write_bytes(b"version: 1\nbank: \xff")
    with pytest.raises(UsageError, match=r"dlquiz\.yaml"):
        Workspace.open(tmp_path)


def test_the_stub_is_served_once(workspace: Workspace) -> None:
    assert workspace.serve(meta(), "stub") is True
    file = workspace.root / "02_basics" / "softmax.py"
    file.write_text("my work")
    assert workspace.serve(meta(), "stub") is False
    assert file.read_text() == "my work"


def test_nothing_but_the_file_is_left_behind(workspace: Workspace) -> None:
    workspace.serve(meta(), "stub")
    workspace.serve(meta(), "stub")
    assert [path.name for path in (workspace.root / "02_basics").iterdir()] == ["softmax.py"]


def test_serves_where_there_are_no_hard_links(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, target: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert workspace.serve(meta(), "stub") is True
    assert workspace.serve(meta(), "other") is False
    assert workspace.file(meta()).read_text() == "stub"


def test_a_file_where_the_topic_should_be(workspace: Workspace) -> None:
    (workspace.root / "02_basics").write_text("")
    with pytest.raises(UsageError, match="a file stands where a folder should be"):
        workspace.serve(meta(), "stub")


def test_a_file_where_the_workspace_should_be(tmp_path: Path) -> None:
    (tmp_path / "practice").write_text("")
    with pytest.raises(UsageError, match="a file stands where a folder should be"):
        Workspace.make(tmp_path / "practice")


def test_a_full_disk_is_one_sentence_and_leaves_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="the disk is full"):
        workspace.serve(meta(), "stub")
    assert list((workspace.root / "02_basics").iterdir()) == []


class TestReadSource:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="is not there"):
            read_source(tmp_path / "softmax.py")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="is a folder where a file should be"):
            read_source(tmp_path)

    def test_a_link_to_itself(self, tmp_path: Path) -> None:
        (tmp_path / "softmax.py").symlink_to("softmax.py")
        with pytest.raises(UsageError, match="leads back to itself"):
            read_source(tmp_path / "softmax.py")

    def test_a_pipe_does_not_hang(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "softmax.py")
        with pytest.raises(UsageError, match="not a plain file"):
            read_source(tmp_path / "softmax.py")

    def test_the_wrong_file_altogether(self, tmp_path: Path) -> None:
        with (tmp_path / "weights.py").open("wb") as file:
            file.truncate(files_module.LARGEST + 1)
        with pytest.raises(UsageError, match="too large"):
            read_source(tmp_path / "weights.py")

    @pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
    def test_unreadable(self, tmp_path: Path) -> None:
        (tmp_path / "softmax.py").touch(mode=0)
        with pytest.raises(UsageError, match="no permission"):
            read_source(tmp_path / "softmax.py")


class TestBackups:
    def test_reset_keeps_what_was_there(self, workspace: Workspace) -> None:
        workspace.serve(meta(), "stub")
        workspace.file(meta()).write_text("my work")
        backup = reset(workspace, meta(), "stub")
        assert backup is not None
        assert backup.path.read_text() == "my work"
        assert backup.path.parent == workspace.root / ".dlquiz" / "backups" / "softmax"
        assert workspace.file(meta()).read_text() == "stub"

    def test_nothing_to_lose_nothing_kept(self, workspace: Workspace) -> None:
        assert reset(workspace, meta(), "stub") is None
        assert reset(workspace, meta(), "stub") is None
        assert workspace.file(meta()).read_text() == "stub"
        assert backups(workspace, "softmax") == ()

    def test_many_in_one_second_are_all_kept_newest_first(self, workspace: Workspace) -> None:
        for i in range(20):
            workspace.serve(meta(), "stub")
            workspace.file(meta()).write_text(f"try {i}")
            reset(workspace, meta(), "stub")
        kept = [backup.path.read_text() for backup in backups(workspace, "softmax")]
        assert kept == [f"try {i}" for i in reversed(range(20))]

    @pytest.mark.parametrize("by_name", [False, True])
    def test_restore_keeps_the_present_one_too(self, workspace: Workspace, by_name: bool) -> None:
        workspace.serve(meta(), "stub")
        for text in ("first", "second"):
            workspace.file(meta()).write_text(text)
            reset(workspace, meta(), "stub")
        workspace.file(meta()).write_text("third")
        which = backups(workspace, "softmax")[1].name if by_name else "2"
        chosen, before = restore(workspace, meta(), "stub", which)
        assert workspace.file(meta()).read_text() == "first" == chosen.path.read_text()
        assert before is not None
        assert before.path.read_text() == "third"

    def test_restore_of_what_is_there(self, workspace: Workspace) -> None:
        workspace.serve(meta(), "stub")
        workspace.file(meta()).write_text("mine")
        reset(workspace, meta(), "stub")
        assert restore(workspace, meta(), "stub", "1")[1] is None
        assert restore(workspace, meta(), "stub", "1")[1] is None
        assert len(backups(workspace, "softmax")) == 1

    def test_restore_bytes_that_are_no_text(self, workspace: Workspace) -> None:
        workspace.serve(meta(), "stub")
        workspace.file(meta()).write_bytes(b"\xff\x00\r\n")
        reset(workspace, meta(), "stub")
        restore(workspace, meta(), "stub", "1")
        assert workspace.file(meta()).read_bytes() == b"\xff\x00\r\n"

    @pytest.mark.parametrize("which", ["0", "3", "²", "yesterday", "../../dlquiz"])
    def test_an_unknown_backup(self, workspace: Workspace, which: str) -> None:
        for text in ("first", "second"):
            workspace.serve(meta(), "stub")
            workspace.file(meta()).write_text(text)
            reset(workspace, meta(), "stub")
        with pytest.raises(UsageError, match=r"No backup.*--list-backups"):
            restore(workspace, meta(), "stub", which)

    def test_no_backup_at_all(self, workspace: Workspace) -> None:
        with pytest.raises(UsageError, match="never reset"):
            restore(workspace, meta(), "stub", "1")

    def test_a_folder_in_place_of_the_file(self, workspace: Workspace) -> None:
        workspace.file(meta()).mkdir(parents=True)
        with pytest.raises(UsageError, match="is a folder where a file should be"):
            reset(workspace, meta(), "stub")

    def test_a_full_disk_loses_nothing(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        workspace.serve(meta(), "stub")
        workspace.file(meta()).write_text("my work")

        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(UsageError, match="the disk is full"):
            reset(workspace, meta(), "stub")
        assert workspace.file(meta()).read_text() == "my work"
        assert backups(workspace, "softmax") == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=8), st.just(None), st.integers(1, 4)), max_size=8))
def test_whatever_happens_every_text_is_still_somewhere(tmp_path_factory: pytest.TempPathFactory, steps: list) -> None:
    """A text is written, None resets, a number restores: no text that was ever in the file is lost."""
    workspace = Workspace.make(tmp_path_factory.mktemp("w"))
    workspace.serve(meta(), "stub")
    file = workspace.file(meta())
    written: set[bytes] = set()
    for step in steps:
        if isinstance(step, str):
            reset(workspace, meta(), "stub")  # what the editor overwrites is the editor's business
            file.write_bytes(step.encode(errors="replace"))
            written.add(file.read_bytes())
        elif step is None:
            reset(workspace, meta(), "stub")
        elif step <= len(backups(workspace, "softmax")):
            restore(workspace, meta(), "stub", str(step))
    kept = {file.read_bytes(), b"stub", b""} | {backup.path.read_bytes() for backup in backups(workspace, "softmax")}
    assert written <= kept


@pytest.mark.parametrize("bank", [None, "/a/b", 'q"uote', "back\\slash", "köre", "new\nline", "# no comment", ": x"])
def test_settings_as_made_are_read_as_yaml_reads_them(tmp_path, bank):
    made = Workspace.make(tmp_path, bank)
    marker = tmp_path / "dlquiz.yaml"
    text = marker.read_text()
    marker.write_text("# changed\n" + text)
    assert Workspace.open(tmp_path) == made
    assert made.bank == (None if bank is None else str(Path(bank).absolute()))


@pytest.mark.parametrize(
    "line", ['bank: "a\\x41b"\n', 'bank: "a" # here\n', "bank: plain\n", 'bank: "a"\n\n', 'bank:\t"a"\n']
)
def test_settings_that_are_no_json_are_still_yaml(tmp_path, line):
    Workspace.make(tmp_path)
    marker = tmp_path / "dlquiz.yaml"
    marker.write_text(marker.read_text() + line)
    assert Workspace.open(tmp_path).bank in (str(tmp_path / "aAb"), str(tmp_path / "a"), str(tmp_path / "plain"))
