"""Who ordered what and when: a few orders that the demo's inquiries are about, and many that make the shop lived in."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from devstore.money import Exchange
from devstore.seed.journeys import CUSTOMS, carrier, steps, travel_days
from devstore.seed.paying import PAYMENTS
from devstore.seed.people import BY_EMAIL, PEOPLE, Person
from devstore.seed.recipes import Recipe
from devstore.seed.stories import STORIES, STORY_RATES
from devstore.state.shops import Customer

FIRST_NUMBER, LAST_NUMBER = 831, 1070
FIRST_EXTRA_NUMBER = 10_001  # orders that SIZE adds
SPAN_DAYS = 90
CURRENCY = {
    "US": "USD", "CA": "USD", "MX": "USD", "CN": "USD", "GB": "GBP", "DE": "EUR", "AT": "EUR", "FR": "EUR",
    "BE": "EUR", "ES": "EUR", "KR": "KRW", "TW": "TWD", "JP": "JPY",
}  # fmt: skip
# yen for one unit; the day's rate moves a few per cent around it
BASE_RATE = {"USD": "151.40", "EUR": "163.85", "GBP": "194.60", "TWD": "4.712", "KRW": "0.1084", "JPY": "1"}
SHIPPING = {"JP": 800, "KR": 1600, "TW": 1600, "CN": 1800}
DUTY_PERCENT = {"FR": 5, "BE": 5, "GB": 4, "US": 6}
NOTES = ("Please wrap it as a gift.", "Leave with the neighbor, please.", None, None, None, None, None, None)


# shares of a usual shop: broken, sent back and closed, on its way back, shipped in part, stuck on the way
BROKEN_SHARE, RETURNED_SHARE, RETURNING_SHARE, PART_SHARE, LATE_SHARE = 0.05, 0.10, 0.13, 0.20, 0.12
PART_DAYS, LATE_DAYS = 14, 25
SHARED_NUMBER = 1055  # of both shops, by the same buyer


@dataclass(frozen=True, slots=True)
class Season:
    """What ordinary orders are drawn from."""

    dice: random.Random
    now: datetime
    goods: tuple[str, ...]


def hana(now: datetime, size: int) -> Iterator[Recipe]:
    """The orders of Hana Ceramics, oldest first."""
    season = Season(random.Random(20_260_407), now, CERAMICS)
    told = {recipe.number: recipe for recipe in _told(now)}
    for number in range(FIRST_NUMBER, LAST_NUMBER + 1):
        common = _common(season, number, _placed(now, number))
        yield told.get(number, common)
    for extra in range((size - 1) * (LAST_NUMBER - FIRST_NUMBER + 1)):
        placed = now - timedelta(days=SPAN_DAYS * season.dice.random())
        yield _common(season, FIRST_EXTRA_NUMBER + extra, placed)


def mei(now: datetime) -> Iterator[Recipe]:
    """The orders of Mei Tea: the same names as some of Hana's, and one buyer who buys from both."""
    season = Season(random.Random(88), now, TEAS)
    for number in range(1035, 1060):
        person = BY_EMAIL["anna.schmidt@example.de"] if number == SHARED_NUMBER else None
        placed = now - timedelta(days=2 + (1059 - number) * 2.1)
        yield _common(season, number, placed, person)


def exchange_for(customer: Customer) -> Exchange:
    """The rate of an order placed by hand: that of the customer's country, else the shop's own money."""
    return exchange_to(customer.default_address.country_code if customer.default_address else "JP")


def exchange_to(country: str) -> Exchange:
    """The rate of today for what is sold to a country."""
    currency = CURRENCY.get(country, "JPY")
    return Exchange("JPY", currency, Decimal(BASE_RATE[currency]))


CERAMICS = (
    "kohiki-cup", "kohiki-cup", "hasami-mug", "asagao-plate", "mame-plate", "tokoname-teapot", "tenmoku-bowl",
    "donburi-bowl", "bud-vase", "sake-set", "chopstick-rest",
)  # fmt: skip
TEAS = ("uji-matcha", "yame-gyokuro", "sayama-sencha", "hojicha", "chasen")


