"""Addresses of Europe and America. A street needs its number, and a name its capitals where words are ordinary."""

import re

WORD = r"[\w'’.-]{1,30}"
NAME = r"[A-Z\u00c0-\u00de][\w'’-]{0,30}"
DOTTED = rf"{NAME}\.?"
SMALL = r"(?:(?:de|del|della|di|da|do|dos|das|du|des|la|le|les|las|los|el|aux?|van|der|den|y|e)\s|[dlDL]['’]\s?){0,3}"
NAMES = rf"{NAME}(?: {NAME}){{0,3}}"
CODE = r"(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{3})?(?: [A-Z]{2}\b)?"
TOWN = rf"{CODE}\s{{1,2}}{NAMES}(?:\s(?i:am|an der|sur|de|del|la)\s{NAMES})?"
TAIL = rf"(?:[,\s]{{1,4}}{TOWN})"
FLOOR = (
    r"(?:,?\s{1,2}(?i:apt|apartment|appt|unit|suite|ste|flat|floor|fl|room|rm|piso|puerta|bât|étage|esc)\b\.?\s?"
    r"#?[\w-]{1,8}|,?\s{0,2}#\s?\d{1,6}|,?\s{0,2}\d{1,2}\s?[ºª°]\s?\w{0,6})"
)
HOUSE = r"(?<![\w#€$£¥.,/-])\d{1,6}[A-Za-z]?(?:[-/]\d{1,5})?"

WAYS = (
    r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|"
    r"Highway|Hwy|Parkway|Pkwy|Close|Crescent|Cres|Gardens|Gdns|Mews|Grove|Hill|Row|Broadway|Circle|Cir|Trail|Walk)"
)
STATE = r"[A-Z]{2}[ ,]{1,2}\d{5}(?:-\d{4})?"
POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"
CANADA = r"[ABCEGHJ-NPR-TVXY]\d[A-Z]\s?\d[A-Z]\d\b"
AUSTRALIA = r"(?:NSW|VIC|QLD|SA|WA|TAS|NT|ACT)\s\d{4}"
COUNTY = rf"(?:[,\s]{{1,4}}{NAMES}){{0,3}}[,\s]{{1,4}}(?:{STATE}|{POSTCODE}|(?:[A-Z]{{2}}\s)?{CANADA}|{AUSTRALIA})"
PLAIN_WAYS = r"(?:street|avenue|road|lane|boulevard|drive)"
ORDINARY = r"(?!(?:the|a|an|of|on|in|my|your|our|from|to|per|and|or|by|x|cups?|items?|pieces?|days?)\b)"
ENGLISH = (
    rf"{HOUSE},?\s(?:(?:{DOTTED}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,4}}{WAYS}\b\.?(?:\s[NSEW]{{1,2}}\b)?{FLOOR}{{0,2}}(?:{COUNTY})?",
    rf"{HOUSE},?\s(?:{ORDINARY}[a-z]{{2,20}}\s){{1,2}}{PLAIN_WAYS}\b{FLOOR}{{0,2}}(?i:{COUNTY})?",
    rf"{HOUSE}\s(?:{WORD}\s){{1,4}}(?i:{WAYS})\b\.?{FLOOR}{{0,2}}(?i:[,\s]{{1,4}}(?:{WORD}[,\s]{{1,3}}){{0,4}}{STATE})",
    rf"(?:(?i:flat|apt|apartment|unit)\s\w{{1,5}}[,\s]{{1,3}}){HOUSE},?\s{NAMES}",
    rf"(?<![\w-]){NAMES},\s{{1,2}}[A-Z]{{2}}\s{{1,2}}\d{{5}}(?:-\d{{4}})?(?!\d)",
    rf"(?<![A-Za-z0-9]){POSTCODE}",
    r"(?<![A-Za-z0-9])[ABCEGHJ-NPR-TVXY]\d[A-Z]\s\d[A-Z]\d\b",
    r"(?i:\bp\.?\s?o\.?\s?box|\bpostfach|\bapartado(?: de correos)?|\bboîte postale)\s?\d{1,3}(?:\s?\d{1,3}){0,3}",
)
FRENCH = (
    (
        rf"{HOUSE}\s?(?:bis|ter|quater)?,?\s(?i:rue|avenue|av\.|boulevard|bd|bld|place|chemin|impasse|allée|allee|quai|cours|"
        rf"route|square|passage|villa|faubourg)\s{SMALL}{WORD}(?: {SMALL}{NAME}){{0,4}}{FLOOR}{{0,2}}{TAIL}?"
    ),
    rf"{HOUSE},?\s(?i:rue|avenue|boulevard|place|chemin|allée|route)\s(?:{WORD}[ ,]{{1,2}}){{1,6}}\d{{5}}\s{NAMES}",
)
GERMAN = (
    (
        rf"(?<![\w-])(?:{NAME} )?[\w-]{{2,40}}(?i:straße|strasse|str\.|gasse|allee|chaussee|gracht|straat|laan)\s?"
        rf"\d{{1,4}}(?:\s?[a-z]\b)?(?:\s?[-/]\s?\d{{1,4}})?{TAIL}?"
    ),
    (
        rf"(?<![\w-]){NAME} (?:{NAME} )?(?i:straße|strasse|str\.|platz|allee|weg|ring|damm|ufer|gasse)\s"
        rf"\d{{1,4}}(?:\s?[a-z]\b)?{TAIL}?"
    ),
    (
        rf"(?<![\w-])(?:(?:{DOTTED}|am|an|im|der|den|dem|zur|zum)\s){{0,3}}{NAME}\s\d{{1,4}}(?:\s?[a-z])?,?\s{{1,3}}"
        rf"(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:\s[A-Z]{{2}}\b)?\s{NAMES}"
    ),
)
SPANISH = (
    (
        rf"(?<!\w)(?i:c/|calle|c\.|avda\.?|avenida|av\.|plaza|pza\.?|paseo|carrer|ronda|camino|travesía|glorieta|rua|"
        rf"travessa|praça|via|viale|piazza|corso)\s?{SMALL}{WORD}(?:\s{SMALL}{NAME}){{0,4}},?\s(?:n[º°.o]\.?\s?|núm\.?\s?)?"
        rf"\d{{1,4}}(?:\s?[A-Z]\b)?{FLOOR}{{0,3}}{TAIL}?"
    ),
)

WEST = tuple(re.compile(pattern) for pattern in (*ENGLISH, *FRENCH, *GERMAN, *SPANISH))
