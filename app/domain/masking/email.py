"""E-mail addresses, with a full-width ＠ too."""

import re
from collections.abc import Iterator

from app.domain.masking._kind import Page, Span
from app.domain.words import N_

LATIN = "A-Za-z0-9\u00c0-\u024f"
PLAIN = re.compile(rf"[{LATIN}._%+'-]{{1,64}}@(?:[{LATIN}-]{{1,63}}\.){{1,8}}[{LATIN}-]{{2,63}}")
# Any letters where the plain form does not fit: it would take the words around one in a text without blanks.
INTERNATIONAL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")


class Emails:
    name = "email"
    label = N_("E-mail addresses")
    rank = 20
    is_private = True

    def find(self, page: Page) -> Iterator[Span]:
        spans = [match.span() for match in PLAIN.finditer(page.text)]
        yield from spans
        ats = {page.text.index("@", start) for start, _ in spans}
        for match in INTERNATIONAL.finditer(page.text):
            if page.text.index("@", match.start()) not in ats:
                yield match.span()


KIND = Emails()
