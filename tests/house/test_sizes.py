"""Modules stay small enough to read in one sitting: 400 lines, 40 a function, are the walls."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = [path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parent.name]
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_module_and_its_functions_stay_within_the_walls(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    assert len(words.splitlines()) <= LONGEST_MODULE
    tree = ast.parse(words)
    assert ast.get_docstring(tree), "a module opens with one sentence"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"
