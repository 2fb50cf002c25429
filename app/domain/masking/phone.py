"""Telephone numbers as people write them: with a country's code, from its own trunk 0, or behind a word for one."""

import re
from collections.abc import Iterator

from app.domain.masking._kind import Page, Span
from app.domain.words import N_

S = r"[ .\-/ー]{1,3}"  # between groups
BEFORE = r"(?<![0-9A-Za-z#+_=%])(?<!\d[.,/-])"
AFTER = r"(?!\d|[.,/-]\d|[:：]\d|\s?[%€$£¥円元원₩])"
OPEN, END = r"[(（]?", r"[)）]?"
CUE = (
    r"(?<![a-z])(?:t[eé]l[eé]?(?:fono|fone|fon|phone)?|phone|call(?: me)?(?: at| on)?|cell|mobile?|m[oó]vil|"
    r"celular|portable|handy|mobil|fax|whatsapp|sms|rufnummer|llam\w{1,6}|appele\w{0,3}|anrufen)|"
    r"電話|携帯|でんわ|ファックス|전화|휴대폰|핸드폰|연락처|手机|手機|电话|致电|來電|联系"
)
SHAPES = {
    "code": r"(?:\+|(?<![\d.,:])00)\s?[1-9]\d{0,2}(?:(?:[ ().\-ー（）]{0,3}|/)\d){6,13}(?!\d)",
    "plain": rf"{BEFORE}0[1-9]\d{{7,10}}{AFTER}",
    "three": rf"{BEFORE}{OPEN}0[1-9]\d{{0,3}}{END}(?:{S})?(?<=[ .\-/ー)）])\d{{1,4}}{S}\d{{3,4}}{AFTER}",
    "middle": rf"{BEFORE}0[1-9]\d{{0,3}}\s?[(（]\d{{1,4}}[)）]\s?\d{{4}}{AFTER}",
    "two": rf"{BEFORE}{OPEN}0[1-9]\d{{0,3}}{END}(?:{S})?(?<=[ .\-/ー)）])\d{{5,8}}(?:-\d{{1,4}})?{AFTER}",
    "many": rf"{BEFORE}{OPEN}0[1-9]\d{{0,3}}{END}(?:{S}\d{{2,4}}){{2,5}}{AFTER}",
    "america": rf"{BEFORE}(?:1[ .-])?\(?[2-9]\d{{2}}\)?[ .-]{{0,2}}(?<=[ .)-])[2-9]\d{{2}}[ .-]\d{{4}}{AFTER}",
    "spain": rf"{BEFORE}[6-9]\d{{2}}[ -]\d{{3}}[ -]\d{{3}}{AFTER}|{BEFORE}[67]\d{{2}}(?:[ -]\d\d){{3}}{AFTER}"
    rf"|{BEFORE}[89]\d \d{{3}} \d\d \d\d{AFTER}|{BEFORE}[67]\d{{8}}{AFTER}",
    "china": rf"{BEFORE}1[3-9]\d(?:[ -]?\d{{4}}){{2}}{AFTER}",
    "told": rf"(?i:(?:{CUE}))[^\d\n+#]{{0,15}}(\+?{OPEN}\d(?:(?:[ ().\-ー（）]{{0,3}}|/)\d){{5,14}})(?![\d:])",
}
PATTERNS = tuple(map(re.compile, SHAPES.values()))
DATE = re.compile(
    r"(?<!\d)(?<!\d[./-])(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})"
    r"(?!\d|[./ -]\d\d)"
)
LEAST = {"code": 8, "told": 7}
FEWEST, MOST = 9, 15


class Phones:
    name = "phone"
    label = N_("Telephone numbers")
    rank = 30
    is_private = True

    def find(self, page: Page) -> Iterator[Span]:
        for shape, pattern in zip(SHAPES, PATTERNS, strict=True):
            for match in pattern.finditer(page.text):
                span = match.span(match.lastindex or 0)
                if _is_phone(page.text[slice(*span)], LEAST.get(shape, FEWEST)):
                    yield span


def _is_phone(found: str, fewest: int) -> bool:
    digits = sum(letter.isdecimal() for letter in found)
    return fewest <= digits <= MOST and not DATE.search(found)


KIND = Phones()
