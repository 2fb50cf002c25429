"""Links as a whole, with whatever key, token or name their path and query hold."""

import re
from collections.abc import Iterator

from app.domain.masking._kind import Page, Span
from app.domain.words import N_

BODY = r"[^\s<>\"'「」『』（）【】《》、。，；！？…\ue000]"
FULL = re.compile(rf"(?i:https?://|www\.){BODY}++")
BARE = re.compile(
    rf"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,5}}[a-z]{{2,24}}(?::\d{{2,5}})?/(?={BODY}{{0,300}}?[\d?=]){BODY}++",
    re.IGNORECASE,
)
TRAILING = ".,;:!?)]*'’”"
CLOSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
KANA_BEGINS = re.compile(r"[\u3040-\u309f]")
STRUCTURE = re.compile(r"[/?=&%#@]")


class Links:
    name = "link"
    label = N_("Links with all they carry")
    rank = 5
    is_private = True

    def find(self, page: Page) -> Iterator[Span]:
        for pattern in (FULL, BARE):
            for match in pattern.finditer(page.raw):
                link = _cut(match.group()).rstrip(TRAILING)
                yield match.start(), match.start() + len(link)


def _cut(link: str) -> str:
    """Without the sentence that goes on behind it, as in https://a.example/1をご覧ください; a path in kanji stays."""
    found = CLOSE.search(link)
    if not found or STRUCTURE.search(link, found.start()):
        return link
    begins_path = link[found.start() - 1] in "/-_+=?&#"
    return link if begins_path and not KANA_BEGINS.match(found.group()) else link[: found.start()]


KIND = Links()
