"""Choices and terms as JSON for the paper trail, and back; amounts and days travel as text, never as floats."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from cattrs import Converter

from app.domain.remedies.terms import Terms

Paper = dict[str, Any]
Plain = TypeVar("Plain")

_converter = Converter()
_converter.register_unstructure_hook(Decimal, str)
_converter.register_structure_hook(Decimal, lambda text, _type: Decimal(text))
_converter.register_unstructure_hook(date, date.isoformat)
_converter.register_structure_hook(date, lambda text, _type: date.fromisoformat(text))


def paper_of(value: object) -> Paper:
    """A choice or terms as JSON."""
    return dict(_converter.unstructure(value))


def terms_of(paper: Paper) -> Terms:
    return read(paper, Terms)


def read(paper: Paper, shape: type[Plain]) -> Plain:
    """The dataclass that `paper_of` made a paper of."""
    return _converter.structure(paper, shape)


def digest(kind: str, why: tuple[str, str], choice: Paper, terms: Paper) -> str:
    """What a confirmation is bound to: whoever changes one digit of what was shown confirms something else."""
    text = json.dumps([kind, why, choice, terms], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
