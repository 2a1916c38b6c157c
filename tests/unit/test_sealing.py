"""Sealed files: round trips with ourselves and with the stock `age` program, and every way of being wrong."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.bank import sealing
from dlquiz.bank.sealing import Keys
from dlquiz.errors import UsageError

FILES = {"solution.py": b"def f():\n    return 1\n", "alternatives/other.py": b"x" * 100_000, "empty.yaml": b""}
PASSPHRASE = "correct horse"
needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys("deep learning", "0123abcd", {"softmax": sealing.new_identity(), "conv2d": sealing.new_identity()})


@pytest.fixture(scope="module")
def locked(keys: Keys) -> bytes:
    return sealing.lock_keys(keys, passphrase=PASSPHRASE)


def sealed(identity: str) -> bytes:
    return sealing.seal(FILES, sealing.recipient_of(identity))


def test_what_is_sealed_is_opened(keys: Keys, locked: bytes) -> None:
    assert sealing.open_sealed(sealed(keys.identities["softmax"]), keys.identities["softmax"]) == FILES
    assert sealing.asks_for_passphrase(locked)
    assert sealing.unlock_keys(locked, "keys.age", passphrase=PASSPHRASE) == keys


def test_keys_go_to_several_public_keys(keys: Keys) -> None:
    mine, other = sealing.new_identity(), sealing.new_identity()
    data = sealing.lock_keys(keys, recipients=[sealing.recipient_of(mine), sealing.recipient_of(other)])
    assert not sealing.asks_for_passphrase(data)
    for identity in (mine, other, f"# created: today\n{other}\n"):
        assert sealing.unlock_keys(data, "keys.age", identity=identity) == keys


def test_an_unlock_file_holds_the_chosen_keys_alone(keys: Keys) -> None:
    text = sealing.write_keys(keys.only(["conv2d"]))
    assert keys.identities["softmax"] not in text
    assert sealing.read_keys(text, "unlock.txt") == keys.only(["conv2d"])
    with pytest.raises(UsageError, match="softmx"):
        keys.only(["softmx"])


@given(position=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_one_changed_bit_is_one_sentence(position: int, bit: int) -> None:
    damaged = bytearray(SMALL)
    damaged[position % len(damaged)] ^= 1 << bit
    with pytest.raises(UsageError):
        sealing.open_sealed(bytes(damaged), IDENTITY)


@given(length=st.integers(0, 10**6))
def test_a_cut_file_is_one_sentence(length: int) -> None:
    with pytest.raises(UsageError):
        sealing.open_sealed(SMALL[: length % len(SMALL)], IDENTITY)


IDENTITY = sealing.new_identity()
SMALL = sealing.seal({"solution.py": b"secret"}, sealing.recipient_of(IDENTITY))


def test_each_error_says_what_to_do(keys: Keys, locked: bytes) -> None:
    softmax = sealed(keys.identities["softmax"])
    with pytest.raises(UsageError, match="of another release"):
        sealing.open_sealed(softmax, keys.identities["conv2d"])
    with pytest.raises(UsageError, match="no age identity"):
        sealing.open_sealed(softmax, "AGE-SECRET-KEY-1NONSENSE")
    with pytest.raises(UsageError, match="newer age format"):
        sealing.open_sealed(softmax.replace(b"/v1\n", b"/v2\n", 1), keys.identities["softmax"])
    with pytest.raises(UsageError, match="larger than"):
        sealing.open_sealed(softmax + bytes(sealing.LARGEST), keys.identities["softmax"])
    with pytest.raises(UsageError, match="passphrase is wrong"):
        sealing.unlock_keys(locked, "keys.age", passphrase="wrong")
    with pytest.raises(UsageError, match="damaged"):
        sealing.unlock_keys(locked[:-5], "keys.age", passphrase=PASSPHRASE)
    with pytest.raises(UsageError, match="protects nothing"):
        sealing.lock_keys(keys, passphrase="")
    with pytest.raises(UsageError, match="no age public key"):
        sealing.lock_keys(keys, recipients=["age1nonsense"])
    with pytest.raises(UsageError, match="no age identity"):
        sealing.unlock_keys(sealing.lock_keys(keys, recipients=[sealing.recipient_of(IDENTITY)]), "keys.age")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("keys 1", "keys 2", "newer dlquiz"),
        ("# dlquiz keys 1\n", "", "was changed"),
        ("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1Q", "was changed"),
        ("# softmax\n", "", "was changed"),
        ("# softmax", "# conv2d", "was changed"),
    ],
)
def test_an_unlock_file_that_was_changed_is_told(keys: Keys, old: str, new: str, message: str) -> None:
    text = sealing.write_keys(keys)
    assert old in text
    with pytest.raises(UsageError, match=message):
        sealing.read_keys(text.replace(old, new), "unlock.txt")


@pytest.mark.parametrize("name", ["../up.py", "/root.py", "a/../../b", ".hidden", "a//b", "a\\b"])
def test_a_tar_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="never puts there"):
        sealing.open_sealed(sealing.seal({name: b""}, sealing.recipient_of(IDENTITY)), IDENTITY)


def test_a_link_in_a_tar_is_refused(tmp_path: Path) -> None:
    import pyrage

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo("solution.py")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    data = pyrage.encrypt(packed.getvalue(), [pyrage.x25519.Recipient.from_str(sealing.recipient_of(IDENTITY))])
    with pytest.raises(UsageError, match="never puts there"):
        sealing.open_sealed(data, IDENTITY)


@needs_age
def test_the_stock_program_opens_what_we_seal(keys: Keys, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    subprocess.run(["age-keygen", "-o", mine], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", mine], check=True, capture_output=True, text=True).stdout.strip()
    (tmp_path / "keys.age").write_bytes(sealing.lock_keys(keys, recipients=[public]))
    (tmp_path / "softmax.age").write_bytes(sealed(keys.identities["softmax"]))
    opened = subprocess.run(["age", "-d", "-i", mine, tmp_path / "keys.age"], check=True, capture_output=True).stdout
    (tmp_path / "keys").write_bytes(opened)
    tar = ["age", "-d", "-i", tmp_path / "keys", tmp_path / "softmax.age"]
    with tarfile.open(fileobj=io.BytesIO(subprocess.run(tar, check=True, capture_output=True).stdout)) as found:
        assert {member.name: found.extractfile(member).read() for member in found} == FILES  # type: ignore[union-attr]


@needs_age
def test_we_open_what_the_stock_program_seals(keys: Keys, tmp_path: Path) -> None:
    identity = keys.identities["softmax"]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo("solution.py")
        member.size = 4
        tar.addfile(member, io.BytesIO(b"1234"))
    seal = ["age", "-r", sealing.recipient_of(identity)]
    data = subprocess.run(seal, input=packed.getvalue(), check=True, capture_output=True).stdout
    assert sealing.open_sealed(data, identity) == {"solution.py": b"1234"}
    text = sealing.write_keys(keys).encode()
    data = subprocess.run(seal, input=text, check=True, capture_output=True).stdout
    assert sealing.unlock_keys(data, "keys.age", identity=identity) == keys


class TestABusyMachine:
    """age measures how fast a machine is, and refuses keys that were sealed on one that was much faster."""

    def test_a_busy_moment_is_waited_for(self, monkeypatch: pytest.MonkeyPatch, keys: Keys) -> None:
        assert self.opened(monkeypatch, keys, refusals=4) == keys

    def test_one_that_stays_slow_is_told(self, monkeypatch: pytest.MonkeyPatch, keys: Keys) -> None:
        with pytest.raises(UsageError, match=r"much slower now than the one that sealed the keys.*when it is idle"):
            self.opened(monkeypatch, keys, refusals=5)

    def opened(self, monkeypatch: pytest.MonkeyPatch, keys: Keys, refusals: int) -> Keys:
        answers: list[Exception] = [pyrage.DecryptError("Excessive work parameter for passphrase.")] * refusals

        class Passphrase:
            @staticmethod
            def decrypt(data: bytes, passphrase: str) -> bytes:
                if answers:
                    raise answers.pop()
                return sealing.write_keys(keys).encode()

        monkeypatch.setattr(pyrage, "passphrase", Passphrase)
        return sealing.unlock_keys(b"age-encryption.org/v1\n-> scrypt a 20\n--- ", "keys.age", passphrase="p")
