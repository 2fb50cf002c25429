"""What months, weekdays and near days are called, by language."""

import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from app.domain.guard.number_words import LATIN, base

ALSO_MONTHS = {"en": {"sept": 9}, "de": {"jänner": 1, "sep": 9, "mrz": 3}, "es": {"setiembre": 9, "sep": 9}}
SHORTEST = 3
# Verbs, seas and the like: months only beside a day or after a word that asks for one.
DOUBTFUL = {
    "en": {"may", "march", "mar", "jan", "jun", "dec"},
    "es": {"mar", "set", "ago", "dic", "abr", "sep", "nov", "oct", "feb", "ene", "jul", "jun", "may"},
    "fr": {"avr", "juil", "oct", "nov", "déc", "janv", "févr", "sept"},
    "it": {"mar", "set", "ago"},
    "pt": {"mar", "set", "dez", "ago"},
}
NEAR = {
    "en": "-1: yesterday 0: today tonight 1: tomorrow",
    "de": "-1: gestern 0: heute 1: morgen 2: übermorgen",
    "fr": "-1: hier 0: aujourd'hui aujourd’hui 1: demain 2: après-demain",
    "es": "-1: ayer 0: hoy 1: mañana",
    "ja": "-1: 昨日 0: 今日 本日 1: 明日 2: 明後日 あさって",
    "zh": "-1: 昨天 昨日 0: 今天 今日 1: 明天 明日 2: 后天 後天",
    "ko": "-1: 어제 0: 오늘 금일 1: 내일 명일 2: 모레",
    "it": "-1: ieri 0: oggi 1: domani 2: dopodomani",
    "pt": "-1: ontem 0: hoje 1: amanhã",
    "nl": "-1: gisteren 0: vandaag 1: morgen 2: overmorgen",
}
DAY_SIGNS = ("月월一", "火화二", "水수三", "木목四", "金금五", "土토六", "日일天")
SIGNED_DAYS = {sign: day for day, signs in enumerate(DAY_SIGNS) for sign in signs}
EAST_DAY = re.compile(
    r"([月火水木金土日])曜日?|(?:星期|周|週|礼拜|禮拜)([一二三四五六日天])(?![次回个個遍])|([월화수목금토일])요일"
    r"|\(([月火水木金土日월화수목금토일])\)"
)
SHORT_DAYS = {
    "en": r"(?<![A-Za-z])(Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)(?=[.,)] ?)(?![a-z])",
    "de": r"(?<![A-Za-z])(Mo|Di|Mi|Do|Fr|Sa|So)(?=\.?,? ?\d|\)|\.,)",
}
SHORT_OF = {"en": "mon tue wed thu fri sat sun", "de": "mo di mi do fr sa so"}


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None


@lru_cache(maxsize=64)
def months(language: str) -> Mapping[str, int]:
    """Full names and abbreviations without their dots, casefolded; none where months have numbers only."""
    locale = _locale(language)
    if locale is None or base(language) in {"ja", "zh", "ko"}:
        return {}
    found: dict[str, int] = {}
    for width in ("abbreviated", "wide"):
        for use in ("format", "stand-alone"):
            found |= {name.rstrip(".").casefold(): number for number, name in locale.months[use][width].items()}
    named = {name: number for name, number in found.items() if len(name) >= SHORTEST and not name[0].isdecimal()}
    return named | ALSO_MONTHS.get(language, {})


@lru_cache(maxsize=64)
def month_pattern(language: str) -> str:
    """Nothing where there are no names."""
    return "|".join(sorted(map(re.escape, months(language)), key=len, reverse=True))


@lru_cache(maxsize=64)
def weekdays(language: str) -> tuple[re.Pattern[str], Mapping[str, int]] | None:
    locale = _locale(language)
    if locale is None or base(language) in {"ja", "zh", "ko"}:
        return None
    names = {name.casefold(): day for day, name in locale.days["format"]["wide"].items()}
    if language == "de":
        names["sonnabend"] = 5
    listed = "|".join(map(re.escape, names))
    ends = "" if language in {"de", "nl", "sv", "da"} else rf"(?=s?(?![{LATIN}]))"  # Montagmittag
    return re.compile(rf"(?<![{LATIN}])(?:{listed}){ends}", re.IGNORECASE), names


@lru_cache(maxsize=64)
def near_days(language: str) -> tuple[re.Pattern[str], Mapping[str, int]] | None:
    """Today, tomorrow and their like; la mañana and guten Morgen are the morning."""
    words: dict[str, int] = {}
    day = 0
    for piece in NEAR.get(base(language), "").split():
        if piece.endswith(":"):
            day = int(piece[:-1])
        else:
            words[piece] = day
    if not words:
        return None
    listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    if base(language) in {"ja", "zh", "ko"}:
        return re.compile(listed), words
    mornings = r"(?<!la )(?<!esta )(?<!guten )(?<!am )(?<!jeden )(?<!heute )(?<!gestern )"
    return re.compile(rf"{mornings}(?<![{LATIN}])(?:{listed})(?![{LATIN}])", re.IGNORECASE), words
