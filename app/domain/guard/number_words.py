"""Numbers as words, by language: those that count (WORD) and those that may merely stand for one (LOOSE)."""

import re
from collections.abc import Mapping
from functools import lru_cache

from app.domain.guard.found import Strength

UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    " siebzehn achtzehn neunzehn",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
    " quindici sedici"
    " diciassette diciotto diciannove",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete"
    " dezoito dezenove",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien"
    " zeventien achttien negentien",
}
TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
JOINED = {"en": "{t}-{u}|{t} {u}", "de": "{u}und{t}", "fr": "{t}-{u}|{t} et {u}|{t}-et-{u}", "es": "{t} y {u}"}
HUNDREDS = {"en": " hundred", "de": "hundert", "fr": " cents", "es": "cientos"}
FRENCH = {"soixante": 60, "quatre-vingt": 80}
MORE = {
    "en": {"hundred": 100, "one hundred": 100, "two hundred": 200, "thousand": 1000, "dozen": 12},
    "de": {"hundert": 100, "einhundert": 100, "tausend": 1000, "zwo": 2, "dutzend": 12, "dreissig": 30},
    "fr": {"quatre-vingts": 80, "cent": 100, "deux cents": 200, "mille": 1000, "douzaine": 12, "quinzaine": 15},
    "es": {"cien": 100, "doscientos": 200, "docena": 12}
    | {"veintiuno": 21, "veintiún": 21, "veintidós": 22, "veintitrés": 23, "veinticuatro": 24, "veinticinco": 25}
    | {"veintiséis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29},
    "pt": {"duas": 2, "dezasseis": 16, "dezassete": 17, "dezanove": 19, "cem": 100},
    "it": {"cento": 100},
}
# Articles, ordinals, and words with another sense (neuf: new, acht: attention, mil gracias).
LOOSE = {
    "en": "1: a an one once first single 1st 2: both couple pair twice second double 3: third triple"
    " thrice thirds 4: fourth"
    " quarter quarters 5: fifth 6: sixth 7: seventh 8: eighth 9: ninth 10: tenth 11: eleventh 12:"
    " twelfth 14: fortnight"
    " 20: twentieth 0.5: half",
    "de": "1: ein eine einen einem einer eines eins einmal erste ersten erster erstes einzige 2: beide beiden beides"
    " zweite zweiten zweiter zweites zweitens paar doppelt zweimal 3: dritte dritten dritter drittes"
    " drittel dreimal 4: viertel vierte"
    " vierten vierter 5: fünfte fünften fünfter 6: sechste sechsten 7: siebte siebten 8: acht achte achten 9: neunte"
    " neunten 10: zehnte zehnten 0.5: halb halbe halben 1.5: anderthalb eineinhalb",
    "fr": "1: un une premier première unique 2: second seconde deuxième paire double 3: troisième tiers"
    " 4: quart quarts quatrième 5:"
    " cinquième 6: sixième 7: septième sept 8: huitième 9: neuf neuvième 10: dixième 0.5: demi demie 1000: mille",
    "es": "1: un una uno único primer primero primera 2: segundo segunda ambos ambas par doble 3: tercer tercero"
    " tercera tercio tercios 4: cuarto cuarta cuartos 5: quinto quinta 6: sexto 7: séptimo 8: octavo 9:"
    " noveno 10: décimo 1000: mil"
    " 0.5: medio media",
    "it": "1: un uno una primo prima 2: secondo seconda entrambi entrambe paio 3: terzo terza 6: sei 1000: mille",
    "pt": "1: um uma primeiro primeira 2: segundo segunda ambos ambas par 3: terceiro terceira 1000: mil",
    "nl": "1: een één eerste 2: tweede beide paar 3: derde 8: acht",
    "ja": "1: 一 ひと 2: 二 ふたつ ふたり 両方 両 双方 ペア 3: 三 みっつ 4: 四 よっつ 5: 五 いつつ 6: 六 むっつ"
    " 7: 七 ななつ 8: 八 やっつ 9: 九 ここのつ 10: 十 0.5: 半 1000: 千 10000: 万",
    "zh": "1: 一 首 单 單 2: 二 两 兩 双 雙 俩 3: 三 仨 4: 四 5: 五 6: 六 7: 七 8: 八 9: 九 10: 十"
    " 0.5: 半 100: 百 1000: 千",
    "ko": "1: 하나 한 첫 하루 일 2: 둘 두 이틀 이 양쪽 3: 셋 세 석 사흘 삼 4: 넷 네 넉 나흘 사 5: 다섯 닷새 오"
    " 6: 여섯 엿새 육 7: 일곱 이레 칠 8: 여덟 여드레 팔 9: 아홉 아흐레 구 10: 열 열흘 십 15: 보름 0.5: 반",
}
LATIN = "A-Za-zÀ-ɏ"


def base(language: str) -> str:
    return "zh" if language.startswith("zh") else language


@lru_cache(maxsize=64)
def counting(language: str) -> Mapping[str, str]:
    """Every word that counts, casefolded, with its value as digits; those that are LOOSE are not among them."""
    loose = standing(language)
    return {word: str(value) for word, value in _all(language).items() if word not in loose}


@lru_cache(maxsize=64)
def standing(language: str) -> Mapping[str, str]:
    """The LOOSE words with the value they may stand for."""
    found: dict[str, str] = {}
    value = ""
    for piece in LOOSE.get(base(language), "").split():
        if piece.endswith(":"):
            value = piece[:-1]
        else:
            found[piece.casefold()] = value
    return found


@lru_cache(maxsize=64)
def pattern(language: str) -> re.Pattern[str] | None:
    """Finds the words of a language that puts blanks between them; None for others."""
    words = {*_all(language), *standing(language)}
    words |= {word.replace("ssig", "ßig") for word in words}
    if not words or base(language) in {"ja", "zh", "ko"}:
        return None
    listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace("\\ ", " ").replace("\\-", "-")
    return re.compile(rf"(?<![{LATIN}\d])(?:{listed})(?![{LATIN}])", re.IGNORECASE)


@lru_cache(maxsize=64)
def cardinals(language: str) -> str:
    """A pattern for the words that can count money, nothing where there are none."""
    words = {*(word for word in _all(language) if word), *({"mil", "un"} if language == "es" else ())}
    words |= {word.replace("ssig", "ßig") for word in words}
    listed = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return rf"(?<![{LATIN}\d])(?i:{listed})(?![{LATIN}])" if words else ""


def strength(word: str, language: str) -> tuple[str, Strength]:
    """The value of a word that `pattern` found."""
    key = word.casefold()
    if key in standing(language):
        return standing(language)[key], Strength.LOOSE
    return counting(language)[key], Strength.WORD


def is_cardinal(word: str, language: str) -> bool:
    """Whether it can count money: un, one, but not a or first."""
    return word.casefold() in _all(language) or word.casefold() in {"mil", "un", "ein"}


@lru_cache(maxsize=64)
def _all(language: str) -> dict[str, int]:
    units, tens = UNITS.get(language, "").split(), TENS.get(language, "").split()
    words = {word: value for value, word in enumerate(units)}
    for ten, word in enumerate(tens, 2):
        words[word] = ten * 10
        for value in range(1, 10):
            words |= dict.fromkeys(_joined(language, word, units[value]), ten * 10 + value)
    if language == "fr":
        words |= {f"{word}-{units[value]}": start + value for word, start in FRENCH.items() for value in range(1, 20)}
    words |= {f"{units[value]}{HUNDREDS[language]}": value * 100 for value in range(2, 10) if language in HUNDREDS}
    return {word.casefold(): value for word, value in (words | MORE.get(language, {})).items()}


def _joined(language: str, ten: str, unit: str) -> list[str]:
    if language == "de" and unit == "eins":
        unit = "ein"
    return JOINED[language].format(t=ten, u=unit).split("|") if language in JOINED else []
