"""Who is reading a page: the languages decide what is shown translated."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reader:
    """`language` is the one the agent works in, `reads` those of which no translation is needed."""

    agent_id: int
    language: str
    reads: tuple[str, ...] = ()

    def understands(self, language: str) -> bool:
        """An unknown language is shown as it is; zh-Hant does not pass for zh-Hans."""
        return not language or language in (self.language, *self.reads)


def web_link(address: str) -> str:
    """The address where it is one a browser may follow; tracking links are foreign data."""
    return address if urlsplit(address).scheme in ("http", "https") else ""
