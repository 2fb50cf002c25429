"""No sentence for a person may be written below the edges without the mark that brings it into the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.jobs  # noqa: F401 - brings in every module, and with it every kind of error
from app.channels.channel import Unreadable
from app.domain.errors import DeskError, GatewayError
from app.domain.rules.condition import BrokenRule
from app.domain.shielding import LostToken
from bin.words import sentences

ROOT = Path(__file__).parents[2]
PACKAGES = ("desk", "errands", "channels", "translation", "domain", "shopify", "web")
FILES = sorted(path for package in PACKAGES for path in (ROOT / "app" / package).rglob("*.py"))


def kinds(base: type[Exception]) -> Iterator[str]:
    yield base.__name__
    for narrower in base.__subclasses__():
        yield from kinds(narrower)


ERRORS = {name for base in (DeskError, GatewayError, Unreadable, BrokenRule, LostToken) for name in kinds(base)}


def is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"N_", "_"}


def literals(node: ast.AST) -> Iterator[str]:
    """What is written in words in an expression; what a call makes of it, the mark's above all, is that call's."""
    if isinstance(node, ast.Call):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def first_words(call: ast.Call) -> Iterator[str]:
    """The unmarked words in an error's sentence; what follows it may be anybody's."""
    if not call.args:
        return
    sentence = call.args[0]
    while isinstance(sentence, ast.BinOp):  # N_("…:") + f" {theirs}"
        sentence = sentence.left
    yield from literals(sentence)


def raised_unmarked(source: str) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ERRORS]
    return [f"line {call.lineno}: {words}" for call in named for words in first_words(call)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_error_speaks_a_marked_sentence(path: Path) -> None:
    assert raised_unmarked(path.read_text()) == [], 'write N_("…") and run `python bin/words.py`'


def test_an_unmarked_error_would_be_found() -> None:
    assert raised_unmarked('raise Rejected("Write something.", "body")') == ["line 1: Write something."]
    assert raised_unmarked('raise Refused(f"There is no {name}.")') != []
    assert raised_unmarked('raise Rejected(N_("Write something."), "body")') == []
    assert raised_unmarked('raise Refused(N_("There is none:"), f"{name} is not one")') == []


SENTENCE = re.compile(r"[A-Z“].* .*[.:]", re.DOTALL)
TO_MACHINES = "prompting.py"  # what a chat model is told
NO_PAGE_SHOWS = {
    "Erased on request.",
    "The batch ran out of time.",
    "The database did not answer.",
    "The header and the body name different shops.",
    "Nothing here handles {}.",
    "Thank you for your order.",  # what an engine is tried with, this and the next three
    "Gracias por su pedido.",
    "Merci pour votre commande.",
    "Vielen Dank für Ihre Bestellung.",
}


def unmarked(source: str) -> Iterator[str]:
    """Every text that reads like a sentence, but for docstrings and what is marked."""
    tree = ast.parse(source)
    passed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if is_mark(node) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            passed.update(ast.walk(node))
        if node not in passed and SENTENCE.fullmatch(text := as_text(node)):
            yield text


def as_text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(as_text(part) or "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@pytest.mark.parametrize("package", PACKAGES)
def test_no_sentence_that_is_stored_or_shown_lacks_its_mark(package: str) -> None:
    files = [path for path in (ROOT / "app" / package).rglob("*.py") if path.name != TO_MACHINES]
    found = {text for path in files for text in unmarked(path.read_text())}
    assert found - NO_PAGE_SHOWS == set()


def test_an_unmarked_sentence_would_be_found() -> None:
    assert list(unmarked('"""It is a module."""\nX = "It is a sentence."')) == ["It is a sentence."]
    assert list(unmarked('X = f"There is no {name}."\nY = N_("It is marked.")')) == ["There is no {}."]


def test_a_marked_sentence_is_in_the_catalogue_in_one_piece() -> None:
    """A mark inside an f-string is not seen by those who collect the sentences."""
    found = {message.id for message in sentences()}
    marked = [
        node.args[0].value
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and is_mark(node) and node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert [words for words in marked if words not in found] == []
