"""Finding a bank, and what it says of all its exercises."""

import re
import sys
import sysconfig
from itertools import pairwise

import pytest
from bank_builder import public, secret, write, write_exercise

from dlquiz.bank import Bank, finding
from dlquiz.errors import BankError, UsageError


@pytest.fixture
def root(tmp_path):
    write_exercise(tmp_path, "double")
    write_exercise(tmp_path, "max_pool", "02_second")
    write_exercise(tmp_path, "softmax", "02_second")
    return tmp_path


class TestFind:
    @pytest.fixture(autouse=True)
    def nowhere(self, monkeypatch, tmp_path):
        """No bank but those that a test makes."""
        monkeypatch.delenv("DLQUIZ_BANK", raising=False)
        monkeypatch.setattr(finding, "__file__", str(tmp_path / "checkout" / "dlquiz" / "bank" / "finding.py"))
        monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
        monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path / name))
        monkeypatch.setattr("site.getuserbase", lambda: str(tmp_path / "user"))

    def test_the_places_in_order(self, tmp_path, monkeypatch):
        places = [
            tmp_path / "user" / "share" / "dlquiz",
            tmp_path / "data" / "share" / "dlquiz",
            tmp_path / "prefix" / "share" / "dlquiz",
            tmp_path / "checkout",
        ]
        for place in places:  # each new one comes before the former
            (place / "exercises").mkdir(parents=True)
            if place.name == "checkout":
                (place / "solutions").mkdir()
                write(place / "pyproject.toml", "")
            assert Bank.find(None).root == place
        (tmp_path / "own" / "exercises").mkdir(parents=True)
        (tmp_path / "other" / "exercises").mkdir(parents=True)
        monkeypatch.setenv("DLQUIZ_BANK", str(tmp_path / "own"))
        assert Bank.find(None).root == tmp_path / "own"
        assert Bank.find(str(tmp_path / "other")).root == tmp_path / "other"

    def test_a_folder_beside_the_package_is_a_checkout_only_if_it_looks_like_one(self, tmp_path):
        (tmp_path / "checkout" / "exercises").mkdir(parents=True)
        with pytest.raises(UsageError):
            Bank.find(None)

    def test_none_anywhere(self):
        with pytest.raises(UsageError, match=r"no exercises are installed here\. .*--bank DIR or DLQUIZ_BANK"):
            Bank.find(None)

    def test_no_such_folder(self, tmp_path, monkeypatch):
        with pytest.raises(UsageError, match=r"there is no folder /no/bank, which --bank names\. Name a folder"):
            Bank.find("/no/bank")
        monkeypatch.setenv("DLQUIZ_BANK", "/no/bank")
        with pytest.raises(UsageError, match="which DLQUIZ_BANK names"):
            Bank.find(None)

    def test_a_folder_without_exercises(self, tmp_path):
        with pytest.raises(UsageError, match=r"has no folder exercises/\. Name the folder that holds exercises/"):
            Bank.find(str(tmp_path))

    def test_the_folder_exercises_itself(self, root):
        with pytest.raises(UsageError, match=f"Name the folder above it: {root}"):
            Bank.find(str(root / "exercises"))

    def test_a_file(self, tmp_path):
        write(tmp_path / "bank", "")
        with pytest.raises(UsageError, match="there is no folder"):
            Bank.find(str(tmp_path / "bank"))

    def test_a_relative_path_and_a_home_folder(self, root, monkeypatch):
        monkeypatch.chdir(root)
        assert Bank.find(".").root == root
        monkeypatch.setenv("HOME", str(root.parent))
        assert Bank.find(f"~/{root.name}").root == root


def test_an_unknown_slug_names_the_nearest(root):
    bank = Bank(root)
    assert bank.nearest("softmx") == ["softmax"]
    with pytest.raises(UsageError) as caught:
        bank.meta("softmx")
    assert str(caught.value) == 'no exercise "softmx". Nearest: softmax. All: dlquiz list'
    with pytest.raises(UsageError) as caught:
        bank.exercise("q")
    assert str(caught.value) == 'no exercise "q". All: dlquiz list'
    assert len(Bank(root).nearest("m")) <= 3


