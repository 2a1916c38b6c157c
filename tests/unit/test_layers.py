"""Imports run downward only, as exercises/README.md and the README draw the layers."""

import ast
from pathlib import Path

import pytest

import dlquiz

PACKAGE = Path(dlquiz.__file__).parent
BELOW = {  # layer: the layers that it may import
    "errors": (),
    "model": (),
    "class_model": ("model",),
    "class_summary": ("class_model", "model"),
    "hand_back": ("model",),
    "sandbox": ("errors", "model"),
    "grading": ("sandbox", "errors", "model"),
    "checks": ("grading",),
    "bank": ("errors", "model"),
    "server": ("bank", "grading", "sandbox", "errors", "model"),
    "jobs": ("server", "errors", "model"),
    "practice": ("jobs", "bank", "errors", "model"),
    "course": ("jobs", "bank", "class_summary", "hand_back", "class_model", "errors", "model"),
    "view": ("class_summary", "hand_back", "class_model", "model"),
    "plugin": ("practice", "view", "jobs", "bank", "errors", "model"),
    "pytest_plugin": ("plugin",),
    "cli": ("practice", "course", "view", "jobs", "bank", "class_summary", "class_model", "errors", "model"),
}
HEAVY = {"torch": ("sandbox", "grading", "checks"), "numpy": ("sandbox", "grading", "checks"), "rich": ("view",)}


def layer_of(file: Path) -> str:
    first = file.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "dlquiz"}
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_imports_only_what_lies_below_it(file: Path) -> None:
    layer = layer_of(file)
    if layer in ("__init__", "__main__") or "templates" in file.parts:
        return
    allowed = {layer, *BELOW[layer], "__version__"}
    used = {name.split(".")[1] for name in imports(ast.parse(file.read_text("utf-8"))) if name.startswith("dlquiz.")}
    assert used <= allowed


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_they_belong(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    top = ast.Module([node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))], [])
    for library, layers in HEAVY.items():
        if layer_of(file) not in layers:
            assert library not in {name.split(".")[0] for name in imports(top)}
