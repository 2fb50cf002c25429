"""Settings → Refunds: the owner limits what agents decide and stops all refunds; agents see it and no more."""

from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errands.runtime import Runtime
from app.models import EventRow, Shop
from tests import cast
from tests.web.scene import Desk, sit_down


@pytest.fixture
def agent(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def owner(agent: Desk) -> Desk:
    agent.change(agent.agent, name="Hana", role="OWNER")
    return agent


def limit(desk: Desk) -> Decimal | None:
    found: Decimal | None = desk.row(Shop, desk.shop.id).agent_refund_limit
    return found


def changes(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    with desk.database.transaction(read_only=True) as session:
        rows = session.scalars(select(EventRow).where(EventRow.name == "RefundRulesChanged").order_by(EventRow.id))
        return [(row.actor, row.payload) for row in rows]


def test_the_owner_limits_what_agents_decide_and_it_is_recorded_who_did(owner: Desk) -> None:
    assert owner.post("/settings/money", {"limit": "10,000"}).status_code == 303
    assert limit(owner) == 10000
    assert 'value="10000"' in owner.page("/settings")
    owner.post("/settings/money", {"limit": "0"})
    assert limit(owner) == 0
    assert 'value="0"' in owner.page("/settings")
    owner.post("/settings/money", {"limit": ""})
    assert limit(owner) is None
    by = f"agent:{owner.agent.id}"
    assert changes(owner) == [(by, {"limit": given, "paused": False}) for given in ("10000", "0", "")]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("lots", "Enter an amount such as 10000"),
        ("-1", "Enter an amount such as 10000"),
        ("1,00", "Enter an amount such as 10000"),
        ("1e3", "Enter an amount such as 10000"),
        ("100.5", "JPY has no amounts as small as that."),
        ("9999999999999", "That is more than can be set."),
    ],
)
def test_a_limit_that_is_no_amount_is_told_at_its_field(owner: Desk, given: str, words: str) -> None:
    answer = owner.post("/settings/money", {"limit": given})
    assert answer.status_code == 422
    assert f'id="money-limit-error">{words}' in answer.text
    assert f'value="{given}"' in answer.text
    assert limit(owner) is None
    assert changes(owner) == []


def test_all_refunds_are_stopped_and_allowed_again_and_the_limit_stays(owner: Desk) -> None:
    owner.post("/settings/money", {"limit": "5000"})
    assert owner.post("/settings/money", {"refunds": "off"}).status_code == 303
    assert owner.row(Shop, owner.shop.id).refunds_paused_at is not None
    assert "All refunds are stopped since" in owner.page("/settings")
    assert owner.post("/settings/money", {"refunds": "on"}).status_code == 303
    assert owner.row(Shop, owner.shop.id).refunds_paused_at is None
    assert limit(owner) == 5000
    assert [paper["paused"] for _actor, paper in changes(owner)] == [False, True, False]


@pytest.mark.parametrize("form", [{"limit": "1"}, {"refunds": "off"}, {"refunds": "on"}])
def test_an_agent_sees_the_rules_and_whom_to_ask_but_changes_nothing(agent: Desk, form: dict[str, str]) -> None:
    cast.agent(agent.database, agent.shop.id, "Hana Sato", role="OWNER")
    agent.change(agent.shop, agent_refund_limit=Decimal(8000))
    page = agent.page("/settings")
    assert "You can refund up to ¥8,000 at a time by yourself." in page
    assert "Ask Hana Sato." in page
    assert 'action="/settings/money' not in page
    refused = agent.post("/settings/money", form)
    assert refused.status_code == 403
    assert "Ask the owner" in refused.text
    assert limit(agent) == 8000
    assert agent.row(Shop, agent.shop.id).refunds_paused_at is None
    assert changes(agent) == []


def test_one_shops_owner_changes_nothing_in_another(owner: Desk, mei: Shop) -> None:
    owner.post("/settings/money", {"limit": "1", "shop_id": str(mei.id)})
    owner.post("/settings/money", {"refunds": "off", "shop": mei.domain})
    theirs = owner.row(Shop, mei.id)
    assert (theirs.agent_refund_limit, theirs.refunds_paused_at) == (None, None)
