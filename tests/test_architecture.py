"""Habits that hold for the whole repository: sizes, opening sentences, one reader of the environment."""

import ast
import subprocess
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(path for folder in ("app", "webhooks", "devstore") for path in (ROOT / folder).rglob("*.py"))
OURS = [path for path in CODE if not path.is_relative_to(ROOT / "devstore")]


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_every_module_opens_with_what_it_is():
    silent = [str(path.relative_to(ROOT)) for path in CODE if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def test_files_stay_small_enough_to_read_in_one_sitting():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in CODE}
    assert {name: length for name, length in lengths.items() if length > 250} == {}
    assert sum(length > 180 for length in lengths.values()) <= len(lengths) * 0.05


def test_functions_stay_short():
    lengths = {f"{path.relative_to(ROOT)}:{node.name}": _length(node) for path in OURS for node in _functions(path)}
    assert {name: length for name, length in lengths.items() if length > 40} == {}
    assert median(lengths.values()) <= 8


def test_only_the_settings_read_the_environment():
    readers = {
        str(path.relative_to(ROOT)) for path in OURS if "os.environ" in path.read_text() or "getenv" in path.read_text()
    }
    assert readers <= {"app/settings.py"}


def test_the_app_never_imports_the_development_store_nor_the_store_the_app():
    wrong = [
        str(path.relative_to(ROOT))
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
        if name.split(".")[0] in (("app", "webhooks") if path.is_relative_to(ROOT / "devstore") else ("devstore",))
    ]
    assert wrong == []


def test_import_contracts_hold():
    command = [str(ROOT / ".venv/bin/lint-imports"), "--no-cache"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:]
