"""Find the GraphQL documents of the app by reading its source, never by importing it; and the list kept beside this."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLSyntaxError, parse

ROOT = Path(__file__).parents[2]
OPENING = re.compile(r"\s*(#[^\n]*\n\s*)*(query|mutation|fragment|\{)")


def extra_document() -> str:
    """Operations that the development store answers beyond what the app asks today."""
    return (Path(__file__).parent / "extra.graphql").read_text("utf-8")


def app_documents() -> dict[str, str]:
    """Every document below app/shopify by "file:NAME": module-level text, also built with + and f-strings."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "app" / "shopify").rglob("*.py")):
        for name, text in _texts(ast.parse(path.read_text("utf-8"))):
            if OPENING.match(text) and _has_operation(text):
                found[f"{path.relative_to(ROOT)}:{name}"] = text
    return found


def _texts(module: ast.Module) -> Iterator[tuple[str, str]]:
    known: dict[str, str] = {}
    for node in module.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.shopify"):
            known |= _imported(node)
        target, value = _assignment(node)
        text = _text(value, known) if value is not None else None
        if target and text is not None:
            known[target] = text
            yield target, text


def _imported(node: ast.ImportFrom) -> dict[str, str]:
    """Fragments that a document takes from another module of the gateway."""
    path = (ROOT / str(node.module).replace(".", "/")).with_suffix(".py")
    there = dict(_texts(ast.parse(path.read_text("utf-8")))) if path.exists() else {}
    return {alias.asname or alias.name: there[alias.name] for alias in node.names if alias.name in there}


def _assignment(node: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return "", None


def _text(node: ast.expr, known: dict[str, str]) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, known)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined([node.left, node.right], known)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        return _text(node.func.value, known)  # """...""".strip()
    return _joined(node.values, known) if isinstance(node, ast.JoinedStr) else None


def _joined(parts: list[ast.expr], known: dict[str, str]) -> str | None:
    texts = [_text(part, known) for part in parts]
    return None if any(text is None for text in texts) else "".join(text for text in texts if text is not None)


def _has_operation(text: str) -> bool:
    """A text that begins like a document must be one; a fragment alone is a part of others."""
    try:
        return any(node.kind == "operation_definition" for node in parse(text).definitions)
    except GraphQLSyntaxError:
        if text.lstrip().startswith("{"):
            return False  # braces begin many other texts
        raise
