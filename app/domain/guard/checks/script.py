"""Whether the text is in its language's own script: no simplified sign in traditional Chinese, no kana in Korean."""

import re
from typing import ClassVar

from app.domain.guard import writing
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.prose import prose

LONG_ENOUGH = 12  # Latin letters that cannot be a brand alone
LONGEST_NAME = len("東京都渋谷区")
MIXED = re.compile(r"[A-Za-z]+[\u0400-\u052f]\w*|[\u0400-\u052f][A-Za-z]\w*")  # a letter of a look-alike alphabet
SHORTENED = frozenset("后几")  # traditional too, but of an empress and a small table
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
        wrong = [sign for sign in run if _is_wrong(sign, pair.target)]
        quoted = not related and len(run) > 1 and run in pair.draft
        (amber if quoted else red).extend(wrong)
    return red, amber


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
    """Whether runs are words of another language: a name in Han, or one sign, may stand as in the draft."""
    longest = LONGEST_NAME if script == "Han" else 1
    return any(len(run) > longest or run not in pair.draft for run in runs) or len(runs) > longest


def _without_own(words: str, own: tuple[str, ...]) -> list[str]:
    """The Latin words of a text that has none in its own script although it is long enough to."""
    if "Latin" in own or any(writing.SCRIPTS[script].search(words) for script in own):
        return []
    latin = writing.LATIN.findall(words)
    return latin[:8] if sum(map(len, latin)) >= LONG_ENOUGH and len(latin) > 1 else []


CHECK = Script()
