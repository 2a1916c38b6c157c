"""What learners get in the open, held against every solution of the bank: a release is made of it (see test_release)."""

from pathlib import Path

import pytest

from dlquiz.bank import Bank
from dlquiz.course.releasing.leaks import SHORTEST, leaks

BANK = Bank.find(None)
# A later exercise may begin with what an earlier one was about. Hints and prompts show what they show.
GIVEN = {
    "bptt/stub.py": ("rnn_cell", "seq2seq"),
    "broken_backprop/stub.py": ("mlp_backward", "cross_entropy"),
    "decoder_block/stub.py": ("multi_head", "cross_attention", "seq2seq_attention"),
    "encoder_block/stub.py": ("multi_head", "cross_attention", "seq2seq_attention"),
    "gradient_checker/stub.py": ("numerical_gradient",),
}
PUBLIC = {f"{slug}/{name}": (BANK.folder(slug) / name) for slug in BANK.slugs() for name in ("stub.py", "checks.py")}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in PUBLIC.items()}


def telling(slug: str) -> set[str]:
    """The lines of a solution that its own stub does not show, but for imports and the first lines of functions."""
    stub, lines = BANK.stub(slug), (line.strip() for line in BANK.solution(slug).splitlines())
    usual = ("import ", "from ", "def ", "class ", "@")
    return {line for line in lines if len(line) >= SHORTEST and line not in stub and not line.startswith(usual)}


@pytest.mark.parametrize("slug", BANK.slugs())
def test_no_stub_and_no_checks_hold_a_solution(slug: str) -> None:
    for name, text in TEXTS.items():
        if slug in GIVEN.get(name, ()):
            continue
        if name.endswith("stub.py"):
            assert [line for line in telling(slug) if line in text] == [], name
        else:
            files = {f"exercises/{slug}/checks.py": text.encode()}
            assert list(leaks(BANK.solution(slug), BANK.stub(slug), slug, files)) == [], name


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_given_is_still_there(name: str) -> None:
    for slug in GIVEN[name]:
        assert any(line in TEXTS[name] for line in telling(slug)), slug


def test_a_line_that_is_shown_is_found() -> None:
    line = max(telling("softmax"), key=len)
    assert line in f"{TEXTS['softmax/stub.py']}\n{line}"
    both = BANK.solution("softmax").encode()
    files = {"exercises/softmax/checks.py": both}
    assert list(leaks(BANK.solution("softmax"), BANK.stub("softmax"), "softmax", files))


def test_the_quizzes_of_a_topic_lie_beside_its_exercises() -> None:
    """A release takes the exercises' folders alone: a quiz holds its answers."""
    quizzes = list(BANK.exercises.rglob("quiz.yaml"))
    assert quizzes and all(not Path(quiz.parent, "stub.py").exists() for quiz in quizzes)