@pytest.mark.parametrize("read", ["meta", "exercise", "prompt", "stub", "solution", "notes", "solution_folder"])
def test_whatever_takes_a_slug_refuses_an_unknown_one(root, read):
    with pytest.raises(UsageError, match='no exercise "dubble"'):
        getattr(Bank(root), read)("dubble")


def test_single_files(root):
    bank = Bank(root)
    assert bank.prompt("double").startswith("# Double")
    assert 'NotImplementedError("double")' in bank.stub("double")
    assert "factor * x" in bank.solution("double")
    assert bank.notes("double") == "Twice is twice.\n"


def test_a_broken_exercise_does_not_stop_the_others(root):
    write(public(root, "max_pool", "02_second") / "exercise.yaml", "title: [")
    bank = Bank(root)
    assert [meta.slug for meta in bank.metas()] == ["double", "softmax"]
    assert list(bank.broken()) == ["max_pool"]
    assert "max_pool/exercise.yaml: not valid YAML" in str(bank.broken()["max_pool"])
    assert [topic.slugs for topic in bank.topics()] == [("double",), ("softmax",)]
    assert bank.exercise("double").meta.slug == "double"
    with pytest.raises(BankError, match="not valid YAML"):
        bank.exercise("max_pool")


def test_metas_never_read_the_solutions(root):
    write(secret(root) / "mistakes.yaml", "[")
    write(secret(root) / "solution.py", "(")
    bank = Bank(root)
    assert len(bank.metas()) == 3
    assert bank.broken() == {}


def test_a_slug_that_stands_twice(root):
    write_exercise(root, "double", "02_second")
    bank = Bank(root)
    assert [meta.slug for meta in bank.metas()] == ["max_pool", "softmax"]
    text = str(bank.broken()["double"])
    assert text.startswith(
        f"{public(root)}: `double` stands twice, also in {public(root, 'double', '02_second')}. Rename"
    )


def test_a_circle_in_after(root):
    write_exercise(root, "one", old="after: []", new="after: [two]")
    write_exercise(root, "two", old="after: []", new="after: [three, double]")
    write_exercise(root, "three", old="after: []", new="after: [one]")
    write_exercise(root, "here", old="after: []", new="after: [there]")
    write_exercise(root, "there", old="after: []", new="after: [here]")
    write_exercise(root, "behind", old="after: []", new="after: [one]")
    bank = Bank(root)
    assert set(bank.broken()) == {"one", "two", "three", "here", "there"}
    assert {meta.slug for meta in bank.metas()} == {"double", "max_pool", "softmax", "behind"}
    text = str(bank.broken()["two"])
    assert text.startswith(f"{public(root, 'two')}/exercise.yaml: `after` goes round in a circle")
    circle = re.search(r"first: (.*)\. Remove", text)[1].split(" → ")
    assert len(circle) == 4 and circle[0] == circle[-1]
    assert set(pairwise(circle)) == {("three", "two"), ("two", "one"), ("one", "three")}


def test_names_in_after_may_not_exist_yet(root):
    write_exercise(root, "late", old="after: []", new="after: [double, planned, softmax, later]")
    assert Bank(root).broken() == {}


def test_a_release_has_no_solutions(tmp_path):
    write_exercise(tmp_path, solutions=False)
    bank = Bank.find(str(tmp_path))
    assert [meta.slug for meta in bank.metas()] == ["double"]
    assert "NotImplementedError" in bank.stub("double")
    for read in (bank.exercise, bank.solution, bank.notes):
        with pytest.raises(
            BankError, match=r"solutions: this bank has no solutions, .*\. Name a whole bank: --bank DIR"
        ):
            read("double")


def test_what_tools_leave_behind_is_no_exercise(root):
    write(root / "exercises" / "02_second" / "gone" / "__pycache__" / "checks.cpython-311.pyc", "")
    write(root / "exercises" / "02_second" / "__pycache__" / "x.pyc", "")
    write(root / "exercises" / ".ruff_cache" / "x" / "y", "")
    write(root / "exercises" / "README.md", "")
    bank = Bank(root)
    assert bank.broken() == {}
    assert bank.slugs() == ("double", "max_pool", "softmax")


def test_an_empty_bank(tmp_path):
    (tmp_path / "exercises").mkdir()
    bank = Bank.find(str(tmp_path))
    assert (bank.metas(), bank.topics(), bank.broken(), bank.slugs()) == ((), (), {}, ())
