"""How long a text is in a measure that all languages share: about the letters it would take in English."""

from app.domain.guard.writing import HAN, HANGUL, KANA, THAI

# English letters to one sign of a script, as support messages are written; politeness makes kana light.
WEIGHTS = ((HANGUL, 2.15), (THAI, 1.1))
HAN_WEIGHT = {"ja": 3.05}
CHINESE = 3.5
KANA_WEIGHT = 1.6
SPACED = {"de": 0.89, "fr": 0.9, "es": 0.98, "it": 0.95, "pt": 0.97, "nl": 0.92, "ar": 1.25, "he": 1.3, "ru": 0.92}


def measure(text: str, language: str) -> float:
    """The length of a text in letters of English."""
    weight = SPACED.get(language, 1.0)
    han = sum(map(len, HAN.findall(text)))
    kana = sum(map(len, KANA.findall(text)))
    others = [(sum(map(len, pattern.findall(text))), each) for pattern, each in WEIGHTS]
    rest = max(0, len("".join(text.split())) - han - kana - sum(count for count, _ in others))
    spaces = 0 if han + kana else len(text.split())
    dense = han * HAN_WEIGHT.get(language, CHINESE) + kana * KANA_WEIGHT
    return dense + sum(count * each for count, each in others) + (rest + spaces) * weight
