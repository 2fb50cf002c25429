"""Variables of a template, and brackets that would pass for our own tokens."""

import re

from app.domain.masking._kind import ByPattern
from app.domain.words import N_

BRACKETS = r"[\u27e6\u27e7\u301a\u301b]|\[\s?\[|\]\s?\]|［\s?［|］\s?］"
VARIABLES = r"\{\{[^\n]{0,80}?\}\}|\{%[^\n]{0,80}?%\}"

KIND = ByPattern("placeholder", N_("Placeholders"), 70, (re.compile(f"{VARIABLES}|{BRACKETS}"),), is_private=False)
