"""What the guard compares, and what it says of it: plain values, no engine and no database."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from app.domain.translating.terms import Term
from app.domain.translating.tone import Tone


class Level(StrEnum):
    """RED blocks sending until the text is changed or a person writes why; AMBER is told and blocks nothing."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Pair:
    """`draft` is what the agent wrote in `source`, `text` what the customer would get in `target`.

    `back` is `text` translated back, "" where there is none. `names`: people and products that must stay as written.
    `terms` are those of the glossary that fit this pair of languages.
    """

    draft: str
    text: str
    source: str
    target: str
    back: str = ""
    terms: tuple[Term, ...] = ()
    names: tuple[str, ...] = ()
    tone: Tone = Tone.ANY


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer. `count` is how many things it compared, `detail` what is missing (−) or was added (+).

    `marks` are pieces of `text` worth showing in red, exactly as they stand there.
    """

    check: str
    level: Level = Level.GREEN
    count: int = 0
    detail: str = ""
    marks: tuple[str, ...] = ()


class Check(Protocol):
    """A plug-in: `look` answers None where the pair gives it nothing to compare."""

    name: ClassVar[str]

    def look(self, pair: Pair) -> Finding | None: ...
