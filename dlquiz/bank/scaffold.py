"""`author new`: the folders of a new exercise, which pass the gate as soon as their TODOs are filled.

The templates are a small working exercise, a weighted sum, so that an author sees where everything goes and what runs.
"""

import re
import shutil
from pathlib import Path
from string import Template

from dlquiz.bank.bank import Bank
from dlquiz.bank.curriculum import FILE
from dlquiz.bank.curriculum_edit import with_exercise
from dlquiz.bank.files import read_text, shown
from dlquiz.bank.finding import is_installed
from dlquiz.bank.names import SLUG_FORM, TOPIC_FORM, is_slug, is_topic, nearest
from dlquiz.errors import UsageError

TEMPLATES = Path(__file__).parent / "templates"  # exercises/ and solutions/, as in a bank


def new_exercise(bank: Bank, topic: str, slug: str) -> list[Path]:
    """Write the exercise's two folders, and list it in the curriculum.

    Returns:
        The files written, those that a learner sees first. If one can't be written, none stays.

    Raises:
        UsageError: the slug is taken or malformed, the topic is unknown, or the bank can't be written to.
    """
    if is_installed(bank.root):
        raise UsageError("the installed bank is replaced by every update. Name a bank of yours: --bank DIR")
    _check_slug(slug)
    _check_topic(bank, topic)
    folders = [bank.root / part / topic / slug for part in ("exercises", "solutions")]
    _check_free(bank, slug, folders)
    made: list[Path] = []
    try:
        for folder in folders:
            folder.mkdir(parents=True)
            made.append(folder)
        files = [path for folder in folders for path in _fill(folder, TEMPLATES / folder.parts[-3], slug)]
        _list_in_curriculum(bank, topic, slug)
    except OSError as error:
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        raise UsageError(
            f"can't write to {shown(bank.root)} ({error.strerror}). Name a bank of yours: --bank DIR"
        ) from None
    return files


def _fill(folder: Path, templates: Path, slug: str) -> list[Path]:
    """Write each template below `templates` to its place in `folder`."""
    written = []
    for template in sorted(templates.rglob("*.txt")):
        path = folder / template.relative_to(templates).with_suffix("")
        path.parent.mkdir(exist_ok=True)
        path.write_text(Template(template.read_text(encoding="utf-8")).substitute(slug=slug), encoding="utf-8")
        written.append(path)
    return written


def _list_in_curriculum(bank: Bank, topic: str, slug: str) -> None:
    """Add the slug to its topic, where the curriculum has both the topic and not yet the slug."""
    listed = {entry.name: entry.slugs for entry in bank.curriculum}
    if topic in listed and not any(slug in slugs for slugs in listed.values()):
        path = bank.exercises / FILE
        changed = path.with_suffix(".new")  # a full disk must not cost the old one
        changed.write_text(with_exercise(read_text(path), topic, slug), encoding="utf-8")
        changed.replace(path)


def _check_slug(slug: str) -> None:
    if not is_slug(slug):
        better = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", slug)).strip("_").lower()
        offer = f" Try {better}." if is_slug(better) else ""
        raise UsageError(f'"{slug}" is no name for an exercise: {SLUG_FORM}.{offer}')


def _check_topic(bank: Bank, topic: str) -> None:
    """Raise a UsageError unless the topic is known, or well formed in a bank that lists no topics."""
    listed = [entry.name for entry in bank.curriculum]
    present = [path.name for path in bank.exercises.iterdir() if path.is_dir() and is_topic(path.name)]
    topics = sorted({*listed, *present})
    if topic in topics or (is_topic(topic) and not listed):
        return
    if not topics:
        raise UsageError(f'"{topic}" is no name for a topic: {TOPIC_FORM}')
    near = [name for name in topics if topic and topic in name] or nearest(topic, topics, most=1)
    offer = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(
        f'no topic "{topic}".{offer} Topics: {", ".join(topics)}. A new one goes into curriculum.yaml first'
    )


def _check_free(bank: Bank, slug: str, folders: list[Path]) -> None:
    if slug in bank.slugs():
        raise UsageError(f'there is already an exercise "{slug}". Choose another name')
    for folder in folders:
        if folder.exists():
            raise UsageError(f"{shown(folder)} exists already. Choose another name, or move that folder away")
