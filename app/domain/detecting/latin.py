"""What the words of a short text, its letters with marks and its endings speak for, by language."""

import re

from app.domain.detecting import lexicon

LETTER, ENDING = 2.0, 1.2
LETTERS = {
    "ß": "de",
    "ä": "de sv fi",
    "ö": "de sv fi tr hu",
    "ü": "de tr hu",
    "ñ¿¡": "es",
    "ãõ": "pt vi",
    "ç": "fr pt tr",
    "øæ": "da nb",
    "å": "sv da nb",
    "łąęśżźćńĄĘŁ": "pl",
    "ěřů": "cs",
    "šžč": "cs",
    "ýď": "cs",
    "őű": "hu",
    "șță": "ro",
    "îâ": "ro fr",
    "ş": "tr ro",
    "ğıİ": "tr",
    "œêèûë": "fr",
    "ùò": "it vi",
    "à": "fr it pt vi",
    "áíóú": "es pt hu cs vi",
    "é": "fr es pt hu cs",
    "ôê": "pt fr vi",
    "đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ": "vi",
}
ENDINGS = {
    "de": "ung|ungen|keit|heit|lich|lichen|isch|schaft|termin|nummer",
    "en": "ing|ness|tion|ment|ful|able",
    "fr": "tion|ment|aison|eux|euse|oire|ez",
    "es": "ción|cion|ciones|miento|mente|dad|ado|ada|oso",
    "pt": "ção|cao|ções|coes|mento|mente|dade|ado|ada|agem|inho|inha",
    "it": "zione|zioni|mento|mente|ità|ato|ata|ggio|bile",
    "nl": "ing|heid|lijk|tje|tjes|eren|atie|aar",
    "sv": "ning|ningen|het|lig|ades|orna|erna",
    "da": "ning|ningen|hed|lig|ede|erne|else",
    "nb": "ning|ningen|het|lig|ene|else|sjon",
    "fi": "ssa|ssä|lla|llä|sta|stä|inen|uksen|ksi|tteko",
    "pl": "ość|owac|ować|anie|enie|ania|enia|iego|acja|ówka",
    "cs": "ování|ost|ého|ení|ací|ávka|ávku",
    "ro": "ția|ție|ului|ilor|ește|ează",
    "hu": "ság|ség|ban|ben|nak|nek|hoz|hez|ás|és|ték",
    "tr": "lar|ler|ması|mesi|yor|ları|leri|ımı|imi|unuz|dim|dum",
    "id": "nya|kan|annya|kah",
}
_MARKED = {letter: languages.split() for letters, languages in LETTERS.items() for letter in letters}
_ENDED = {
    ending: {language for language, endings in ENDINGS.items() if ending in endings.split("|")}
    for ending in "|".join(ENDINGS.values()).split("|")
}
NAMES = re.compile(r"(?<=[a-z\u00df-\u024f]) (?:[A-Z][\w'’-]* \(?)+[A-Z][\w'’-]*\)?")
LENGTHS = sorted({len(ending) for ending in _ENDED})
STEM = 3  # letters before an ending
ENOUGH = 300  # characters; words and letters tell by then


def without_names(text: str) -> str:
    """The text without the runs of capitals inside its sentences: they are products, people and streets."""
    return NAMES.sub(" ", text)


def score(text: str) -> dict[str, float]:
    """What everything in the text says, by language; hardly anything for names and abbreviations."""
    found = lexicon.score(text)
    lower = text.lower()
    speaking = [(LETTER, _MARKED[letter]) for letter in set(lower) & _MARKED.keys()]
    speaking.append((ENDING, _ended(lower[:ENOUGH])))
    for weight, languages in speaking:
        for language in languages:
            found[language] = found.get(language, 0) + weight / len(languages)
    return found


def _ended(text: str) -> list[str]:
    found: set[str] = set()
    for word in lexicon.words(text):
        for length in LENGTHS:
            if len(word) >= length + STEM:
                found |= _ENDED.get(word[-length:], set())
    return sorted(found)
