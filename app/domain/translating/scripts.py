"""Scripts as far as the glossary must tell them apart: in these, one or two characters can be a word."""

import re

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff々]")
KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9f]")
HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
THAI = re.compile(r"[\u0e01-\u0e5b]")
EASTERN = (HAN, KANA, HANGUL)


def is_eastern(words: str) -> bool:
    """Whether any of it is Chinese, Japanese or Korean."""
    return any(script.search(words) for script in EASTERN)
