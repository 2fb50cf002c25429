"""Translates sentence by sentence by phrasebook, by apertium where installed, or says that it cannot."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from devstore.phrasebook.book import LANGUAGES, phrasebook
from devstore.phrasebook.normalising import fill, is_only_tokens, read

ENGINE = "phrasebook (demo)"
SPLIT = re.compile(r"(?<=[.!?…])\s+(?!\d)|(?<=[。！？])\s*")
ANSWER = re.compile(r"(?:(?:re|aw|sv|fwd?|wg|rv|tr)\s?[:：]\s*)+", re.IGNORECASE)  # how subjects say "again"
COMMA = re.compile(r"(?<=[,，、:：])\s*")
GREETING_ENDS = ",:，："
SPACELESS = frozenset({"ja", "zh", "zt"})
APERTIUM_CODES = {"en": "eng", "es": "spa", "de": "deu", "fr": "fra"}
APERTIUM_SECONDS = 10


class UnknownTextError(LookupError):
    """This demo engine has no translation for a sentence; the text says which."""


@dataclass(frozen=True, slots=True)
class Detected:
    """A language and how sure we are, 0 to 100."""

    language: str
    confidence: int


def translate(text: str, source: str, target: str) -> str:
    """The text in the target language, its lines and blank space kept; raises UnknownTextError."""
    return "\n".join(_line(line, source, target) for line in text.split("\n"))


def detect(text: str) -> Detected | None:
    """The language whose phrasebook knows most of the text; None when it knows nothing of it."""
    lines = [ANSWER.sub("", line.strip(), count=1) for line in text.split("\n")]
    sentences = [read(item) for line in lines for item in _sentences(line)]
    telling = [item for item in sentences if not is_only_tokens(item)]
    if not telling:
        return None
    known = {code: sum(phrasebook().find(item, code) is not None for item in telling) for code in LANGUAGES}
    best = max(known, key=lambda code: known[code])
    return Detected(best, round(100 * known[best] / len(telling))) if known[best] else None


def _line(line: str, source: str, target: str) -> str:
    body = line.strip()
    if not body:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    answer = ANSWER.match(body)
    if answer and answer.end() < len(body):
        return indent + answer.group() + _line(body[answer.end() :], source, target)
    whole = _known(body, source, target)
    if whole is not None:
        return indent + whole
    return indent + _joined([_sentence(item, source, target) for item in _sentences(body)], target)


def _sentence(sentence: str, source: str, target: str) -> str:
    found = _known(sentence, source, target) or _in_halves(sentence, source, target)
    if found is None:
        found = _in_another_language(sentence, source, target) or _apertium(sentence, source, target)
    if found is None:
        raise UnknownTextError(f"this demo engine does not know how to say in {LANGUAGES[target]}: {sentence!r}")
    return found


def _known(sentence: str, source: str, target: str) -> str | None:
    parsed = read(sentence)
    if is_only_tokens(parsed):
        return sentence
    match = phrasebook().find(parsed, source)
    said = match[0].translation(target) if match else None
    return fill(said, match[1], parsed) if match and said else None


def _in_halves(sentence: str, source: str, target: str) -> str | None:
    """A greeting and a sentence often share a line: both sides of a comma may be known where the whole is not."""
    for cut in COMMA.finditer(sentence):
        left, right = sentence[: cut.start()], sentence[cut.end() :]
        both = [_known(part, source, target) for part in (left, right) if part]
        if len(both) == 2 and None not in both:  # noqa: PLR2004 - two halves
            return _joined([part or "" for part in both], target)
    return None


def _in_another_language(sentence: str, source: str, target: str) -> str | None:
    """People change language within a mail; what is already in the target language stays."""
    parsed = read(sentence)
    if phrasebook().find(parsed, target):
        return sentence
    others = (code for code in LANGUAGES if code not in (source, target))
    return next((said for code in others if (said := _known(sentence, code, target))), None)


def _joined(parts: list[str], target: str) -> str:
    """Sentences on one line; a greeting that asks for a new line after it gets one."""
    joint = "" if target in SPACELESS else " "
    pairs = zip(parts, [*parts[1:], ""], strict=True)
    return "".join(part + ("" if not after else "\n" if part[-1] in GREETING_ENDS else joint) for part, after in pairs)


def _sentences(line: str) -> list[str]:
    return [item for item in SPLIT.split(line.strip()) if item]


def _apertium(sentence: str, source: str, target: str) -> str | None:
    pair = f"{APERTIUM_CODES.get(source)}-{APERTIUM_CODES.get(target)}"
    if pair not in apertium_pairs():
        return None
    command = [shutil.which("apertium") or "apertium", "-u", pair]  # -u: unknown words unmarked
    done = subprocess.run(  # noqa: S603 - a fixed program, the text goes in on its standard input
        command, input=sentence, capture_output=True, text=True, timeout=APERTIUM_SECONDS, check=False
    )
    said = done.stdout.strip()
    return said if done.returncode == 0 and said and read(said).key != read(sentence).key else None


@cache
def apertium_pairs() -> frozenset[str]:
    """The pairs this machine's apertium knows; none where it is not installed."""
    program = shutil.which("apertium")
    if program is None:
        return frozenset()
    done = subprocess.run([program, "-l"], capture_output=True, text=True, timeout=APERTIUM_SECONDS, check=False)  # noqa: S603
    return frozenset(done.stdout.split())
