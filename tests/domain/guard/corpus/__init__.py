"""The labelled replies that judge the meaning guard: faithful pairs and planted errors, in two halves by their id.

Checks are tuned on one half only; of the other half nothing but counts is ever printed.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.domain.guard.pair import Pair
from app.domain.translating.terms import Term
from app.domain.translating.tone import Tone

HERE = Path(__file__).parent
LANGUAGES = ("ja", "en", "zh-Hans", "zh-Hant", "ko", "fr", "de", "es")


class Half(StrEnum):
    TUNING = "tuning"
    HELD_OUT = "held out"

    @classmethod
    def of(cls, row_id: str) -> "Half":
        """All languages of one reply and every error planted in it fall into the same half."""
        reply = row_id.split("-", maxsplit=1)[0]
        return cls.HELD_OUT if hashlib.sha256(reply.encode()).digest()[0] % 2 else cls.TUNING


@dataclass(frozen=True, slots=True)
class Planted:
    """`kind` is what was done to the faithful pair `of`."""

    id: str
    of: str
    kind: str
    pair: Pair

    @property
    def half(self) -> Half:
        return Half.of(self.id)


@dataclass(frozen=True, slots=True)
class Correct:
    id: str
    pair: Pair

    @property
    def half(self) -> Half:
        return Half.of(self.id)


@cache
def correct() -> tuple[Correct, ...]:
    return tuple(_correct(row) for language in LANGUAGES for row in _rows(f"correct_{language}.jsonl"))


@cache
def planted() -> tuple[Planted, ...]:
    """A planted error has no back-translation unless its row brings one made of the broken text."""
    bases = {row.id: row.pair for row in correct()}
    return tuple(_planted(row, bases[row["of"]]) for tag in LANGUAGES for row in _rows(f"planted_{tag}.jsonl"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _correct(row: dict) -> Correct:
    source, target = row["source"], row["target"]
    terms = tuple(Term(term, said, source, target) for term, said in row.get("terms", ()))
    told = {"back": row.get("back", ""), "names": tuple(row.get("names", ())), "tone": Tone(row.get("tone", ""))}
    return Correct(row["id"], Pair(row["draft"], row["text"], source, target, terms=terms, **told))


def _planted(row: dict[str, str], base: Pair) -> Planted:
    kept = {"terms": base.terms, "names": base.names, "tone": base.tone}
    pair = Pair(base.draft, row["text"], base.source, base.target, back=row.get("back", ""), **kept)
    return Planted(row["id"], row["of"], row["kind"], pair)
