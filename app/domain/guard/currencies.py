"""What currencies are called in writing; a sign that several share names all of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.domain.guard.number_words import LATIN

DOLLARS = "USD CAD AUD NZD HKD SGD TWD"
CODES = re.findall(
    "[A-Z]{3}",
    "USD EUR GBP JPY KRW TWD CNY HKD CAD AUD NZD CHF SEK NOK DKK SGD MXN BRL INR THB PLN CZK HUF TRY RUB ILS PHP VND"
    " IDR MYR ZAR AED SAR KWD RON ISK UAH EGP ARS CLP",
)
SIGNS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD",
    "S$": "SGD", "MX$": "MXN", "R$": "BRL", "$": DOLLARS, "€": "EUR", "£": "GBP", "¥": "JPY CNY", "₩": "KRW",
    "₹": "INR", "₽": "RUB", "฿": "THB", "₫": "VND", "₱": "PHP", "₪": "ILS", "RMB": "CNY", "NTD": "TWD", "Rs.": "INR",
    "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD", "新台幣": "TWD", "新臺幣": "TWD", "台币": "TWD", "台幣": "TWD",
    "臺幣": "TWD", "港币": "HKD", "港幣": "HKD", "日币": "JPY", "日幣": "JPY", "SFr.": "CHF",
}  # fmt: skip
NAMES = {
    "zł": "PLN", "Kč": "CZK", "kr": "SEK NOK DKK ISK", "лв": "BGN",
    "euros?": "EUR", "欧元": "EUR", "歐元": "EUR", "ユーロ": "EUR", "유로": "EUR", "евро": "EUR",
    "(?:US|U.S.)[- ]?dollars?": "USD", "dollars? américains?": "USD", "dólar(?:es)? estadounidenses?": "USD",
    "米ドル": "USD", "美元": "USD", "美金": "USD", "미 ?달러": "USD", "미국 ?달러": "USD",
    "Canadian dollars?": "CAD", "kanadische Dollar": "CAD", "dollars? canadiens?": "CAD", "加元": "CAD", "加幣": "CAD",
    "カナダドル": "CAD", "캐나다 ?달러": "CAD", "Australian dollars?": "AUD", "australische Dollar": "AUD",
    "dollars? australiens?": "AUD", "澳元": "AUD", "澳幣": "AUD", "豪ドル": "AUD", "호주 ?달러": "AUD",
    "Hong Kong dollars?": "HKD", "Hongkong-Dollar": "HKD", "港元": "HKD", "香港ドル": "HKD", "홍콩 ?달러": "HKD",
    "(?:New )?Taiwan dollars?": "TWD", "Taiwan-Dollar": "TWD", "台湾ドル": "TWD", "대만 ?달러": "TWD",
    "NT dollars?": "TWD", "dollars? taïwanais": "TWD", "dólar(?:es)? taiwaneses?": "TWD",
    r"\$ ?US": "USD", r"\$ ?(?:CA|can)": "CAD", r"\$ ?(?:NT|TW)": "TWD", r"\$ ?HK": "HKD",
    "dollars?": DOLLARS, "dólar(?:es)?": DOLLARS, "dolares": DOLLARS, "ドル": DOLLARS, "弗": DOLLARS, "달러": DOLLARS,
    "yens?": "JPY", "yenes": "JPY", "円": "JPY", "日元": "JPY", "日圓": "JPY", "日圆": "JPY", "엔": "JPY",
    "yuan(?:es|s)?": "CNY", "renminbi": "CNY", "人民元": "CNY", "위안": "CNY",
    "元": "CNY TWD HKD", "圓": "TWD HKD", "块钱": "CNY TWD", "塊錢": "TWD CNY",
    "won": "KRW", "wons": "KRW", "ウォン": "KRW", "韩元": "KRW", "韓元": "KRW", "韩币": "KRW",
    "韓幣": "KRW", "韓圓": "KRW",
    "원": "KRW", "英镑": "GBP", "英鎊": "GBP",
    "pounds sterling": "GBP", "livres sterling": "GBP",
    "Pfund Sterling": "GBP", "libras esterlinas": "GBP", "francs?(?: suisses?)?": "CHF",
    "(?:Schweizer )?Franken": "CHF",
    "francos?(?: suizos?)?": "CHF", "瑞士法郎": "CHF",
    "スイスフラン": "CHF", "스위스 ?프랑": "CHF", "Swiss francs?": "CHF",
    "pesos?(?: mexicanos?)?": "MXN ARS CLP COP PHP", "メキシコペソ": "MXN", "ペソ": "MXN PHP", "페소": "MXN PHP",
    "新元": "SGD", "新加坡元": "SGD", "シンガポールドル": "SGD", "rupees?": "INR", "baht": "THB", "バーツ": "THB",
    "kronor|kroner|Kronen|couronnes|coronas": "SEK NOK DKK CZK",
}  # fmt: skip
# Weights and pieces too: they are amounts where both texts say so, else plain numbers.
WEIGHTS = {
    "pounds?": "GBP",
    "Pfund": "GBP",
    "livres": "GBP",
    "libras?": "GBP",
    "ポンド": "GBP",
    "파운드": "GBP",
    "磅": "GBP",
    "块": "CNY TWD",
    "塊": "TWD CNY",
}
CENTS = {"cents?": f"{DOLLARS} EUR", "Cents?": f"{DOLLARS} EUR", "céntimos?": "EUR", "centimes?": "EUR CHF",
         "centavos?": f"{DOLLARS} MXN", "セント": f"{DOLLARS} EUR", "센트": f"{DOLLARS} EUR", "¢": DOLLARS,
         "美分": "USD",
         "欧分": "EUR", "歐分": "EUR", "pence": "GBP", "ペンス": "GBP"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """The currencies it may be; `of_hundred` for cents; `is_weight` where it may be no money at all."""

    codes: frozenset[str]
    of_hundred: bool = False
    is_weight: bool = False


def _table(names: Mapping[str, str], **more: bool) -> list[tuple[re.Pattern[str], Named]]:
    return [
        (re.compile(name, re.IGNORECASE if name[0].islower() else 0), Named(frozenset(codes.split()), **more))
        for name, codes in names.items()
    ]


BEFORE = {**SIGNS, **{code: code for code in CODES}}
ESCAPED = {re.escape(sign): codes for sign, codes in BEFORE.items()}
KNOWN = [*_table(ESCAPED), *_table(NAMES), *_table(WEIGHTS, is_weight=True), *_table(CENTS, of_hundred=True)]


def _alternatives(names: list[str]) -> str:
    """The longest first, so that 欧元 is not 元; letters of our alphabet end where the word ends."""
    edged = []
    for name in sorted(names, key=lambda name: (-len(name.replace("?", "")), name)):
        starts = rf"(?<![{LATIN}])" if name[0].isascii() and (name[0].isalpha() or name[0] == "(") else ""
        ends = rf"(?![{LATIN}])" if re.search(rf"[{LATIN}?)]$", name) and not re.search("[가-힣ァ-ヶ]", name) else ""
        edged.append(f"{starts}(?:{name}){ends}")
    return "|".join(edged)


STARTS = re.escape("".join(sorted({name[0] for name in BEFORE})))
PREFIX = _alternatives(list(ESCAPED))
SUFFIX = f"(?:{_alternatives(list(ESCAPED))}|(?i:{_alternatives([*NAMES, *WEIGHTS, *CENTS, 'eur', 'usd'])}))"


@lru_cache(maxsize=1024)
def named(written: str, language: str) -> Named:
    """What a writing that PREFIX or SUFFIX found may be; in Spanish a bare $ may be pesos."""
    sign = next((known for form, known in KNOWN if form.fullmatch(written)), None)
    sign = sign or next((known for form, known in KNOWN if re.fullmatch(form.pattern, written, re.IGNORECASE)), None)
    if sign is None:
        return Named(frozenset({written.upper()}))
    return Named(sign.codes | {"MXN", "ARS", "CLP", "COP"}) if written == "$" and language == "es" else sign