def _placed(now: datetime, number: int) -> datetime:
    share = (LAST_NUMBER + 0.4 - number) / (LAST_NUMBER - FIRST_NUMBER + 1)
    return now - timedelta(days=SPAN_DAYS * share)


def _rate(dice: random.Random, currency: str) -> Decimal:
    base = Decimal(BASE_RATE[currency])
    drift = Decimal(dice.randint(-260, 260)) / 10_000
    return base if currency == "JPY" else (base * (1 + drift)).quantize(base)


def _common(season: Season, number: int, placed: datetime, person: Person | None = None) -> Recipe:
    dice, buyer = season.dice, person or season.dice.choice(PEOPLE)
    age = (season.now - placed) / timedelta(days=1)
    basket = tuple(_piece(season) for _ in range(dice.choice((1, 1, 2, 3))))
    currency = CURRENCY[buyer.country]
    shipped = dice.uniform(0.6, 2.8)
    fate, late = dice.random(), dice.random() < LATE_SHARE and age < LATE_DAYS
    refunded, returned = _aftermath(fate, shipped + travel_days(buyer.country), age)
    return Recipe(
        number=number,
        person=buyer,
        placed=placed,
        currency=currency,
        rate=_rate(dice, currency),
        basket=basket,
        shipping=SHIPPING.get(buyer.country, 2900),
        duty_percent=dice.choice((0, DUTY_PERCENT.get(buyer.country, 0))),
        shipped_after=shipped if shipped < age else None,
        shipped_pieces=1 if fate > 1 - PART_SHARE and basket[0][2] > 1 and age < PART_DAYS else None,
        company=carrier(buyer.country),
        steps=steps(buyer.country, shipped, age, late=late, customs=dice.choice(CUSTOMS)),
        refunded=refunded,
        returned=returned,
        note=dice.choice(NOTES),
    )


def _piece(season: Season) -> tuple[str, int, int]:
    return season.dice.choice(season.goods), season.dice.randrange(3), season.dice.choice((1, 1, 1, 2, 2, 3))


def _aftermath(
    fate: float, arrives: float, age: float
) -> tuple[tuple[float, int] | None, tuple[float, str, str] | None]:
    """What is refunded and what is returned: a twentieth breaks on the way, a little more is sent back."""
    if fate < BROKEN_SHARE and arrives + 2 < age:
        return (arrives + 2, 1), None
    if fate < RETURNED_SHARE and arrives + 13 < age:
        return None, (arrives + 3, "CLOSED", "It is too small.")
    if fate < RETURNING_SHARE and arrives + 4 < age:
        return None, (arrives + 3, "OPEN", "The color is different from the picture.")
    return None, None


def _told(now: datetime) -> Iterator[Recipe]:
    """The orders that inquiries, screenshots and tests know by name."""
    for row in STORIES:
        number, email, basket, shipped, days_known, options = row
        person = BY_EMAIL[email]
        placed = _placed(now, number)
        age = (now - placed) / timedelta(days=1)
        currency = CURRENCY[person.country]
        known = min(age, days_known) if shipped is not None else 0
        yield Recipe(
            number=number,
            person=person,
            placed=placed,
            currency=currency,
            rate=Decimal(STORY_RATES.get(number, BASE_RATE[currency])),
            basket=basket,
            shipping=SHIPPING.get(person.country, 2900),
            shipped_after=shipped,
            company=carrier(person.country),
            steps=steps(person.country, shipped or 0, known, late="late" in options) if shipped is not None else (),
            duty_percent=5 if "duty" in options else 0,
            shipped_pieces=1 if "part" in options else None,
            refunded=(age - 1, 1) if "refunded" in options else None,
            returned=(age - 1, "REQUESTED", "The plate is too small.") if "returning" in options else None,
            note="Please wrap it as a gift." if "gift" in options else None,
            tags=("VIP",) if "vip" in options else (),
            payment=next((kind for kind in options.split() if kind in PAYMENTS), "card"),
            import_tax_percent=20 if "importtax" in options else 0,
        )
