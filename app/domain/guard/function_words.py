"""The small words by which a sentence shows its language: those that no other language of the list has."""

from collections.abc import Iterable, Sequence
from functools import cache

WORDS = {
    "en": """over also an a more so who than then only other out no yes please note our apologise apologize shall may might must could very just still every each their he she his her make made take does am i in before within
        the and is are was were been have has had will would can could should not you your yours we our us they their
        this that these those with from for which when where what how why please sorry thank thanks if but or because
        of to by it its there here any some all been do does did don't can't won't i'm we're we've you're it's be am
        after before once about into soon my me let know as at regards hello dear until unless however""",
    "de": """was will so an am hat es er einer dieser diese dieses ihm wird die den des dem im in los also man her bin bis plus ton au war ab als da mir mich uns alles etwa etwas dann damit sobald innerhalb innen am sich wie wenn jeder jede man ohne über unter zwischen beim vom
        der die das und ist sind war waren wurde werden wird haben hat nicht sie ihr ihre ihren ihrem ihnen wir uns
        unser unsere mit für von auf bei nach aus zum zur ein eine einen einem einer wenn aber oder weil dass bitte
        danke vielen leider auch noch nur schon kein keine können könnten möchten sehr ich du dein deine dir dich""",
    "fr": """on or me but if as son a en de la le un que si plus car y se ce leurs mon ma mes dont où quand comme très bien encore aussi tout tous avant après jusqu lui
        le les des et est sont était nous vous votre vos notre nos avons avez ont ne pas que qui dans pour avec sur
        par du au aux une cette ces cet si mais ou parce merci bonjour veuillez plus être été sera je tu ton ta tes
        il elle leur dès sans sous votre chez""",
    "es": """has me a he once sin so es en la de el que un una hay ser tiene puede pueden más todo antes después hasta desde cada sólo solo también aún donde nos
        el los las y es son fue ha hemos han no se su sus nosotros usted ustedes con para por que en un una del al
        si pero o porque gracias hola cuando este esta estos estas lo le les muy más ya nuestro nuestra tu tus te
        sobre sin está están será favor""",
    "it": """me a in ai do so come no la le i da di al si tu lei una uno è ho per tra fra dopo prima entro solo sono essere può possiamo abbia ed ne ci vi
        il lo gli e è sono era abbiamo avete hanno non si suo sua con per che di un una del della dei nel alla al se ma
        o perché grazie buongiorno questo questa questi nostro nostra molto più già sarà anche""",
    "pt": """do as me a no o de que um para por com ser pode podemos até antes depois cada também ainda onde seu mas são isso você lhe
        os as e é são foi temos têm não se seu sua seus com para por que em um uma do da dos das no na ao à mas ou
        porque obrigado obrigada olá este esta nosso nossa muito mais já será você""",
    "nl": """is was had me of over in men die den aan er kan dan dit zal wordt worden bent ben haar hem hun wel wat
        de het een en is zijn was waren hebben heeft niet u uw wij we ons onze met voor van op bij naar uit als maar
        of omdat dat bedankt hallo ook nog al geen kunnen zou graag""",
}


def counts(words: Iterable[str], language: str) -> int:
    """How many of the words are small words of this language and of no other."""
    own = _own(language)
    return sum(word.lower().replace("’", "'") in own for word in words)


def strangest(words: Sequence[str], target: str) -> tuple[str, int]:
    """The language but the target's whose small words are most among these, and how many they are."""
    found = ((language, counts(words, language)) for language in WORDS if language != target)
    return max(found, key=lambda pair: pair[1])


@cache
def _own(language: str) -> frozenset[str]:
    others = {word for name, words in WORDS.items() if name != language for word in words.split()}
    return frozenset(WORDS.get(language, "").split()) - others


def is_of(word: str, language: str) -> bool:
    """Whether a word is a small word of the language, shared with others or not."""
    return word.lower().replace("’", "'") in _all(language)


@cache
def _all(language: str) -> frozenset[str]:
    return frozenset(WORDS.get(language, "").split())
