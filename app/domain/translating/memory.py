"""What may be remembered for other customers: whole sentences without a number, a link, an address or a name in them.

A memory is read out to whoever writes next, so it refuses rather than guesses: any digit, anything that shielding
hides, any word known of this customer, any word of address (Herr, 様), any greeting with somebody's name after it, and
any capitalised word inside a sentence of a language that writes only names so. German capitalises every noun: there
the other side of the pair decides, and the words known of the customer.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from app.domain.shielding import protected

LONGEST = 600
CAPITALISES = frozenset({"de", "lb"})
ABBREVIATION = 4  # letters of DHL, EMS, USPS, FAQ, at most; longer words in capitals may be a name
WORD = re.compile(r"[^\W\d_][\w'’-]*")
OPENS = re.compile(r"[.!?:;…¿¡\"“«(„]\s*$")
NEUTRAL = re.compile(  # words that hold a word of address and name nobody
    r"お?客様|お客さ[まん]|皆様|皆さ[まん]|お疲れ様|様[々子式相]|さまざま|同様|仕様|模様|多様|異様|たくさん|고객님|손님|선생님"
)
ADDRESSED = re.compile(
    r"様|さま|さん|殿|先生|女士|小姐|氏|님|씨"
    r"|\b(?:mr|mrs|ms|miss|mx|dr|prof|herr|herrn|frau|sr|sra|srta|señora?|monsieur|madame|mme|mlle|sig|signora?|"
    r"senhora?|dhr|mevrouw|meneer|bay|khun)\b\.?\s+\w",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"(?:hi|hello|hey|dear|hola|estimad[oa]|querid[oa]|hallo|lieber?|guten tag|sehr geehrter?|bonjour|bonsoir|"
    r"chère?|salut|ciao|salve|buongiorno|gentile|car[oa]|ol[áa]|prezad[oa]|beste|geachte|hej|moi|witaj|"
    r"здравствуйте|привет|уважаем\w+|merhaba|sayın|xin chào|halo)\b",
    re.IGNORECASE,
)
SHORTEST_KNOWN = 2


class Origin(StrEnum):
    """CORRECTED: an agent changed the engine's words. APPROVED: sent as shown, or typed by hand."""

    CORRECTED = "CORRECTED"
    APPROVED = "APPROVED"


def is_anyones(sentence: str, language: str, known: Iterable[str] = (), terms: Iterable[str] = ()) -> bool:
    """Whether this sentence could be said to any customer. `known`: words that belong to this one; `terms`: the
    shop's, so that its brand is not taken for somebody's name.
    """
    plain = unicodedata.normalize("NFKC", sentence)
    return not (_mentions(plain, known) or _tells(_without(plain, terms), language))


def _tells(plain: str, language: str) -> bool:
    return bool(
        len(plain) > LONGEST
        or not any(sign.isalpha() for sign in plain)
        or any(sign.isdigit() for sign in plain)
        or protected(plain)
        or ADDRESSED.search(NEUTRAL.sub("", plain))
        or _greets(plain)
        or _names(plain, language)
    )


def words_of(*texts: str) -> tuple[str, ...]:
    """What is known of a customer, as words to look for: his whole name and each part of it."""
    whole = [" ".join(unicodedata.normalize("NFKC", text).split()) for text in texts]
    parts = [part.strip(".,;:") for text in whole for part in re.split(r"[\s,@、，・·]+", text)]
    return tuple(dict.fromkeys(word for word in (*whole, *parts) if len(word) >= SHORTEST_KNOWN))


def _without(sentence: str, terms: Iterable[str]) -> str:
    standing = [term for term in terms if term and term in sentence]
    for term in sorted(standing, key=len, reverse=True):
        sentence = re.sub(rf"(?<!\w){re.escape(term)}(?!\w)", "x", sentence)
    return sentence


def _greets(sentence: str) -> bool:
    """Hello Maria, and Hallo, Anna!, but not: Hello, thank you."""
    greeting = GREETING.match(sentence)
    rest = sentence[greeting.end() :] if greeting else ""
    follows = rest.lstrip(" ,")[:1]
    return follows.isupper() or (rest[:1] == " " and follows.isalpha())


def _names(sentence: str, language: str) -> bool:
    """A capitalised word that does not open a sentence, where the language capitalises nothing but names."""
    if language.partition("-")[0] in CAPITALISES:
        return False
    return any(_is_name(word, sentence) for word in WORD.finditer(sentence))


def _is_name(word: re.Match[str], sentence: str) -> bool:
    text = re.split(r"['’]", word.group())[0]
    is_short = len(text) == 1 or (text.isupper() and len(text) <= ABBREVIATION)
    opens = word.start() == 0 or OPENS.search(sentence, 0, word.start()) is not None
    return text[0].isupper() and not is_short and not opens


def _mentions(sentence: str, known: Iterable[str]) -> bool:
    folded = sentence.casefold()
    return any(_stands_in(word.casefold(), folded) for word in known if len(word) >= SHORTEST_KNOWN)


def _stands_in(word: str, text: str) -> bool:
    """A word of a script with spaces only as a word: Ana is not in banana."""
    if not word.isascii() and not re.search(r"[a-zà-ÿа-я]", word):
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
