"""When solutions open: what course.yaml may say, what it may not, and what a learner is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.bank import Bank
from dlquiz.bank.reveal import Learner, Policies, Policy, closed, no_giving_up, read_policies
from dlquiz.errors import BankError
from tests.unit.bank_builder import write_exercise

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
NEW = Learner("softmax", passed=False, gave_up=False, tries=0, hints_left=3, now=NOW)
TRIED = msgspec.structs.replace(NEW, tries=1, hints_left=0)
PASSED = msgspec.structs.replace(TRIED, passed=True)
GAVE_UP = msgspec.structs.replace(TRIED, gave_up=True)
UNLOCKED = msgspec.structs.replace(NEW, unlocked=True)

KINDS = st.sampled_from(["self_study", "after_pass", "after_attempts", "after", "instructor", "never"])
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
POLICIES = st.builds(Policy, KINDS, st.integers(1, 5), TIMES)
LEARNERS = st.builds(
    Learner, st.just("softmax"), st.booleans(), st.booleans(), st.integers(0, 6), st.integers(0, 3), TIMES
)


def read(folder: Path, text: str) -> Policies:
    path = folder / "course.yaml"
    path.write_text(text, encoding="utf-8")
    return read_policies(path, released=False)


class TestCourse:
    @pytest.mark.parametrize("word", ["self_study", "after_pass", "instructor", "never"])
    def test_a_word(self, tmp_path: Path, word: str) -> None:
        assert read(tmp_path, f"reveal: {word}\n").of("softmax").kind == word

    def test_one_for_all_and_one_for_an_exercise(self, tmp_path: Path) -> None:
        policies = read(
            tmp_path,
            "reveal: {after_attempts: 5}\n"
            "due: 2026-11-20T23:59:00+09:00\n"
            "exercises: [softmax, {slug: relu, points: 3, reveal: {after: 2026-12-01T18:00:00+09:00}}]\n",
        )
        assert policies.of("softmax") == policies.of("no matter what") == Policy("after_attempts", attempts=5)
        assert policies.of("relu") == Policy("after", time=NOW)
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(policies), type=Policies) == policies

    def test_without_a_word_it_is_self_study(self, tmp_path: Path) -> None:
        assert read(tmp_path, "exercises: [softmax]\n").of("softmax") == Policy("self_study")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("reveal: {after: 2026-12-01T18:00:00}", "`reveal` has a time without a zone (2026-12-01 18:00:00)"),
            ("reveal: {after: 2026-12-01}", "`reveal.after` should be"),
            ("reveal: {after: tomorrow}", "`reveal.after`"),
            ("reveal: {after: 2026-13-01T18:00:00+09:00}", "month must be in 1..12"),
            ("reveal: sometimes", "`reveal`: unknown value 'sometimes'"),
            ("reveal: {after_attempts: 0}", "opens after 0 attempts"),
            ("reveal: {after_attempts: many}", "should be a whole number"),
            ("reveal: {}", "neither of `after` and `after_attempts`"),
            ("reveal: {after_attempts: 2, after: 2026-12-01T18:00:00Z}", "both of"),
            ("reveal: {afterr: 2026-12-01T18:00:00Z}", "Did you mean `after`?"),
            ("exercises: [{slug: softmax, reveal: {after: 2026-12-01T18:00:00}}]", "`softmax: reveal` has a time"),
            ("", "the file is empty"),
        ],
    )
    def test_what_is_wrong_is_one_sentence_with_the_file_and_the_fix(
        self, tmp_path: Path, text: str, words: str
    ) -> None:
        with pytest.raises(BankError) as caught:
            read(tmp_path, text)
        assert words in str(caught.value)
        assert "course.yaml" in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_the_bank_has_that_of_the_course_beside_it(self, tmp_path: Path) -> None:
        write_exercise(tmp_path)
        assert Bank(tmp_path).policies == Policies()
        read(tmp_path, "reveal: never\n")
        assert Bank(tmp_path).policies.of("double").kind == "never"


class TestOpens:
    @pytest.mark.parametrize(
        ("policy", "learner", "words"),
        [
            (Policy(), NEW, "opens when you pass it. Stuck? dlquiz hint softmax; after all hints you can give up"),
            (Policy("after_pass"), GAVE_UP, "opens when you pass it; this course knows no giving up"),
            (Policy("after_attempts", attempts=3), TRIED, "or after 3 tries (1 so far; each counts that runs"),
            (Policy("after", time=NOW + timedelta(hours=1)), PASSED, "opens on 2026-12-01 10:00 UTC. Stuck?"),
            (Policy("instructor"), PASSED, "opens when your instructor reveals it: put the unlock file"),
            (Policy("never"), PASSED, "stays closed in this course. Stuck? dlquiz hint softmax"),
        ],
    )
    def test_a_refusal_says_what_opens_it(self, policy: Policy, learner: Learner, words: str) -> None:
        refusal = closed(policy, learner)
        assert refusal is not None and words in refusal

    @pytest.mark.parametrize(
        ("policy", "learner"),
        [
            (Policy(), PASSED),
            (Policy(), GAVE_UP),
            (Policy("after_pass"), PASSED),
            (Policy("after_attempts", attempts=1), TRIED),
            (Policy("after_attempts", attempts=9), PASSED),
            (Policy("after", time=NOW), NEW),
            (Policy("instructor"), UNLOCKED),
            (Policy("never"), UNLOCKED),
        ],
    )
    def test_open(self, policy: Policy, learner: Learner) -> None:
        assert closed(policy, learner) is None

    def test_a_clock_that_is_behind_is_told(self) -> None:
        policy = Policy("after", time=NOW + timedelta(hours=1))
        refusal = closed(policy, msgspec.structs.replace(NEW, clock_behind=True))
        assert (
            refusal is not None and "this machine's clock is behind, the workspace has seen 2026-12-01 09:00" in refusal
        )

    @given(POLICIES, LEARNERS)
    def test_whoever_gets_further_finds_nothing_closed_that_was_open(self, policy: Policy, learner: Learner) -> None:
        if closed(policy, learner) is None:
            further = msgspec.structs.replace(
                learner, passed=True, tries=learner.tries + 1, now=learner.now + timedelta(1)
            )
            assert closed(policy, further) is None

    @given(POLICIES, LEARNERS)
    def test_giving_up_opens_where_it_is_allowed_and_only_there(self, policy: Policy, learner: Learner) -> None:
        allowed = no_giving_up(policy, learner) is None
        given = closed(policy, msgspec.structs.replace(learner, gave_up=True)) is None
        assert given or not allowed
        assert allowed is (policy.kind == "self_study" and learner.tries > 0 and learner.hints_left == 0) or given


class TestGivingUp:
    @pytest.mark.parametrize(
        ("policy", "learner", "words"),
        [
            (Policy(), NEW, "try softmax at least once before you give up"),
            (Policy(), msgspec.structs.replace(TRIED, hints_left=2), "2 hints are left. dlquiz hint softmax"),
            (Policy(), msgspec.structs.replace(TRIED, hints_left=1), "1 hint is left"),
            (Policy("never"), TRIED, "stays closed"),
            (Policy("after_attempts", attempts=3), TRIED, "after 3 tries"),
        ],
    )
    def test_what_has_to_come_before(self, policy: Policy, learner: Learner, words: str) -> None:
        refusal = no_giving_up(policy, learner)
        assert refusal is not None and words in refusal

    def test_after_a_try_and_all_hints(self) -> None:
        assert no_giving_up(Policy(), TRIED) is None
