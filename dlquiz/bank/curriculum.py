"""exercises/curriculum.yaml: the topics in order, and the order of the exercises in each."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from dlquiz.bank.files import shown
from dlquiz.bank.names import TOPIC_FORM, is_slug, is_topic
from dlquiz.bank.typed import Keys, Text, convert, english, text_fault
from dlquiz.errors import BankError

FILE = "curriculum.yaml"

KEYS = Keys(
    {
        "topics": "a list of topics in order, each {name: …, title: …, exercises: […]}",
        "topics[].name": f"the topic's folder, once: {TOPIC_FORM}",
        "topics[].title": "the name that a learner reads: a text, or one per language such as {en: …, ko: …}",
        "topics[].exercises": "a list of slugs in order, each once in the file, or [] for none",
    }
)


class TopicEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One topic of the file as it stands."""

    name: str
    title: Text
    exercises: tuple[str, ...]


class CurriculumFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """curriculum.yaml as it stands; `KEYS` says what each key holds."""

    topics: tuple[TopicEntry, ...]


class Topic(msgspec.Struct, frozen=True):
    """A topic with its exercises, in the order in which they are served."""

    name: str  # the folder's name, "10_attention"
    title: str
    slugs: tuple[str, ...]


def read_curriculum(exercises: Path) -> tuple[Topic, ...]:
    """The topics as curriculum.yaml lists them, whether their exercises exist or not; () if the bank has no such file.

    Raises:
        BankError: the file breaks the contract.
    """
    from dlquiz.bank.yaml_files import read_yaml  # yaml costs 7 ms

    path = exercises / FILE
    if not path.exists():
        return ()
    raw = convert(read_yaml(path), CurriculumFile, path, KEYS)
    for key, fault in _faults(raw):
        raise BankError(shown(path), f"`{key}` {fault}", KEYS.holds(key))
    return tuple(Topic(entry.name, english(entry.title), entry.exercises) for entry in raw.topics)


def _faults(raw: CurriculumFile) -> Iterator[tuple[str, str]]:
    topics: set[str] = set()
    slugs: set[str] = set()
    for number, topic in enumerate(raw.topics):
        key = f"topics[{number}]"
        if not is_topic(topic.name):
            yield f"{key}.name", f"is `{topic.name}`"
        if topic.name in topics:
            yield f"{key}.name", f"names `{topic.name}` a second time"
        if fault := text_fault(topic.title):
            yield f"{key}.title", fault
        for index, slug in enumerate(topic.exercises):
            if not is_slug(slug):
                yield f"{key}.exercises[{index}]", f"is `{slug}`, which is no slug"
            if slug in slugs:
                yield f"{key}.exercises[{index}]", f"names `{slug}` a second time"
            slugs.add(slug)
        topics.add(topic.name)


def arrange(curriculum: tuple[Topic, ...], present: Iterable[tuple[str, str]]) -> tuple[Topic, ...]:
    """The topics that have exercises, with these in order.

    What the curriculum does not list comes after what it lists, by name: exercises within their topic, topics at the
    end under a title made of their name.

    Args:
        present: (topic, slug) of every exercise.
    """
    slugs: dict[str, set[str]] = {}
    for topic, slug in present:
        slugs.setdefault(topic, set()).add(slug)
    unlisted = sorted(slugs.keys() - {topic.name for topic in curriculum})
    topics = [*curriculum, *(Topic(name, _title(name), ()) for name in unlisted)]
    return tuple(
        Topic(topic.name, topic.title, _ordered(topic.slugs, slugs[topic.name]))
        for topic in topics
        if topic.name in slugs
    )


def _ordered(listed: tuple[str, ...], present: set[str]) -> tuple[str, ...]:
    return (*(slug for slug in listed if slug in present), *sorted(present.difference(listed)))


def _title(name: str) -> str:
    """ "13_graph_networks" -> "Graph networks" """
    return name[3:].replace("_", " ").capitalize()
