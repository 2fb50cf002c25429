"""Foreign bytes to text that a database takes: a ladder of encodings, no NUL, no half characters, bounded."""

import re
from email.header import decode_header
from html.parser import HTMLParser

import nh3

LADDER = ("utf-8", "cp932", "gb18030", "euc-kr", "latin-1")
LONGEST_HEADER = 10_000
LONGEST_HTML = 500_000
MOST_TAGS = 8_000  # 100,000 nested ones take nh3 half a minute
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
BLANKS = re.compile(r"\n{3,}")
HIDDEN = re.compile(
    r"display:none|visibility:hidden|font-size:0(?![.\d])|opacity:0(?![.\d])|max-height:0(?![.\d])|mso-hide:all"
)
BLOCKS = {"p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote"}
KEPT = {*BLOCKS, "span", "font", "td", "th", "pre", "a", "b", "i", "tbody"}


def decode(data: bytes, declared: str | None) -> str:
    """The declared encoding first, then the ladder; latin-1 always ends it."""
    for encoding in (declared or "", *LADDER):
        try:
            return clean(data.decode(encoding))
        except (LookupError, ValueError):
            continue
    return clean(data.decode("utf-8", "replace"))


def clean(text: str) -> str:
    """Every line ends with a line feed; nothing a database or a page would choke on is left."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def header(value: str) -> str:
    """One line of readable text from a raw header value, encoded words and stray 8-bit bytes included."""
    raw = value[:LONGEST_HEADER]
    try:
        parts = decode_header(raw) if raw.isascii() else [(raw.encode("utf-8", "surrogateescape"), None)]
    except (ValueError, LookupError):
        parts = [(raw, None)]
    text = "".join(part if isinstance(part, str) else decode(part, encoding) for part, encoding in parts)
    return " ".join(clean(text).split())


def from_html(html: str) -> str:
    """The words a reader would see: no scripts, no hidden text; quoted blocks keep a mark at each line."""
    safe = nh3.clean(
        _bounded(html), tags=KEPT, attributes={"*": {"style", "hidden"}}, link_rel=None, strip_comments=True
    )
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    written = (line for line in lines if line.strip(">") or not line)
    return BLANKS.sub("\n\n", clean("\n".join(written))).strip()


def _bounded(html: str) -> str:
    return "<".join(html[:LONGEST_HTML].split("<", MOST_TAGS)[:MOST_TAGS])


class _Reader(HTMLParser):
    """Reads what nh3 wrote, which is well-formed."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.quotes = 0
        self.open: list[bool] = []  # for each open element, whether its text is hidden

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quotes += tag == "blockquote"
        if tag in BLOCKS:
            self._line()
        if tag not in {"br", "hr"}:
            self.open.append(any(map(_hides, attrs)) or bool(self.open and self.open[-1]))

    def handle_endtag(self, tag: str) -> None:
        self.quotes -= tag == "blockquote"
        if tag in BLOCKS:
            self._line()
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1]):
            self.parts.append(data.replace("\n", " "))

    def _line(self) -> None:
        self.parts.append("\n" + "> " * min(self.quotes, 5))


def _hides(attribute: tuple[str, str | None]) -> bool:
    name, value = attribute
    return name == "hidden" or bool(HIDDEN.search("".join((value or "").lower().split())))
