"""The list of engines: one order however many change it at once, and nothing learned of a service that is no more."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest

from app.desk import engine_list
from app.desk.desk import Actor, ActorKind, open_desk
from app.desk.engine_list import Given
from app.desk.reading import egress
from app.desk.reading import engines as reading
from app.desk.sealing import sealer
from app.domain.errors import NotAllowed
from app.domain.money import Money
from app.models import EngineUse, TranslationEngine
from tests import cast
from tests.cast import NOON
from tests.explaining import plans, reads_through

SECRETS = ("demo-secret-for-tests-0123456789abcdef",)
SEALER = sealer(SECRETS)
ENGINE_USES = {"uq_engine_uses_of_a_day", "sqlite_autoindex_engine_uses", "ix_engine_uses_engine"}


@pytest.fixture
def owner(database, hana):
    return cast.agent(database, hana.id, "Hana", role="OWNER")


@pytest.fixture
def at(database, hana, owner):
    @contextmanager
    def open_(agent=owner, now=NOON):
        with open_desk(database, hana.id, Actor(ActorKind.AGENT, agent.id), now=now) as desk:
            yield desk

    return open_


def given(number=0, **more):
    return Given("libretranslate", {"url": f"http://127.0.0.1:9/{number}"}, **more)


def added(at, count):
    numbers = []
    for number in range(count):
        with at() as desk:
            numbers.append(engine_list.add(desk, SEALER, given(number)))
    return numbers


def test_many_who_move_at_once_leave_one_order(at):
    numbers = added(at, 5)
    start = threading.Barrier(8)

    def move(turn):
        start.wait()
        for _ in range(5):
            with at() as desk:
                engine_list.move(desk, numbers[turn % 5], (-1) ** turn)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(move, range(8)))
    with at() as desk:
        rows = desk.all(desk.select(TranslationEngine).order_by(TranslationEngine.position))
        assert ([row.position for row in rows], {row.id for row in rows}) == (list(range(5)), set(numbers))


def test_a_changed_engine_is_a_new_one_to_us_and_a_new_cap_is_not(at):
    (number,) = added(at, 1)
    with at() as desk:
        row = desk.get(TranslationEngine, number)
        row.failures, row.open_until, row.last_error, row.last_error_at = 4, NOON, "busy", NOON
        engine_list.keep_pairs(desk, number, {"url": "http://127.0.0.1:9/0"}, SEALER, {("es", "ja")})
    with at() as desk:
        assert not engine_list.change(
            desk, SEALER, number, given(0, monthly_cap=9, price=Decimal("1.5"), currency="USD")
        )
    with at() as desk:
        line = reading.one(desk, SEALER, number)
        assert (line.cap, line.breaker.failures, line.last_error, line.pairs) == (9, 4, "busy", {("es", "ja")})
    with at() as desk:
        assert engine_list.change(desk, SEALER, number, given(1))
    with at() as desk:
        line = reading.one(desk, SEALER, number)
        assert (line.breaker.failures, line.breaker.open_until, line.last_error, line.pairs) == (0, None, "", None)


def test_an_answer_that_comes_after_the_engine_was_changed_is_not_kept(at):
    (number,) = added(at, 1)
    with at() as desk:
        engine_list.change(desk, SEALER, number, given(7))
        engine_list.keep_pairs(desk, number, {"url": "http://127.0.0.1:9/0"}, SEALER, {("es", "ja")})
        assert reading.one(desk, SEALER, number).pairs is None
        engine_list.remove(desk, number)
    with at() as desk:
        engine_list.keep_pairs(desk, number, {}, SEALER, {("es", "ja")})


def test_every_change_is_the_owners(at, database, hana):
    (number,) = added(at, 1)
    diego = cast.agent(database, hana.id, "Diego")
    acts = (
        lambda desk: engine_list.add(desk, SEALER, given(2)),
        lambda desk: engine_list.change(desk, SEALER, number, given(2)),
        lambda desk: engine_list.remove(desk, number),
        lambda desk: engine_list.switch(desk, number, on=False),
        lambda desk: engine_list.move(desk, number, 1),
        lambda desk: engine_list.send_nothing(desk, nothing=True),
    )
    for act in acts:
        with at(diego) as desk, pytest.raises(NotAllowed):
            act(desk)
    with at(diego) as desk:
        engine_list.wake(desk, number)
        assert engine_list.listed(desk) == [("libretranslate", True)]


def test_what_it_costs_is_reckoned_in_decimals_and_only_where_a_price_was_typed(at):
    with at() as desk:
        priced = engine_list.add(desk, SEALER, given(1, price=Decimal("0.1"), currency="USD"))
        free = engine_list.add(desk, SEALER, given(2))
        for engine_id in (priced, free):
            use = {"engine": "x", "host": "x", "purpose": "DRAFT", "source": "ja", "target": "es", "masked": {}}
            desk.add(EngineUse(day=f"{NOON:%Y-%m}-03", engine_id=engine_id, characters=3, calls=1, failures=0, **use))
        assert reading.one(desk, SEALER, priced).cost == Money(Decimal("0.0000003"), "USD")
        assert reading.one(desk, SEALER, free).cost is None


def test_months_go_back_to_the_first_in_which_anything_was_counted(at):
    with at() as desk:
        assert egress.months(desk) == ("2026-11",)
        use = {"engine": "x", "host": "x", "purpose": "DRAFT", "source": "ja", "target": "es", "masked": {}}
        desk.add(EngineUse(day="2025-12-31", engine_id=1, characters=3, calls=1, failures=0, **use))
        assert egress.months(desk)[0] == "2026-11"
        assert egress.months(desk)[-1] == "2025-12"
    with at(now=NOON + timedelta(days=2000)) as desk:
        assert len(egress.months(desk)) == egress.MONTHS


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        (lambda desk: reading.lines(desk, SEALER), {"ix_translation_engines_order"}),
        (lambda desk: egress.month(desk, "2026-11"), ENGINE_USES),
        (lambda desk: egress.chunk(desk, "2026-11", ("2026-11-03", 5)), ENGINE_USES),
        (egress.months, ENGINE_USES),
        (egress.kept, {"ix_conversations_kept"}),
        (reading.needs, {"ix_conversations_"}),
    ],
)
def test_what_the_pages_ask_reads_no_table_through(at, ask, indexes):
    with at() as desk:
        told = plans(desk, ask)
    assert any(index in plan for plan in told for index in indexes), told
    assert [plan for plan in told if reads_through(plan, "conversations", "engine_uses", "translation_engines")] == []
