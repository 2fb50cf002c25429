"""Kinds keep their shape: found by looking, told apart, said in words, and bounded whatever they are shown."""

import importlib
import pkgutil
import re
from re import _constants, _parser  # the standard library's own parser is the only one that knows its dialect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import masking, shielding
from app.domain.masking._claiming import kinds
from app.domain.masking._folding import fold
from app.domain.masking._kind import Page
from app.domain.masking._values import pattern_of
from app.domain.masking.customer import Customer
from app.domain.shielding import hide, restore
from app.web.i18n import catalogue

MODULES = [
    importlib.import_module(f"app.domain.masking.{info.name}") for info in pkgutil.iter_modules(masking.__path__)
]
NAMES = {
    "address", "amount", "card", "code", "customer", "email", "iban", "link", "number", "order_name", "phone",
    "placeholder", "term", "token",
}  # fmt: skip
UNITS = [
    "a", "A-", "1 ", "0-", "1.1", "{{", "#", "http://", "a@", "a.-", "US$ ", "A ", "Ab 1 ", "12 rue de ", "(0", "市",
    "東京都", "구 ", "[ ", "12 a ", "calle de la ", "DE89 ", "call ", "AB12", "1,\n", "straße 1", "ー1", "台北路1段",
    "a.b/", "Ab-", "1 Ab St Ab Ab Ab Ab Ab ", "1 rue a, b ",
    "1 Ab-", "Aa Bb, ", "Ab.", "1 Ab. ",
    "\u200d", "via a ", "1 1st ", "〒000",
]  # fmt: skip


def repeats(tree, above=1):
    """Every repetition as (is possessive, least, most, product of the bounds around it)."""
    for op, argument in tree:
        inner = above
        if op in {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}:
            least, most, _ = argument
            inner = above * (1 if most == _constants.MAXREPEAT else max(1, int(most)))
            yield op is _constants.POSSESSIVE_REPEAT, int(least), most, inner
        for part in argument if isinstance(argument, tuple | list) else ():
            for branch in part if isinstance(part, list) else [part]:
                if isinstance(branch, _parser.SubPattern):
                    yield from repeats(branch, inner)


def patterns():
    for module in (*MODULES, shielding):
        for name, value in vars(module).items():
            found = value if isinstance(value, tuple) else (value,)
            for at, pattern in enumerate(found):
                if isinstance(pattern, re.Pattern):
                    yield pytest.param(pattern, id=f"{module.__name__}.{name}{at}")
    given = pattern_of([("Ana Maria Ruiz Gómez", False), ("山田 太郎", True)])
    yield pytest.param(given, id="given words")


@pytest.mark.parametrize("pattern", list(patterns()))
def test_no_pattern_repeats_without_an_end_unless_it_never_turns_back(pattern):
    for is_possessive, _, most, window in repeats(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)):
        assert is_possessive or most != _constants.MAXREPEAT
        assert window <= 1000


def test_the_rule_above_knows_a_pattern_that_runs_away():
    found = list(repeats(_parser.parse(r"(?:a+b?)*x")))
    assert [most == _constants.MAXREPEAT for _, _, most, _ in found].count(True) == 2


def test_every_kind_is_known_by_its_files_name_and_told_apart():
    found = [module.__name__.rpartition(".")[2] for module in MODULES if hasattr(module, "KIND")]
    assert set(found) == NAMES == {kind.name for kind in kinds()}
    assert len({kind.label for kind in kinds()}) == len({kind.rank for kind in kinds()}) == len(NAMES)


def test_every_kind_is_said_in_japanese():
    known = catalogue("ja")
    assert [kind.label for kind in kinds() if known.gettext(kind.label) == kind.label] == []


@pytest.mark.timeout(60)  # a pattern that runs away takes minutes
@pytest.mark.parametrize("unit", UNITS)
def test_no_text_makes_any_kind_run_away(unit):
    text = unit * (100_000 // len(unit))
    shielded = hide(text, ("a a",), ("Ana Ruiz", "+81 90-1234-5678", "Calle Mayor 5"))
    assert restore(shielded.text, shielded.hidden) == text


@settings(deadline=None)  # a busy machine is no fault
@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(alphabet="0123456789 -.,/()+#A漢ー市区路号1-aZ@:[]{}%\n"), st.lists(st.text(max_size=12), max_size=4))
def test_every_kind_finds_places_inside_the_text_and_never_raises(text, known):
    page = Page.of(text, known, known)
    for kind in kinds():
        assert all(0 <= start <= end <= len(text) for start, end in kind.find(page))


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.text(), max_size=5), st.text())
def test_no_known_value_makes_the_customer_kind_fail(known, text):
    list(Customer().find(Page.of(text, (), known)))
