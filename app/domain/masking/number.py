"""All other numbers of weight: dates, times, decimals, three digits and more; "3 cups" stays for its grammar."""

import re

from app.domain.masking._kind import ByPattern
from app.domain.words import N_

FORMS = (
    r"\+?\d[\d ()./:-]{4,40}\d",
    r"\d{1,2}[:/]\d{1,2}(?:[:/]\d{1,4})?(?!\d)",
    r"\d{1,15}(?:[.,]\d{1,15}){1,6}",
    r"\d{3,}+",
)

NUMBER = re.compile("|".join(FORMS))

KIND = ByPattern("number", N_("Dates and other numbers"), 95, (NUMBER,), is_private=False)
