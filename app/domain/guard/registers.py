"""Which way of speaking to somebody a text uses, polite or familiar; registers.toml has the words that show it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from app.domain.guard.writing import as_simplified
from app.domain.translating.segments import sentences

TRAILING = " \t\u3000。.!！?？…、,，:：;；\"'”’」』）)】~～♪・*_-–—"


@dataclass(frozen=True, slots=True)
class Register:
    """What showed either way, as it stands in the text; `is_deferent`: more than polite."""

    familiar: tuple[str, ...] = ()
    polite: tuple[str, ...] = ()
    is_deferent: bool = True

    @property
    def is_mixed(self) -> bool:
        return bool(self.familiar and self.polite)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    by_endings: bool
    familiar: re.Pattern[str]
    polite: re.Pattern[str]
    hint: re.Pattern[str] | None


def knows(language: str) -> bool:
    """Whether the language has two ways that are on the list; English has one."""
    return _key(language) in _table()


def register(text: str, language: str) -> Register:
    """The ways of speaking found in a text."""
    lexicon = _lexicon(_key(language))
    plain = (as_simplified(text) if language.startswith("zh") else text).replace("’", "'")
    found = _endings(plain, lexicon) if lexicon.by_endings else _words(plain, text, lexicon)
    deferent = lexicon.hint is None or bool(lexicon.hint.search(plain))
    return Register(*found, is_deferent=deferent)


def _words(plain: str, text: str, lexicon: _Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return _found(lexicon.familiar, plain, text), _found(lexicon.polite, plain, text)


def _found(pattern: re.Pattern[str], plain: str, text: str) -> tuple[str, ...]:
    """What matched, or the group of it that shows the word; `plain` is as long as `text`."""
    spans = (match.span(match.lastindex or 0) for match in pattern.finditer(plain))
    return tuple(text[start:end] for start, end in spans)


def _endings(text: str, lexicon: _Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences by their last word; a polite ending is looked for first, a noun is neither."""
    familiar, polite = [], []
    for sentence in sentences(text):
        end = sentence.rstrip(TRAILING) + ("?" if sentence.rstrip().endswith(("?", "？")) else "")
        if lexicon.polite.search(end):
            polite.append(sentence)
        elif lexicon.familiar.search(end):
            familiar.append(sentence)
    return tuple(familiar), tuple(polite)


def _key(language: str) -> str:
    return "zh" if language.startswith("zh") else language


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath("registers.toml").read_text("utf-8"))


@cache
def _lexicon(key: str) -> _Lexicon:
    rows = _table()[key]
    ends = rows["by"] == "endings"
    flags = re.MULTILINE if rows.get("capitals") else re.IGNORECASE | re.MULTILINE
    familiar, polite = (_any(rows[name], ends=ends, flags=flags) for name in ("familiar", "polite"))
    return _Lexicon(ends, familiar, polite, _any(rows["hint"], ends=False, flags=flags) if "hint" in rows else None)


def _any(patterns: list[str], *, ends: bool, flags: int) -> re.Pattern[str]:
    return re.compile(
        "(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")" + (r"\??\Z" if ends else ""), flags
    )
