"""What comparing two texts of one language leaves aside: small words and the endings of words; a no is never left aside."""

import re

STOP = {
    "en": frozenset(
        """a an the and or of to in on at for from by with as is are was were be been am it its this that these those we
        you i he she they our your my us me him her them their will would shall can could may might have has had do does
        did we've you've i've we're you're i'm it's we'll you'll i'll they're that's there here which who please so if
        then than also just very""".split()
    ),
    "de": frozenset(
        """der die das den dem des ein eine einen einem einer eines und oder in im an am auf zu zum zur von vom mit für bei
        ist sind war waren wird werden wurde wurden hat haben habe es er sie ihr ihre ihren ihrem ihrer ihnen wir uns
        unser unsere ich mir mich dies diese dieser dieses als bitte so auch sich""".split()
    ),
    "fr": frozenset(
        """le la les l un une des de du d et ou à au aux en dans sur pour par avec est sont était été a ont avons avez il
        elle nous vous votre vos notre nos je j c ce cet cette ces qui que se s y leur leurs""".split()
    ),
    "es": frozenset(
        """el la los las lo un una unos unas y o de del a al en con por para es son era ha han hemos he se le les su sus
        nos nuestro nuestra que este esta estos estas me mi usted ustedes ya""".split()
    ),
    "it": frozenset("il lo la i gli le un una e o di del della a al in con per è sono ha hanno si che suo sua".split()),
    "pt": frozenset("o a os as um uma e ou de do da dos das em no na com por para é são foi se que seu sua".split()),
    "nl": frozenset("de het een en of van in op aan te voor met is zijn was u uw wij we ons onze dat die er".split()),
    "zh": frozenset("的了吗呢吧啊我们您你请会已将把被和与在是这那個个這們"),
    "ja": frozenset("ご お 方 様 致 頂 下 願 申 上 誠 存"),
    "ko": frozenset("드리 드립 있습 합니 됩니 해 주시 바랍 하였 했습 되었 입니 것 수 및 더".split()),
}
NEGATIVE = {
    "en": re.compile(r"^(?:not|no|never|cannot|none|nothing|without|nor)$|n't$"),
    "de": re.compile(r"^(?:nicht|kein\w*|nie|niemals|nichts|ohne)$"),
    "fr": re.compile(r"^(?:pas|jamais|rien|sans|aucune?)$"),
    "es": re.compile(r"^(?:no|nunca|nada|sin|ningun[oa]?|ningún)$"),
    "it": re.compile(r"^(?:non|mai|senza|nessun[oa]?)$"),
    "pt": re.compile(r"^(?:não|nunca|sem|nenhuma?)$"),
    "nl": re.compile(r"^(?:niet|geen|nooit|zonder)$"),
    "zh": re.compile(r"^[不没沒无無未勿]$"),
    "ja": re.compile(r"^(?!すみません|すいません).*(?:ません|ない|なかった|なく|ずに)"),
    "ko": re.compile(r"않|없|못|아니|아닙|^안$|지마|말아|마세요"),
}
ENDINGS = {
    "en": re.compile(r"(?:ing|edly|ed|ies|es|ly|'s|s|e|y)$"),
    "de": re.compile(r"(?:en|ern|er|es|em|e|n|s|t)$"),
    "fr": re.compile(r"(?:ements?|ées?|és?|er|ez|ons|es|e|s|x)$"),
    "es": re.compile(r"(?:amos|emos|imos|ados?|adas?|idos?|idas?|ar|er|ir|as|os|es|an|en|a|o|e|s)$"),
    "it": re.compile(r"(?:ato|ata|ati|ate|are|ere|ire|i|e|a|o)$"),
    "pt": re.compile(r"(?:ados?|adas?|ar|er|ir|as|os|es|a|o|e|s)$"),
    "nl": re.compile(r"(?:en|de|te|t|e|s)$"),
    "ko": re.compile(r"(?:께서|에서|까지|부터|으로|에게|은|는|이|가|을|를|에|의|로|도|와|과|만)$"),
}
DOUBLED = re.compile(r"([a-z])\1")  # canceled, cancelled
SHORTEST = 3  # letters of a word that its ending leaves
KOREAN_STEM = 2


def negative(word: str, language: str) -> str:
    """The same sign for every word that says no, "" for others."""
    pattern = NEGATIVE.get(language)
    return "¬" if pattern and pattern.search(word) else ""


def stem(word: str, language: str) -> str:
    """A word without its ending, roughly: what two forms of it share."""
    ending = ENDINGS.get(language)
    shorter = ending.sub("", word) if ending else word
    if language == "ko":
        start = (shorter or word)[:KOREAN_STEM]
        return "" if start in STOP["ko"] else start
    return DOUBLED.sub(r"\1", shorter if len(shorter) >= SHORTEST else word)
