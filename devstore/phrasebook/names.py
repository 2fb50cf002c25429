"""Proper names of the demo, which stay as they are in every language."""

from devstore.seed.people import PEOPLE, Person

BRANDS = ("Hana Ceramics", "Mei Tea", "Hana", "Mei", "Yamato", "Japan Post", "DHL Express", "DHL", "EMS", "FedEx")
STAFF = ("Hana Mori", "Diego Ramos", "Diego", "Sora Ito", "Sora", "Mei Tanaka")
SHORTEST_OTHER = 2  # one Chinese character or one Hangul block is a word more often than a name


def _of(person: Person) -> set[str]:
    first, last = person.first_name, person.last_name
    names = {f"{first} {last}", f"{last} {first}", f"{last}{first}", first, last}
    return {name for name in names if name.isascii() or len(name) >= SHORTEST_OTHER}


NAMES = frozenset({*BRANDS, *STAFF, *(name for person in PEOPLE for name in _of(person))})
