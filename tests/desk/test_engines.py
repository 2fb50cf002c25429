"""A shop's engines are read once before anybody is asked; what each was given, and how it fares, is counted by all."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.desk import engines, orders
from app.desk.engines import Use
from app.desk.sealing import sealer
from app.domain.orders import Address
from app.domain.translating.breaker import Breaker
from app.models import Conversation, EngineUse, Order, TranslationEngine
from tests import cast
from tests.cast import NOON


def equipment(runtime, shop, conversation_id=None):
    with runtime.desk(shop.id, read_only=True) as desk:
        return engines.equipment(desk, sealer(runtime.settings.api_secrets), conversation_id)


def use(engine_id=1, **fields):
    values = {"engine": "deepl", "host": "api", "purpose": "INBOUND", "source": "es", "target": "ja", "characters": 10}
    return Use(engine_id=engine_id, **(values | fields))


def record(runtime, shop, *uses, **desk):
    with runtime.desk(shop.id, **desk) as opened:
        engines.record(opened, uses)


def rows(runtime, model=EngineUse):
    with runtime.database.transaction(read_only=True) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def test_engines_stand_in_the_shops_order_with_their_settings_and_nobody_elses(runtime, hana, mei):
    sealed = cast.sealed(runtime.settings.api_secrets, url="http://one", api_key="k")
    cast.engine(runtime.database, hana.id, "echo", position=2)
    cast.engine(runtime.database, hana.id, "deepl", position=1, sealed_settings=sealed, pairs={"pairs": [["es", "ja"]]})
    cast.engine(runtime.database, hana.id, "chat", position=0, is_on=False)
    cast.engine(runtime.database, mei.id, "libretranslate")
    deepl, echo = equipment(runtime, hana).engines
    assert (deepl.name, deepl.settings, deepl.pairs) == ("deepl", {"url": "http://one", "api_key": "k"}, {("es", "ja")})
    assert (echo.name, echo.settings, echo.pairs) == ("echo", {}, None)
    assert "http://one" not in repr(deepl)


def test_settings_sealed_under_a_lost_secret_are_none(runtime, hana):
    cast.engine(runtime.database, hana.id, "deepl", sealed_settings=cast.sealed(("another-secret",), url="http://one"))
    [deepl] = equipment(runtime, hana).engines
    assert deepl.settings == {}


def test_what_is_known_of_a_customer_is_read_with_the_engines(runtime, hana):
    person = cast.customer(runtime.database, hana.id, "maria@example.es", name="María Díaz", phone="+34 600 123 456")
    with runtime.desk(hana.id) as desk:
        orders.mirror(
            desk, cast.order(shipping_address=Address(address1="Finca Los Olivos", zip="28014", city="Madrid"))
        )
    order = rows(runtime, Order)[0]
    talk = cast.conversation(runtime.database, hana.id, customer_id=person.id, order_id=order.id)
    got = equipment(runtime, hana, talk.id)
    assert (got.conversation_id, got.order_id, got.sends_out) == (talk.id, order.id, True)
    assert {"María Díaz", "maria@example.es", "+34 600 123 456", "Finca Los Olivos", "28014 Madrid"} <= set(got.known)


@pytest.mark.parametrize(
    ("shop", "conversation", "expected"), [(1, 1, True), (1, 0, False), (0, 1, False), (0, 0, False)]
)
def test_both_the_shop_and_the_conversation_must_let_words_out(runtime, hana, shop, conversation, expected):
    talk = cast.conversation(runtime.database, hana.id, sends_out=bool(conversation))
    with runtime.desk(hana.id) as desk:
        desk.shop.sends_out = bool(shop)
    assert equipment(runtime, hana, talk.id).sends_out is bool(shop and conversation)
    assert equipment(runtime, hana).sends_out is bool(shop)


def test_uses_of_a_day_add_up_in_one_row_each(runtime, hana):
    record(runtime, hana, use(), use(failed=True), use(purpose="DRAFT"), now=NOON)
    record(runtime, hana, use(), now=NOON + timedelta(days=1))
    got = [(row.day, row.purpose, row.characters, row.calls, row.failures) for row in rows(runtime)]
    assert sorted(got) == [
        ("2026-11-20", "DRAFT", 10, 1, 0),
        ("2026-11-20", "INBOUND", 20, 2, 1),
        ("2026-11-21", "INBOUND", 10, 1, 0),
    ]


def test_what_was_masked_adds_up_by_kind(runtime, hana):
    record(runtime, hana, use(masked={"card": 1, "iban": 2}), use(masked={"card": 3}), use())
    assert rows(runtime)[0].masked == {"card": 4, "iban": 2}


def test_thirty_two_who_count_at_once_all_count(runtime, hana, mei):
    start = threading.Barrier(32)

    def count(number):
        start.wait()
        for _ in range(5):
            record(runtime, (hana, mei)[number % 2], use(2, masked={"card": 1}), use(1))

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(count, range(32)))
    got = {(row.shop_id, row.engine_id): (row.calls, row.characters, row.masked) for row in rows(runtime)}
    expected = {(shop.id, 1): (80, 800, {}) for shop in (hana, mei)}
    assert got == expected | {(shop.id, 2): (80, 800, {"card": 80}) for shop in (hana, mei)}


def test_only_this_months_characters_count_against_the_cap(runtime, hana):
    row = cast.engine(runtime.database, hana.id, "deepl", monthly_cap=1_000)
    record(runtime, hana, use(row.id), now=NOON - timedelta(days=30))
    record(runtime, hana, use(row.id, characters=70))
    [deepl] = equipment(runtime, hana).engines
    assert (deepl.cap, deepl.spent) == (1_000, 70)


def fail(runtime, shop, engine_id, times=1, **told):
    for _ in range(times):
        with runtime.desk(shop.id, now=NOON) as desk:
            engines.rest(desk, engine_id, Breaker().failed(NOON, **told), "busy")


def test_failures_that_several_found_at_once_all_count(runtime, hana):
    """Each began with an engine that had never failed; the third of them opens the breaker."""
    row = cast.engine(runtime.database, hana.id, "deepl")
    fail(runtime, hana, row.id, 2)
    assert rows(runtime, TranslationEngine)[0].open_until is None
    fail(runtime, hana, row.id)
    [kept] = rows(runtime, TranslationEngine)
    assert (kept.failures, kept.open_until, kept.last_error) == (3, NOON + timedelta(seconds=30), "busy")


def test_the_longest_rest_that_was_asked_for_holds(runtime, hana):
    row = cast.engine(runtime.database, hana.id, "deepl")
    fail(runtime, hana, row.id, retry_after=600)
    fail(runtime, hana, row.id)
    assert rows(runtime, TranslationEngine)[0].open_until == NOON + timedelta(seconds=600)


def test_a_success_ends_the_rest_and_leaves_what_was_said(runtime, hana):
    row = cast.engine(runtime.database, hana.id, "deepl")
    fail(runtime, hana, row.id, 3)
    with runtime.desk(hana.id) as desk:
        engines.rest(desk, row.id, Breaker())
    [kept] = rows(runtime, TranslationEngine)
    assert (kept.failures, kept.open_until, kept.last_error) == (0, None, "busy")


def test_another_shops_engine_is_not_touched(runtime, hana, mei):
    row = cast.engine(runtime.database, hana.id, "deepl")
    fail(runtime, mei, row.id, 3)
    fail(runtime, hana, 999)
    assert rows(runtime, TranslationEngine)[0].failures == 0


def test_names_that_stay_as_they_are_written_are_the_customers_and_the_agents(runtime, hana):
    person = cast.customer(runtime.database, hana.id, name="María Díaz")
    cast.agent(runtime.database, hana.id, "Diego")
    cast.agent(runtime.database, hana.id, "Gone", removed_at=NOON)
    talk = cast.conversation(runtime.database, hana.id, customer_id=person.id)
    with runtime.desk(hana.id, read_only=True) as desk:
        assert engines.names_of(desk, desk.get(Conversation, talk.id)) == ("María Díaz", "Diego")
