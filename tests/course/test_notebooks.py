"""Notebooks: which code is for which exercise, and that it still is the Python that the student wrote."""

import builtins
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.course.handing_in import read_handout
from dlquiz.course.handing_in.entries import LARGEST, Unreadable
from dlquiz.course.handing_in.notebooks import sources_of
from dlquiz.errors import UsageError
from tests.course.class_builder import SLUGS, SOURCE, notebook, only, put, reasons, who_what, zipped


def source(*cells, slug: str | None = "softmax") -> str:
    (text,) = sources_of(notebook(*cells).encode(), slug, SLUGS).values()
    return text.decode()


def test_a_notebook_called_like_an_exercise_is_its_code(tmp_path):
    cells = ("import torch", ("markdown", "# Softmax\nnot code"), "def softmax(x):\n    return x")
    item = only(read_handout(put(tmp_path, {"kim/softmax.ipynb": notebook(*cells)}), SLUGS))
    assert item.source == b"# In [1]\nimport torch\n# In [2]\ndef softmax(x):\n    return x"
    assert (item.student, item.slug, item.filename) == ("kim", "softmax", "softmax.ipynb")


@pytest.mark.parametrize(
    "files",
    [
        {"kim.ipynb": ""},
        {"kim/homework.ipynb": ""},
        {"kim.zip": "homework.ipynb"},
        {"doejane_1_2_homework.ipynb": ""},
    ],
)
def test_a_notebook_of_several_exercises_is_taken_apart(tmp_path, files):
    content = notebook(
        "import torch",
        ("markdown", "Now the first:\n## `softmax`\nText."),
        "def softmax(x):\n    return x",
        "softmax(1)",
        "# dlquiz: max_pool\ndef max_pool(x):\n    return x",
        ("markdown", "## another heading"),
        "%%writefile practice/dropout.py\ndef dropout(x):\n    return x",
    )
    put(tmp_path, {name: zipped({inner: content}) if inner else content for name, inner in files.items()})
    handout = read_handout(tmp_path, SLUGS)
    assert {item.slug: item.source.decode() for item in handout.files} == {
        "softmax": "# In [1]\nimport torch\n# In [2]\ndef softmax(x):\n    return x\n# In [3]\nsoftmax(1)",
        "max_pool": "# In [1]\nimport torch\n# In [4]\n# dlquiz: max_pool\ndef max_pool(x):\n    return x\n# In [5]",
        "dropout": "def dropout(x):\n    return x",
    }
    assert len(handout.students) == 1 and not handout.ignored


def test_a_notebook_for_no_exercise_is_ignored(tmp_path):
    handout = read_handout(put(tmp_path, {"kim/notes.ipynb": notebook("x = 1")}), SLUGS)
    assert who_what(handout) == []
    assert handout.ignored == ("kim: notes.ipynb is named like no exercise",)


def test_what_only_ipython_understands_is_commented_out():
    code = source(
        "%matplotlib inline\n!pip install x\n?print\nif True:\n    !ls\nx = 5\n",
        "%%time\ny = 1",
        "%%bash\nrm -rf /",
        "%%html\n<b>",
    )
    namespace: dict[str, object] = {}
    exec(compile(code, "hw.ipynb", "exec"), namespace)
    assert (namespace["x"], namespace["y"]) == (5, 1)
    assert "rm -rf" not in code and "<b>" not in code
    assert "pass  # %matplotlib inline" in code


@pytest.mark.parametrize(
    "cell",
    [
        'text = """\n%d\n!x\n"""',
        "text = '''\n% \\''' still\n'''",
        "y = (5\n% 3)",
        "y = [\n 5\n % 3]",
        "y = 5 \\\n% 3",
        "s = '''a''' \"it's\" # '''\nz = 1",
        "s = \"\\\"'''\"\nz = '#('",
        "def f():\n    '''\n    !doc'''\n    return 1",
    ],
)
def test_python_that_looks_like_ipython_is_left_alone(cell):
    compile(cell, "cell", "exec")
    assert source(cell) == f"# In [1]\n{cell}"


@given(
    st.lists(st.sampled_from(["'''", '"""', "'", '"', "\\", "#", "(", ")", "[", "]", "x", "%", "!", " ", "\n", "\n!"]))
)
def test_no_python_is_ever_changed(parts):
    cell = "".join(parts)
    try:
        compile(cell, "cell", "exec")
    except (SyntaxError, ValueError):
        return
    assert source(cell) == f"# In [1]\n{cell}"


def test_a_broken_cell_stays_as_it_is_for_the_student_to_see():
    assert source("def softmax(:\n") == "# In [1]\ndef softmax(:\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"{}",
        b'{"nbformat": 4, "nbformat_minor": 5, "cells": [1]}',
        b'{"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "code"}]}',
        b'{"nbformat": 4, "nbformat_minor": 5, "cells": {}, "metadata": {}}'.replace(b"{},", b"3,", 1),
        b'{"nbformat": "x"}',
        b'{"nbformat": 99, "cells": []}',
        b"[" * 100_000,
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "code", "source": 5}]}).encode(),
    ],
    ids=lambda content: content[:30].decode("latin-1"),
)
def test_what_is_no_notebook_is_refused(tmp_path, content, capfd):
    handout = read_handout(put(tmp_path, {"kim/softmax.ipynb": content, "lee/softmax.py": SOURCE}), SLUGS)
    assert who_what(handout) == [("lee", "softmax")]
    assert reasons(handout)["kim"].startswith("is no notebook that can be read (")
    assert capfd.readouterr() == ("", "")


def test_old_notebooks_are_read(tmp_path):
    cell = {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "outputs": [], "language": "python", "metadata": {}}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    assert only(read_handout(put(tmp_path, {"kim/softmax.ipynb": json.dumps(old)}), SLUGS)).source.endswith(b"y = 2")


def test_a_lone_surrogate_costs_no_one_else_anything():
    (text,) = sources_of(notebook("x = '\ud800'").encode(), "softmax", SLUGS).values()
    assert text == b"# In [1]\nx = '\xed\xa0\x80'"


def test_more_code_than_a_submission_may_have_is_refused():
    with pytest.raises(Unreadable, match="at most 1 MiB"):
        sources_of(notebook("#" * (LARGEST + 1)).encode(), "softmax", SLUGS)


def test_without_the_library_nothing_is_graded_wrongly(tmp_path, monkeypatch):
    real = builtins.__import__

    def no_nbformat(name, *rest):
        if name == "nbformat":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", no_nbformat)
    assert who_what(read_handout(put(tmp_path, {"lee/softmax.py": SOURCE}), SLUGS)) == [("lee", "softmax")]
    with pytest.raises(UsageError, match=r"pip install 'dlquiz\[notebook\]'"):
        read_handout(put(tmp_path, {"kim/softmax.ipynb": notebook("x = 1")}), SLUGS)
