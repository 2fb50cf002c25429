"""Whether the text is in its language's own script: no simplified sign in traditional Chinese, no kana in Korean."""

import re
from typing import ClassVar

from app.domain.guard import writing
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.prose import prose

LONG_ENOUGH = 12  # Latin letters that cannot be a brand alone
MIXED = re.compile(r"[A-Za-z]+[\u0400-\u052f]\w*|[\u0400-\u052f][A-Za-z]\w*")  # a letter of a look-alike alphabet
SHORTENED = frozenset("后几")  # traditional too, but of an empress and a small table
NAME = 3
YEN = "円"


class Script:
    name: ClassVar[str] = "script"

    def look(self, pair: Pair) -> Finding | None:
        own = writing.own_scripts(pair.target)
        words = prose(pair).text
        if not own or not words.strip():
            return None
        red, amber = _signs(pair, words)
        foreign_red, foreign_amber = _foreign(pair, words, own)
        wrong = tuple(dict.fromkeys((*red, *foreign_red, *_without_own(words, own))))
        doubtful = tuple(dict.fromkeys((*amber, *foreign_amber)))
        level = Level.RED if wrong else Level.AMBER if doubtful else Level.GREEN
        marks = wrong or doubtful
        return Finding(self.name, level, len(words), "+ " + ", ".join(marks[:8]) if marks else "", marks[:20])


def _signs(pair: Pair, words: str) -> tuple[list[str], list[str]]:
    """Characters of the other way of writing Han; those of a word that stands in the draft too are only doubtful."""
    red: list[str] = []
    amber: list[str] = []
    related = pair.source.startswith("zh") and pair.target.startswith("zh")
    for run in writing.HAN.findall(words):
        for place, sign in enumerate(run):
            if _is_wrong(sign, pair.target):
                is_name = not related and _stands(run, place, pair.draft)
                (amber if is_name else red).append(sign)
    return red, amber


def _stands(run: str, place: int, draft: str) -> bool:
    """Whether the sign stands in the draft with the same neighbours: a name of three signs or more."""
    starts = range(max(0, place - NAME + 1), place + 1)
    return any(len(run[at : at + NAME]) == NAME and run[at : at + NAME] in draft for at in starts)


def _is_wrong(sign: str, target: str) -> bool:
    if target == "zh-Hans":
        return sign in writing.traditional() or (sign != YEN and writing.is_japanese_form(sign))
    if target == "zh-Hant":
        return sign in writing.simplified() or sign in SHORTENED or (sign != YEN and writing.is_japanese_form(sign))
    return target == "ja" and writing.is_chinese_form(sign)


def _foreign(pair: Pair, words: str, own: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Runs of a script the language does not use; Latin letters are at home everywhere."""
    red: list[str] = []
    amber: list[str] = []
    for script, pattern in writing.SCRIPTS.items():
        if script != "Latin" and script not in own:
            runs = pattern.findall(words)
            (red if _is_plain(script, runs, pair) else amber).extend(runs)
    if "Latin" in own:
        red.extend((*MIXED.findall(words), *writing.WIDE.findall(words)))
    return red, amber


def _is_plain(script: str, runs: list[str], pair: Pair) -> bool:
    """Whether runs are words: one sign that the draft has as well may be a mark or a name, a Greek one a unit."""
    if script == "Greek":
        return any(len(run) > 1 for run in runs)
    return len(runs) > 1 or any(len(run) > 1 or run not in pair.draft for run in runs)


def _without_own(words: str, own: tuple[str, ...]) -> list[str]:
    """The Latin words of a text that has none in its own script although it is long enough to."""
    if "Latin" in own or any(writing.SCRIPTS[script].search(words) for script in own):
        return []
    latin = writing.LATIN.findall(words)
    return latin[:8] if sum(map(len, latin)) >= LONG_ENOUGH and len(latin) > 1 else []


CHECK = Script()
