"""Amounts with their currency, and numbers with a unit: a digit or a point changed would be a promise changed."""

import re

from app.domain.masking._kind import ByPattern
from app.domain.words import N_

CURRENCY = r"(?:[A-Z]{2,3}\$|[$€£¥￥₩₹₽฿₫₱₪]|(?:USD|EUR|GBP|JPY|KRW|TWD|CNY|HKD|CAD|AUD|NZD|CHF|SEK|NOK|DKK|SGD)\b)"
MEASURE = r"(?:(?:cm|mm|ml|km|kg|oz|lbs?|g|m|l|ft)\b(?!['’])|in\b(?=\s{0,3}(?:[.,;:)x×]|$)))"  # not: 5 in the evening
TIMES = rf"[xX×]\s?\d{{1,15}}(?:\s?[xX×]\s?\d{{1,15}}){{0,2}}(?:\s?{MEASURE})?"
UNIT = rf"(?:[%％‰]|°[CF]?|{MEASURE}|円|元|원|{TIMES})"
NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,5}(?:[.,]\d{1,15})?(?!\d)|\d{1,15}(?:[.,'’]\d{1,15}){0,6})"
BEFORE = r"(?<![\d.,])"
AMOUNT = re.compile(rf"{CURRENCY}\s?-?{NUMBER}(?:\s?{CURRENCY})?|{BEFORE}{NUMBER}\s?(?:{CURRENCY}|{UNIT})")

KIND = ByPattern("amount", N_("Amounts and measures"), 90, (AMOUNT,), is_private=False)
