"""The order of topics and exercises, and curriculum.yaml, good and bad."""

import pytest
import yaml
from bank_builder import write, write_exercise
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.bank import Bank
from dlquiz.bank.curriculum_edit import with_exercise
from dlquiz.errors import BankError

CURRICULUM = """\
topics:
  - name: 02_second
    title: {en: The second, ko: 둘째}
    exercises: [beta, ghost, alpha]
  - name: 01_first
    title: The first
    exercises: [delta]
  - name: 03_empty
    title: Nothing yet
    exercises: []
"""


@pytest.fixture
def root(tmp_path):
    for slug in ("alpha", "beta", "gamma"):
        write_exercise(tmp_path, slug, "02_second")
    for slug in ("delta", "epsilon", "eta"):
        write_exercise(tmp_path, slug, "01_first")
    write_exercise(tmp_path, "zeta", "04_not_listed")
    write(tmp_path / "exercises" / "curriculum.yaml", CURRICULUM)
    return tmp_path


def test_metas_come_in_curriculum_order_and_the_unlisted_after_by_name(root):
    slugs = [meta.slug for meta in Bank(root).metas()]
    assert slugs == ["beta", "alpha", "gamma", "delta", "epsilon", "eta", "zeta"]


def test_topics_without_exercises_are_not_shown(root):
    topics = [(topic.name, topic.title, topic.slugs) for topic in Bank(root).topics()]
    assert topics == [
        ("02_second", "The second", ("beta", "alpha", "gamma")),
        ("01_first", "The first", ("delta", "epsilon", "eta")),
        ("04_not_listed", "Not listed", ("zeta",)),
    ]


def test_a_bank_without_a_curriculum_goes_by_name(root):
    (root / "exercises" / "curriculum.yaml").unlink()
    assert [topic.name for topic in Bank(root).topics()] == ["01_first", "02_second", "04_not_listed"]
    assert [meta.slug for meta in Bank(root).metas()][:3] == ["delta", "epsilon", "eta"]


def test_what_is_listed_wrongly_is_told_to_the_author_and_stops_no_learner(root):
    write(root / "exercises" / "curriculum.yaml", CURRICULUM.replace("[delta]", "[delta, gamma]"))
    bank = Bank(root)
    assert [meta.slug for meta in bank.metas()][:3] == ["beta", "alpha", "gamma"]
    missing, misplaced = map(str, bank.curriculum_faults())
    assert "curriculum.yaml: 02_second lists `ghost`, which does not exist. Write the exercise, or take" in missing
    assert "01_first lists `gamma`, which lies in 02_second. List it under 02_second, or move" in misplaced


@pytest.mark.parametrize(
    ("old", "new", "problem", "fix"),
    [
        ("topics:", "topic:", "unknown key `topic`", "Did you mean `topics`?"),
        ("title: The first", "titel: The first", "unknown key `topics[1].titel`", "Did you mean `title`?"),
        ("    exercises: []\n", "", "the key `topics[2].exercises` is missing", "a list of slugs in order"),
        ("exercises: []", "exercises:", "`topics[2].exercises` should be a list, not nothing", "[] for none"),
        ("[delta]", "[3]", "`topics[1].exercises[0]` should be text, not a whole number", "a list of slugs"),
        ("[delta]", "[De-lta]", "`topics[1].exercises[0]` is `De-lta`, which is no slug", "a list of slugs"),
        ("[delta]", "[delta, beta]", "`topics[1].exercises[1]` names `beta` a second time", "each once in the file"),
        ("03_empty", "01_first", "`topics[2].name` names `01_first` a second time", "once"),
        ("03_empty", "empty", "`topics[2].name` is `empty`", "such as 10_attention"),
        ("Nothing yet", "''", "`topics[2].title` is empty", "the name that a learner reads"),
        ("title: The first", "title: The first: one", "line 6: mapping values are not allowed", "quotes"),
    ],
)
def test_a_bad_curriculum_names_file_key_and_fix(root, old, new, problem, fix):
    path = root / "exercises" / "curriculum.yaml"
    assert old in CURRICULUM
    write(path, CURRICULUM.replace(old, new))
    with pytest.raises(BankError) as caught:
        Bank(root).metas()
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert problem in text
    assert fix in text


slugs = st.from_regex(r"[a-z][a-z0-9_]{1,8}", fullmatch=True).filter(lambda name: isinstance(yaml.safe_load(name), str))


@st.composite
def curricula(draw):
    """The text of a curriculum in any of the styles that people write, and its lists by topic."""
    names = draw(st.lists(slugs, unique=True, max_size=9))
    lists: dict[str, list[str]] = {f"{number:02d}_t": [] for number in range(draw(st.integers(1, 4)))}
    for name in names:
        lists[draw(st.sampled_from(sorted(lists)))].append(name)
    text = draw(st.sampled_from(["", "# a comment: [with, signs]\n\n"])) + "topics:\n"
    margin = draw(st.sampled_from(["", "  "]))
    for topic, exercises in lists.items():
        comment = draw(st.sampled_from(["", "  # more to come"]))
        text += f"{margin}- name: {topic}\n{margin}  title: T{comment}\n{margin}  exercises:"
        style = draw(st.sampled_from(["flow", "wrapped", "block", "flush"]))
        if not exercises or style == "flow":
            text += f" [{', '.join(exercises)}]{comment}\n"
        elif style == "wrapped":
            text += " [\n" + "".join(f"{margin}      {name},\n" for name in exercises) + f"{margin}  ]{comment}\n"
        else:
            indent = margin + ("    " if style == "block" else "  ")
            text += "\n" + "".join(f"{indent}- {name}{comment}\n" for name in exercises)
    return draw(st.sampled_from([text, text.rstrip("\n")])), lists


@given(curricula(), st.data())
def test_adding_a_slug_changes_one_list_and_keeps_every_line(curriculum, data):
    text, lists = curriculum
    topic = data.draw(st.sampled_from(sorted(lists)))
    added = with_exercise(text, topic, "the_new_one")
    lists[topic].append("the_new_one")
    assert {entry["name"]: entry["exercises"] for entry in yaml.safe_load(added)["topics"]} == lists
    assert added.count("#") == text.count("#")
    kept = [line for line in text.splitlines() if line in added.splitlines()]
    assert len(kept) >= len(text.splitlines()) - 1
