"""Fills an empty store with the two shops, deterministically but for the date it is told."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from devstore.actions import goodwill
from devstore.change import Change
from devstore.money import Money
from devstore.seed import orders
from devstore.seed.goods import BRANDS, HANA, MEI, add_shop
from devstore.seed.people import PEOPLE, Person
from devstore.seed.recipes import Recipe, address, cook
from devstore.seed.stories import CREDITED
from devstore.state.shops import Customer
from devstore.store import Store

BATCH = 200
FOUNDED_DAYS = 700


def build(store: Store, size: int = 1) -> None:
    """Adds both shops with customers and orders; `size` multiplies Hana's orders."""
    now = store.now().replace(microsecond=0)
    for brand in BRANDS:
        add_shop(store, brand, now - timedelta(days=FOUNDED_DAYS))
    _add_orders(store, HANA, orders.hana(now, size), now)
    _add_orders(store, MEI, orders.mei(now), now)


def _add_orders(store: Store, domain: str, recipes: Iterable[Recipe], now: datetime) -> None:
    rest = iter(recipes)
    known: dict[str, Customer] = {}
    if domain == HANA:
        with store.change(domain) as change:
            for person in PEOPLE:
                known[person.email] = _customer(change, person, now)
    while batch := list(islice(rest, BATCH)):
        with store.change(domain) as change:
            for recipe in batch:
                person = recipe.person
                buyer = known.get(person.email) or _customer(change, person, recipe.placed)
                known[person.email] = buyer
                cook(change, recipe, buyer)
    if domain == HANA:
        _credit(store, known, now)


def _credit(store: Store, known: dict[str, Customer], now: datetime) -> None:
    """A few customers hold store credit already, given a month ago."""
    with store.change(HANA) as change:
        change.now = now - timedelta(days=30)
        for email, amount, currency in CREDITED:
            goodwill.credit(change, goodwill.Owner(known[email]), Money(Decimal(amount), currency))


def _customer(change: Change, person: Person, now: datetime) -> Customer:
    since = now - timedelta(days=orders.SPAN_DAYS + len(person.email))
    customer = Customer(
        id=change.new_id("Customer"),
        first_name=person.first_name,
        last_name=person.last_name,
        created_at=since,
        updated_at=since,
        email=person.email,
        phone=person.phone,
        locale=person.locale,
        default_address=address(person),
    )
    return change.add_customer(customer)
