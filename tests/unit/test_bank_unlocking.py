"""Sealed solutions: which key opens what, and what is said of files that are of no use."""

from pathlib import Path

import pytest

from dlquiz.bank.reveal import Policies, Policy
from dlquiz.bank.sealing import Keys, new_identity, recipient_of, seal, write_keys
from dlquiz.bank.unlocking import Vault, carried
from dlquiz.errors import UsageError

SLUGS = ("softmax", "relu", "adam")


def release(root: Path, carried_slugs: tuple[str, ...] = ()) -> Keys:
    """A released course's sealed folder, and all its keys."""
    keys = Keys("Deep learning", "r1", {slug: new_identity() for slug in SLUGS})
    (root / "sealed").mkdir(parents=True)
    for slug, identity in keys.identities.items():
        files = {"solution.py": f"# {slug}\n".encode(), "notes.md": b"Notes.\n"}
        (root / "sealed" / f"{slug}.age").write_bytes(seal(files, recipient_of(identity)))
    if carried_slugs:
        (root / "sealed" / "open.txt").write_text(write_keys(keys.only(carried_slugs)))
    return keys


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """The workspace and the course's folder."""
    (tmp_path / "practice").mkdir()
    return tmp_path / "practice", tmp_path / "course"


def test_a_release_brings_the_keys_that_a_policy_of_its_own_guards() -> None:
    keys = Keys("c", "r", {slug: new_identity() for slug in (*SLUGS, "conv")})
    policies = Policies(Policy("after_pass"), {"relu": Policy("instructor"), "adam": Policy("never")})
    assert set(carried(keys, policies).identities) == {"softmax", "conv"}
    assert carried(keys, Policies(Policy("instructor"))).identities == {}


@pytest.mark.parametrize("place", [0, 1])
def test_an_unlock_file_opens_its_exercises_alone(places: tuple[Path, Path], place: int) -> None:
    keys = release(places[1])
    (places[place] / "unlock-week 3.txt").write_text(write_keys(keys.only(["softmax", "relu"])))
    vault = Vault(places[1], places)
    assert [vault.unlocked(slug) for slug in SLUGS] == [True, True, False]
    assert vault.open("relu")["solution.py"] == b"# relu\n"
    with pytest.raises(UsageError, match="adam is sealed, and this course does not bring its key"):
        vault.open("adam")
    assert vault.faults == []


def test_a_key_that_the_release_brings_opens_but_is_no_unlock_file(places: tuple[Path, Path]) -> None:
    release(places[1], ("softmax",))
    vault = Vault(places[1], places)
    assert not vault.unlocked("softmax")  # the policy has to allow it
    assert vault.open("softmax")["notes.md"] == b"Notes.\n"


def test_of_two_files_the_one_that_opens_counts(places: tuple[Path, Path]) -> None:
    keys, other = release(places[1]), release(places[0] / "other")
    (places[0] / "unlock-a.txt").write_text(write_keys(other.only(["softmax"])))
    (places[0] / "unlock-b.txt").write_text("hello")
    (places[0] / "unlock-c.txt").write_text(write_keys(keys.only(["softmax"])))
    assert Vault(places[1], places).unlocked("softmax")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello\n", "unlock.txt is no unlock file of dlquiz, or was changed"),
        (b"\xff\xfe", "unlock.txt is no unlock file of dlquiz: it is not text"),
        (b"# dlquiz keys 1\n" + b"x" * 2**20, "unlock.txt is larger than 1 MiB"),
        (b"# dlquiz keys 2\n", "made by a newer dlquiz"),
    ],
)
def test_files_that_are_none(places: tuple[Path, Path], content: bytes, words: str) -> None:
    release(places[1])
    (places[0] / "unlock.txt").write_bytes(content)
    vault = Vault(places[1], places)
    assert not vault.unlocked("softmax")
    [fault] = vault.faults
    assert words in fault and "\n" not in fault


def test_a_folder_of_that_name(places: tuple[Path, Path]) -> None:
    release(places[1])
    (places[0] / "unlock.txt").mkdir()
    vault = Vault(places[1], places)
    assert not vault.unlocked("softmax")
    assert "no plain file" in vault.faults[0]


def test_a_key_of_another_release_is_told(places: tuple[Path, Path]) -> None:
    release(places[1])
    other = release(places[0] / "other")
    (places[0] / "unlock.txt").write_text(write_keys(other.only(["softmax"])))
    vault = Vault(places[1], places)
    assert not vault.unlocked("softmax")
    [fault] = vault.faults
    assert "unlock.txt does not open softmax: this key does not open the sealed file: it is of another release" in fault


def test_a_changed_key_and_a_damaged_sealed_file(places: tuple[Path, Path]) -> None:
    keys = release(places[1])
    text = write_keys(keys.only(["softmax"]))
    (places[0] / "unlock.txt").write_text(text[:-3] + "QQ\n")
    vault = Vault(places[1], places)
    assert not vault.unlocked("softmax") and "or was changed" in vault.faults[0]
    (places[0] / "unlock.txt").write_text(text)
    sealed = places[1] / "sealed" / "softmax.age"
    sealed.write_bytes(sealed.read_bytes()[:-40])
    vault = Vault(places[1], places)
    assert not vault.unlocked("softmax") and "damaged" in vault.faults[0]
    sealed.unlink()
    vault = Vault(places[1], places)
    assert not vault.unlocked("softmax") and "is not there" in vault.faults[0]
