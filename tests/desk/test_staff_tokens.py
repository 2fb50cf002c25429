"""Agents' own tokens: sealed, one an agent, unseen from another shop, gone with the app."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.desk import privacy, shops, staff_tokens
from app.desk.desk import SYSTEM, open_desk
from app.desk.sealing import sealer
from app.desk.staff_tokens import StaffToken
from app.domain.errors import NotFound
from app.models import AgentToken
from tests import cast

KEYS = sealer(("the-secret",))
TOKEN = StaffToken("shpua_CANARY", cast.NOON + timedelta(hours=24), "write_orders")


@pytest.fixture
def diego(database, hana):
    return cast.agent(database, hana.id)


@pytest.fixture
def at(database, hana):
    return lambda **named: open_desk(database, hana.id, SYSTEM, now=cast.NOON, **named)


@pytest.fixture
def held(at, diego):
    with at() as desk:
        staff_tokens.store(desk, diego.id, TOKEN, KEYS)
    return diego


def token_of(at, agent, keys=KEYS):
    with at(read_only=True) as desk:
        return staff_tokens.standing(desk, agent.id, keys).token


def rows(database) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count(AgentToken.id)))


def test_a_token_is_unreadable_in_the_database_and_in_print(at, held):
    with at() as desk:
        (row,) = desk.all(desk.select(AgentToken))
    assert row.sealed_token
    assert "CANARY" not in row.sealed_token
    assert "CANARY" not in repr(token_of(at, held))
    assert token_of(at, held) == TOKEN


def test_the_next_token_takes_the_place_of_the_last(database, at, held):
    later = StaffToken("shpua_LATER", cast.NOON + timedelta(hours=30))
    with at() as desk:
        staff_tokens.store(desk, held.id, later, KEYS)
    assert token_of(at, held) == later
    assert rows(database) == 1


def test_another_shop_sees_neither_the_agent_nor_his_token_and_stores_nothing_for_him(database, mei, at, held):
    for act in (
        lambda desk: staff_tokens.standing(desk, held.id, KEYS),
        lambda desk: staff_tokens.store(desk, held.id, StaffToken("shpua_MEI", cast.NOON), KEYS),
    ):
        with pytest.raises(NotFound), open_desk(database, mei.id, SYSTEM, now=cast.NOON) as desk:
            act(desk)
    with open_desk(database, mei.id, SYSTEM, now=cast.NOON) as desk:
        staff_tokens.forget(desk, held.id, TOKEN.access, KEYS)
        staff_tokens.forget_all(desk)
    assert token_of(at, held) == TOKEN


def test_a_rejected_token_is_forgotten_unless_another_took_its_place(at, held):
    with at() as desk:
        staff_tokens.forget(desk, held.id, "shpua_BEFORE", KEYS)
    assert token_of(at, held) == TOKEN
    with at() as desk:
        staff_tokens.forget(desk, held.id, TOKEN.access, KEYS)
    assert token_of(at, held) is None


def test_a_token_sealed_under_a_lost_secret_is_none_and_can_be_replaced(at, held):
    new_keys = sealer(("another-secret",))
    assert token_of(at, held, new_keys) is None
    with at() as desk:
        staff_tokens.store(desk, held.id, TOKEN, new_keys)
    assert token_of(at, held, new_keys) == TOKEN


def test_tokens_go_when_the_app_is_uninstalled_or_the_shop_forgotten(database, at, held):
    with at() as desk:
        assert shops.uninstall(desk, cast.NOON + timedelta(minutes=1))
    assert rows(database) == 0
    with at() as desk:
        staff_tokens.store(desk, held.id, TOKEN, KEYS)
    with at() as desk:
        privacy.redact_shop(desk)
    assert rows(database) == 0


def test_a_standing_tells_whether_the_agent_was_removed_and_whether_the_owner_granted_him_the_shops_name(
    database, at, held
):
    def told():
        with at(read_only=True) as desk:
            found = staff_tokens.standing(desk, held.id, KEYS)
        return found.domain, found.removed, found.acts_for_shop

    assert told() == (cast.HANA, False, False)
    with database.transaction() as session:
        agent = session.get(type(held), held.id)
        agent.removed_at = agent.acts_for_shop_at = cast.NOON
    assert told() == (cast.HANA, True, True)
