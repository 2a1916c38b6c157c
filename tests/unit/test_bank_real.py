"""The bank of this project: it loads, its texts are in order, and its README says the truth."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bank_builder import public, write, write_exercise

from dlquiz.bank import Bank
from dlquiz.bank.lint import lint

ROOT = Path(__file__).parents[2]
README = (ROOT / "exercises" / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bank():
    return Bank(ROOT)


def test_no_exercise_is_broken(bank):
    assert bank.broken() == {}
    assert "scaled_dot_product" in bank.slugs()


@pytest.mark.parametrize("slug", Bank(ROOT).slugs())
def test_every_exercise_loads_and_its_texts_are_in_order(bank, slug):
    assert lint(bank, slug) == []


def test_importing_and_listing_imports_nothing_heavy():
    program = (
        "import json, sys\n"
        "from dlquiz.bank import Bank\n"
        f"bank = Bank.find({str(ROOT)!r})\n"
        "bank.topics(), bank.metas(), bank.broken(), bank.nearest('softmx'), bank.prompt('scaled_dot_product')\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = set(json.loads(done.stdout))
    assert "dlquiz.bank" in modules
    assert not modules & {"torch", "numpy", "pydantic", "rich", "typer", "hashlib"}


def test_the_readme_s_exercise_yaml_is_valid(tmp_path):
    write_exercise(tmp_path)
    example = re.search(r"## exercise\.yaml\n\n```yaml\n(.*?)```", README, re.DOTALL)
    write(public(tmp_path) / "exercise.yaml", example[1])
    assert Bank(tmp_path).meta("double").title == "Scaled dot-product attention"


def test_the_readme_names_all_that_checks_may_import():
    from dlquiz import checks

    missing = [name for name in checks.__all__ if f"`{name}(" not in README and f"@{name}(" not in README]
    assert missing == []
