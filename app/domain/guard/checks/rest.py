"""Whether anything was left untranslated: words that stand as the agent wrote them, or are of a third language."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.domain.guard import writing
from app.domain.guard.function_words import counts, is_of, knows, strangest
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.prose import prose
from app.domain.translating.segments import sentences

RUN = 4  # words in a row that no two languages share by chance
DENSE_RUN = 8  # signs of Chinese or Japanese in a row, for they share words
PHRASE = 2  # words of a sentence that was copied whole
ENOUGH = 2  # small words of another language in a stretch that has none of its own
PROSE = 3  # words with a small first letter in a row
HAN_NAME = 5
CHINESE = frozenset("您你們们請请這这嗎吗呢吧很沒没把給给的了是我被也都還还会會在和就")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LATIN_STRETCH = re.compile(r"[A-Za-z\u00c0-\u024f'’-]+(?:[\s\d,.:;()/&-]+[A-Za-z\u00c0-\u024f'’-]+)+")


class Rest:
    name: ClassVar[str] = "rest"

    def look(self, pair: Pair) -> Finding | None:
        if not pair.source or not pair.target or pair.source == pair.target or not pair.text.strip():
            return None
        both = prose(pair)
        every = sentences(both.text)
        found = (_copied(one, both.draft, pair) or _strange(one, both.draft, pair) for one in every)
        marks = tuple(dict.fromkeys(part for part in found if part))
        level = Level.RED if marks else Level.GREEN
        return Finding(self.name, level, len(every), "+ " + " · ".join(marks) if marks else "", marks)


def _copied(sentence: str, draft: str, pair: Pair) -> str:
    """The first run of the sentence's words that the draft has in the same order, if it is long enough."""
    if writing.is_dense(pair.target) and writing.is_dense(pair.source):
        return _copied_signs(sentence, draft, pair)
    words = WORD.findall(sentence)
    theirs = f" {' '.join(WORD.findall(draft)).lower()} "
    if PHRASE <= len(words) < RUN and _is_phrase(words, pair) and _stands(words, theirs):
        return sentence.strip()
    runs = (words[at : at + RUN] for at in range(len(words) - RUN + 1))
    return next((" ".join(run) for run in runs if _stands(run, theirs) and not _is_title(run)), "")


def _stands(words: Sequence[str], theirs: str) -> bool:
    return f" {' '.join(words).lower()} " in theirs


def _is_phrase(words: Sequence[str], pair: Pair) -> bool:
    """Whether two or three words are language, not a name: Best regards, not Hana Ceramics."""
    return not _is_title(words) and (words[-1][0].islower() or counts(words, pair.source) > 0)


def _is_title(words: Sequence[str]) -> bool:
    """Names and titles begin their words large: Hana Ceramics Blue Cup."""
    return sum(word[0].isupper() for word in words) * 4 >= len(words) * 3


def _copied_signs(sentence: str, draft: str, pair: Pair) -> str:
    """Between Chinese and Japanese a copied run shows only where it is long."""
    if pair.source.startswith("zh") and pair.target.startswith("zh"):
        return ""
    runs = (run for run in re.findall(r"\w+", sentence) if len(run) >= DENSE_RUN)
    return next((run for run in runs if run in draft and writing.HAN.search(run)), "")


def _strange(sentence: str, draft: str, pair: Pair) -> str:
    """A stretch of another language: by its small words, by its script, or small letters in a text of other signs."""
    is_latin = "Latin" in writing.own_scripts(pair.target)
    ours = " ".join(WORD.findall(draft))
    for words in _stretches(sentence, pair.target):
        language, count = strangest(words, pair.target)
        enough = ENOUGH if is_latin or len(words) < RUN else 1
        is_prose = not is_latin and sum(word[0].islower() for word in words) >= PROSE
        if (count >= enough or is_prose) and not (pair.source != language and " ".join(words) in ours):
            return " ".join(words)
    return (_chinese(sentence) if pair.target == "ja" else "") or _strange_script(sentence, pair)


def _chinese(sentence: str) -> str:
    """A sentence of Han alone, with the small words of Chinese, in a Japanese text."""
    signs = writing.HAN.findall(sentence)
    is_chinese = sum(map(len, signs)) >= HAN_NAME and not writing.KANA.search(sentence)
    return sentence.strip() if is_chinese and len(CHINESE.intersection(sentence)) >= ENOUGH else ""


def _stretches(sentence: str, target: str) -> Iterator[list[str]]:
    """Runs of words without a small word of the target language; in another script all runs of Latin words."""
    if "Latin" not in writing.own_scripts(target):
        yield from (WORD.findall(run) for run in LATIN_STRETCH.findall(sentence))
    elif knows(target):
        run: list[str] = []
        for word in WORD.findall(sentence):
            if is_of(word, target):
                yield from [run] if run else []
                run = []
            else:
                run.append(word)
        yield from [run] if run else []


def _strange_script(sentence: str, pair: Pair) -> str:
    """Runs of the source's own script, where the target has none of it; a name in Han is short."""
    for script in writing.own_scripts(pair.source):
        if script == "Latin" or script in writing.own_scripts(pair.target):
            continue
        runs = writing.SCRIPTS[script].findall(sentence)
        length = max(map(len, runs), default=0) if script == "Han" else sum(map(len, runs))
        if length >= (HAN_NAME if script == "Han" else PHRASE):
            return str(max(runs, key=len))
    return ""


CHECK = Rest()
