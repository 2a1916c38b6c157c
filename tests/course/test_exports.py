"""The files for other programs: read by their parsers, whole, and harmless whatever a student is called."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dlquiz.class_model import GradedClass, Student
from dlquiz.course.exports import cells, csv_long, gradescope, junit, markdown, writing
from dlquiz.course.exports import csv as csv_export
from dlquiz.course.exports import json as json_export
from dlquiz.errors import UsageError
from tests.course.classes import EXPECTED, FORMULA, INPUT, SCRIPT, SEED, a_class

WRITERS: dict[str, Callable[[GradedClass, Path], None]] = {
    "csv": csv_export.write,
    "csv_long": csv_long.write,
    "json": json_export.write,
    "junit": junit.write,
    "markdown": markdown.write,
}
ANY_TEXT = st.text(st.characters(), max_size=40)  # with lone surrogates and control characters


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(name: str, id_: str = "x") -> GradedClass:
    graded = a_class()
    renamed = tuple(msgspec.structs.replace(mark, student=id_) for mark in graded.marks if mark.student == "bob")
    return msgspec.structs.replace(graded, students=(Student(id_, name, name),), marks=renamed)


class TestCsv:
    def test_one_row_a_student(self, tmp_path: Path) -> None:
        csv_export.write(a_class(), tmp_path / "out.csv")
        found = rows(tmp_path / "out.csv")
        assert list(found[0]) == ["id", "name", "score", "max_score", "timestamp", "late", "softmax", "conv_params"]
        assert [row["score"] for row in found] == ["20", "12.3333", "2.5", "", "3.3333", "0"]
        assert found[1]["late"] == "true" and found[1]["timestamp"] == "2026-11-04T17:05:00+00:00"
        assert found[3]["softmax"] == ""  # a fault of the grader is no 0
        assert found[4]["name"] == "李雷"

    def test_formulas_are_text(self, tmp_path: Path) -> None:
        csv_export.write(a_class(), tmp_path / "out.csv")
        assert rows(tmp_path / "out.csv")[1]["name"] == f"'{FORMULA}"

    @given(ANY_TEXT)
    def test_no_text_is_a_formula(self, text: str) -> None:
        cell = cells.text(text)
        assert not cell.strip().startswith(("=", "+", "-", "@"))
        assert cell.removeprefix("'") == writing.printable(text).translate(cells.CONTROLS) or "'" in text

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\n=1", "\x00=1", "＝1"])
    def test_a_formula_gets_an_apostrophe(self, text: str) -> None:
        assert cells.text(text).startswith("'")

    def test_the_long_table_has_a_row_a_check(self, tmp_path: Path) -> None:
        csv_long.write(a_class(), tmp_path / "out.csv")
        found = rows(tmp_path / "out.csv")
        bob = [row for row in found if row["id"] == "bob"]
        assert [row["verdict"] for row in bob] == ["wrong_value", "skipped", "passed", "passed"]
        assert [row["score"] for row in bob] == ["0", "0", "3.3333", "10"]
        assert bob[0]["diagnosis"] == "no_scale"
        assert [row["verdict"] for row in found if row["id"] == "zoe"] == ["not_handed_in"] * 2
        assert next((row["verdict"], row["score"]) for row in found if row["id"] == "kim") == ("internal", "")


class TestJson:
    def test_it_keeps_to_its_schema_and_holds_no_source(self, tmp_path: Path) -> None:
        json_export.write(a_class(), tmp_path / "out.json")
        text = (tmp_path / "out.json").read_text(encoding="utf-8")
        found = json.loads(text)
        jsonschema.validate(found, json_export.schema())
        assert found == json.loads(msgspec.json.encode(json_export.document(a_class())))
        assert next(iter(found)) == "schema" and found["schema"] == 1
        assert [student["score"] for student in found["students"]][3] is None
        states = [mark["state"] for student in found["students"] for mark in student["marks"]]
        assert states.count("fault") == 1 and states.count("not_handed_in") == 3
        assert "SOURCE" not in text and "U09VUkNF" not in text
        assert all(
            check["case"]["script"] is None for check in found["students"][1]["marks"][0]["report"]["checks"][:1]
        )


class TestJunit:
    def test_a_parser_reads_what_happened(self, tmp_path: Path) -> None:
        junit.write(a_class(), tmp_path / "out.xml")
        found = junitparser.JUnitXml.fromfile(str(tmp_path / "out.xml"))
        suites = {suite.name: suite for suite in found}
        assert len(suites) == 12
        bob = suites["bob/softmax"]
        assert (bob.tests, bob.failures, bob.errors, bob.skipped) == (3, 1, 0, 1)
        assert suites["lee/softmax"].errors == 1 and suites["lee/conv_params"].errors == 1
        assert suites["kim/softmax"].errors == 1
        assert suites["zoe/softmax"].failures == 1
        for suite in found:  # the attributes say what the cases are
            kinds = [type(case.result[0]).__name__ if case.result else "" for case in suite]
            counted = (len(kinds), kinds.count("Failure"), kinds.count("Error"), kinds.count("Skipped"))
            assert counted == (suite.tests, suite.failures, suite.errors, suite.skipped)
        assert found.tests == sum(suite.tests for suite in found)

    @given(ANY_TEXT)
    def test_any_name_makes_well_formed_xml(self, tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
        path = tmp_path_factory.mktemp("xml") / "out.xml"
        junit.write(named(name, f"x{name}"), path)
        assert len(list(junitparser.JUnitXml.fromfile(str(path)))) == 2


# Written from Gradescope's documentation of results.json.
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
GRADESCOPE: dict[str, Any] = {
    "type": "object",
    "required": ["score", "tests"],
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}


class TestGradescope:
    def test_each_student_has_a_valid_file(self, tmp_path: Path) -> None:
        gradescope.write(a_class(), tmp_path / "out")
        files = sorted((tmp_path / "out").iterdir())
        assert len(files) == 5 and (tmp_path / "out" / "bob").is_dir()
        for folder in files:
            jsonschema.validate(json.loads((folder / "results.json").read_text(encoding="utf-8")), GRADESCOPE)
        bob = json.loads((tmp_path / "out" / "bob" / "results.json").read_text(encoding="utf-8"))
        assert bob["score"] == 12.3333
        assert sum(test["score"] for test in bob["tests"]) == pytest.approx(13.3333)  # 1 less: late
        assert "1 points less" in bob["output"]
        zoe = json.loads((tmp_path / "out" / "zoe" / "results.json").read_text(encoding="utf-8"))
        assert "zoe.zip was not read: The archive holds a path outside" in zoe["output"]
        assert [test["number"] for test in bob["tests"]] == ["1.1", "1.2", "1.3", "2.1"]

    def test_it_holds_nothing_that_is_secret(self, tmp_path: Path) -> None:
        gradescope.write(a_class(), tmp_path)
        text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("results.json"))
        assert "√E" in text
        assert [secret for secret in (INPUT, EXPECTED, SEED) if secret in text] == []

    def test_a_fault_leaves_no_old_score(self, tmp_path: Path) -> None:
        old = tmp_path / "kim" / "results.json"
        old.parent.mkdir()
        old.write_text('{"score": 20}', encoding="utf-8")
        gradescope.write(a_class(), tmp_path)
        assert not old.exists()

    def test_no_id_leads_out_of_the_folder(self, tmp_path: Path) -> None:
        gradescope.write(a_class(), tmp_path / "a" / "b")
        assert {path.name for path in tmp_path.iterdir()} == {"a"}
        assert {path.name for path in (tmp_path / "a").iterdir()} == {"b"}

    @given(st.lists(ANY_TEXT, min_size=2, max_size=2, unique=True))
    def test_names_of_files_are_plain_and_apart(self, ids: list[str]) -> None:
        names = [writing.file_name(id_) for id_ in ids]
        assert all(name and "/" not in name and not name.startswith(".") and name.isascii() for name in names)
        assert all(len(name) < 200 and name.strip() for name in names)
        if writing.printable(ids[0]) != writing.printable(ids[1]):
            assert names[0] != names[1]


class TestMarkdown:
    @given(ANY_TEXT.filter(lambda text: text.split()))
    def test_a_name_shows_as_it_is(self, name: str) -> None:
        shown = " ".join(writing.printable(name).translate(cells.CONTROLS).split())
        [inline] = [t for t in MarkdownIt().parse(f"x{markdown.escaped(name)}x") if t.type == "inline"]
        assert {child.type for child in inline.children or []} <= {"text", "text_special"}
        assert "".join(child.content for child in inline.children or []) == f"x{shown}x"

    def test_tables_keep_their_columns(self, tmp_path: Path) -> None:
        markdown.write(a_class(), tmp_path / "out.md")
        html = MarkdownIt().enable("table").render((tmp_path / "out.md").read_text(encoding="utf-8"))
        assert "<script>" not in html and "<h2>Misconceptions</h2>" in html
        body = html.partition("<h2>Students</h2>")[2].partition("</table>")[0]
        assert body.count("<tr>") == 7
        assert body.count("<td>") == 6 * 5

    def test_a_large_class_stays_below_what_github_shows(self, tmp_path: Path) -> None:
        graded = a_class()
        many = tuple(Student(f"s{n}", "x" * 60) for n in range(3000))
        markdown.write(msgspec.structs.replace(graded, students=many, marks=()), tmp_path / "out.md")
        assert (tmp_path / "out.md").stat().st_size < 2**20
        assert "2500 more" in (tmp_path / "out.md").read_text(encoding="utf-8")


class TestWriting:
    @pytest.mark.parametrize("name", WRITERS)
    @pytest.mark.parametrize("text", [SCRIPT, "\ud800", "\x00", "a\nb", ""])
    def test_any_name_is_written(self, tmp_path: Path, name: str, text: str) -> None:
        WRITERS[name](named(text, f"id{text}"), tmp_path / "out")
        (tmp_path / "out").read_text(encoding="utf-8")

    @pytest.mark.parametrize("name", WRITERS)
    def test_an_empty_class_is_written(self, tmp_path: Path, name: str) -> None:
        WRITERS[name](msgspec.structs.replace(a_class(), students=(), marks=(), refused=()), tmp_path / "out")
        assert (tmp_path / "out").stat().st_size

    def test_what_fails_halfway_leaves_the_file_as_it_was(self, tmp_path: Path) -> None:
        target = tmp_path / "out"
        target.write_text("old", encoding="utf-8")
        with pytest.raises(UsageError, match="can't be written"), writing.written(target) as file:
            file.write("new")
            raise OSError(28, "No space left on device")
        assert target.read_text(encoding="utf-8") == "old"
        assert list(tmp_path.iterdir()) == [target]

    def test_a_folder_in_the_way_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        with pytest.raises(UsageError, match="out can't be written"), writing.written(tmp_path / "out"):
            pass
        assert list(tmp_path.iterdir()) == [tmp_path / "out"]

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path / "real")
        with writing.written(tmp_path / "link") as file:
            file.write("x")
        assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text(encoding="utf-8") == "x"

    def test_a_pipe_is_written_to(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            with writing.written(pipe) as file:
                file.write("x")
            assert os.read(end, 10) == b"x"
        finally:
            os.close(end)
        assert pipe.is_fifo()
