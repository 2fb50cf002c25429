"""Order names such as #1042, found in free text and in what people type; full-width ＃１０４２ is the same."""

import re
import unicodedata

# ASCII edges: in 注文#1042は no blank stands on either side.
IN_TEXT = re.compile(r"(?<![\w#])#\s?([A-Z]{0,6}-?\d{3,10}(?:-[A-Z0-9]{1,4})?)(?!\w)", re.IGNORECASE | re.ASCII)
TYPED = re.compile(r"[A-Z]{0,6}-?\d{1,10}(?:-[A-Z0-9]{1,4})?", re.ASCII)


def order_names(text: str) -> tuple[str, ...]:
    """The names in a text, in order, once each."""
    found = IN_TEXT.findall(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(f"#{name.upper()}" for name in found))


def typed_order_name(text: str) -> str:
    """What a customer typed into the order field ("1042", "＃1042") as an order name, "" when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("#").strip().upper()
    return f"#{plain}" if TYPED.fullmatch(plain) else ""
