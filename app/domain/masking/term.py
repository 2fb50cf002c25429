"""The shop's own words that stay as they are, such as a brand or a product's name, written as they write them."""

from collections.abc import Iterator

from app.domain.masking._kind import Page, Span
from app.domain.masking._values import pattern_of
from app.domain.words import N_


class Terms:
    name = "term"
    label = N_("Words of the glossary")
    rank = 75
    is_private = False

    def find(self, page: Page) -> Iterator[Span]:
        if pattern := pattern_of((term, True) for term in page.terms):
            yield from (match.span() for match in pattern.finditer(page.text))


KIND = Terms()
