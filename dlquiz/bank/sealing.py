"""Files that travel sealed: tars in the standard age format (age-encryption.org), which the `age` program opens, too.

Each exercise's secrets are sealed to a key of their own, made for one release; all these keys stand in one text, an age
identity file with comments, which is sealed to a passphrase or to an instructor's age public keys. Some of them alone,
as plain text, are an *unlock file*: `age -d -i unlock.txt sealed/softmax.age | tar x`.
"""

import io
import re
import tarfile
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from dlquiz.errors import UsageError

FORMAT = 1
VERSION = b"age-encryption.org/v1\n"
NEWER = re.compile(rb"age-encryption\.org/v(?!1\n)\d+\n")
PATIENCE = 5  # looks at how fast this machine is; a busy moment spoils one
LARGEST = 16 * 2**20  # bytes of a sealed file; an exercise has about 50 000
MOST_FILES = 1000
NAME = re.compile(r"(?!.*(^|/)\.)[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
SECRET, PUBLIC = "AGE-SECRET-KEY-1", "age1"


class Keys(msgspec.Struct, frozen=True):
    """Identities by slug, of one release: all of them, or those that an unlock file opens."""

    course: str
    release: str
    identities: dict[str, str]

    def only(self, slugs: Sequence[str]) -> "Keys":
        """The keys of these exercises alone. Raises UsageError for one that has none."""
        for slug in slugs:
            if slug not in self.identities:
                raise UsageError(f'no key of "{slug}" is here. It has those of: {", ".join(self.identities)}')
        return msgspec.structs.replace(self, identities={slug: self.identities[slug] for slug in slugs})


def new_identity() -> str:
    """A fresh X25519 identity, AGE-SECRET-KEY-1…: what opens what is sealed to its recipient."""
    from pyrage import x25519

    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public half, age1…. Raises UsageError if it is no identity."""
    return str(_identity(identity).to_public())


def seal(files: Mapping[str, bytes], recipient: str) -> bytes:
    """A tar of the files, sealed to an age public key. Raises UsageError if it is none."""
    import pyrage

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o644
            tar.addfile(member, io.BytesIO(content))
    return bytes(pyrage.encrypt(packed.getvalue(), [_recipient(recipient)]))


def open_sealed(data: bytes, identity: str) -> dict[str, bytes]:
    """The files of a sealed tar, read in memory.

    Raises:
        UsageError: the key is another one's, or the data is damaged, too large, or of a newer format.
    """
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(_decrypted(data, [identity])), mode="r:") as tar:
            for member in tar:
                if not member.isreg() or not NAME.fullmatch(member.name) or len(found) >= MOST_FILES:
                    raise UsageError(f"the sealed file holds {member.name[:80]!r}, which dlquiz never puts there")
                file = tar.extractfile(member)
                found[member.name] = file.read() if file is not None else b""
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise UsageError(f"the sealed file holds no tar that can be read ({error}). Get it again") from None
    return found


def write_keys(keys: Keys) -> str:
    """The text of an age identity file that says what each key is for."""
    lines = [f"# dlquiz keys {FORMAT}", f"# course: {keys.course}", f"# release: {keys.release}"]
    for slug, identity in sorted(keys.identities.items()):
        lines += [f"# {slug}", identity]
    return "\n".join(lines) + "\n"


def read_keys(text: str, name: str) -> Keys:
    """What `write_keys` wrote. `name`: what the text is called in errors.

    Raises:
        UsageError: it is something else, was changed, or is of a newer format.
    """
    damaged = UsageError(f"{name} is no unlock file of dlquiz, or was changed. Get it again from whoever gave it")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    number = re.fullmatch(r"# dlquiz keys (\d{1,6})", lines[0]) if lines else None
    if number is not None and int(number[1]) > FORMAT:
        raise UsageError(f"{name} was made by a newer dlquiz. Update: pip install -U dlquiz")
    if number is None or len(lines) < 3 or len(lines) % 2 == 0:
        raise damaged
    course, release = lines[1].removeprefix("# course:").strip(), lines[2].removeprefix("# release:").strip()
    found: dict[str, str] = {}
    for comment, identity in zip(lines[3::2], lines[4::2], strict=True):
        slug = comment.removeprefix("# ")
        if not comment.startswith("# ") or slug in found:
            raise damaged
        try:
            _identity(identity)
        except UsageError:
            raise damaged from None
        found[slug] = identity
    return Keys(course, release, found)


def identities_in(text: str) -> list[str]:
    """The identities of an age identity file. Raises UsageError if there are none, or something else stands there."""
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    for line in found or [""]:
        _identity(line)
    return found


def lock_keys(keys: Keys, *, passphrase: str = "", recipients: Sequence[str] = ()) -> bytes:
    """The keys sealed to a passphrase, or to one or more age public keys. Raises UsageError for a wrong public key."""
    import pyrage

    text = write_keys(keys).encode()
    if recipients:
        return bytes(pyrage.encrypt(text, [_recipient(recipient) for recipient in recipients]))
    if not passphrase:
        raise UsageError("an empty passphrase protects nothing. Give another one")
    return bytes(pyrage.passphrase.encrypt(text, passphrase))


def asks_for_passphrase(data: bytes) -> bool:
    """Whether sealed keys are opened by a passphrase, and not by an identity."""
    return data.startswith(VERSION + b"-> scrypt ")


def unlock_keys(data: bytes, name: str, *, passphrase: str = "", identity: str = "") -> Keys:
    """The keys that `lock_keys` sealed. `identity`: the text of an age identity file, which may hold several.

    Raises:
        UsageError: wrong passphrase, wrong key, damaged, too large, of a newer format.
    """
    demand_readable(data)
    if asks_for_passphrase(data):
        opened = _with_passphrase(data, passphrase)
    else:
        opened = _decrypted(data, identities_in(identity))
    try:
        return read_keys(opened.decode(), name)
    except UnicodeDecodeError:
        raise UsageError(f"{name} holds no keys") from None


def _identity(text: str) -> Any:
    import pyrage

    try:
        return pyrage.x25519.Identity.from_str(text.strip())
    except pyrage.IdentityError:
        raise UsageError(f"this is no age identity ({SECRET}…). `age-keygen` makes one") from None


def _recipient(text: str) -> Any:
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise UsageError(f"{text[:80]!r} is no age public key ({PUBLIC}…). `age-keygen` shows one") from None


def _decrypted(data: bytes, identities: Sequence[str]) -> bytes:
    import pyrage

    demand_readable(data)
    try:
        return bytes(pyrage.decrypt(data, [_identity(identity) for identity in identities]))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise UsageError(
                "this key does not open the sealed file: it is of another release, or the file was changed"
            ) from None
        raise _damaged() from None


def _with_passphrase(data: bytes, passphrase: str, tries: int = PATIENCE) -> bytes:
    import pyrage

    try:
        return bytes(pyrage.passphrase.decrypt(data, passphrase))
    except pyrage.DecryptError as error:
        if "Excessive work" in str(error):
            # The library measures what this machine can do now, and refuses what would take it 16 seconds.
            if tries > 1:
                return _with_passphrase(data, passphrase, tries - 1)
            advice = "Try again when it is idle, or on a faster one"
            raise UsageError(
                f"this machine is much slower now than the one that sealed the keys, too slow to open them. {advice}"
            ) from None
        # age can't tell a wrong passphrase from a changed header.
        header = data.find(b"\n--- ")
        if "Decryption failed" in str(error) and header >= 0:
            raise UsageError("the passphrase is wrong, or the sealed keys are damaged. Try again") from None
        raise _damaged() from None


def demand_readable(data: bytes) -> None:
    """Raises UsageError for what is no age file, is of a newer format, or too large."""
    if len(data) > LARGEST:
        raise UsageError(f"the sealed file is larger than {LARGEST >> 20} MiB; it can't be dlquiz's")
    if NEWER.match(data):
        raise UsageError("the sealed file is of a newer age format. Update: pip install -U dlquiz pyrage")
    if not data.startswith(VERSION):
        raise _damaged()


def _damaged() -> UsageError:
    return UsageError("the sealed file is damaged. Get it again")
