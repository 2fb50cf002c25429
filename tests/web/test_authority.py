"""Settings → What agents may give: the owner sets limits, names approvers and stops all money; agents see it."""

from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errands.runtime import Runtime
from app.models import Agent, AuthorityLimit, EventRow, Shop
from tests import cast
from tests.web.scene import Desk, sit_down


@pytest.fixture
def agent(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def owner(agent: Desk) -> Desk:
    agent.change(agent.agent, name="Hana", role="OWNER")
    return agent


def rows(desk: Desk) -> list[AuthorityLimit]:
    with desk.database.transaction(read_only=True) as session:
        return list(session.scalars(select(AuthorityLimit).order_by(AuthorityLimit.id)))


def changes(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.database.transaction(read_only=True) as session:
        found = session.scalars(select(EventRow).where(EventRow.name == "AuthorityChanged").order_by(EventRow.id))
        return [(row.actor, row.payload["what"], row.payload["terms"]) for row in found]


def card(desk: Desk) -> str:
    return desk.page("/settings").partition('id="authority"')[2].partition("</section>")[0]


def test_the_owner_limits_what_agents_give_and_it_is_recorded_who_did(owner: Desk) -> None:
    form = {"whom": "AGENT", "kind": "GIFT_CARD", "country_code": "US", "reason": "GOODWILL", "per_act": "10,000"}
    assert owner.post("/settings/limits", form | {"per_agent_day": "0"}).status_code == 303
    (row,) = rows(owner)
    assert (row.role, row.agent_id, row.kind, row.country_code, row.reason) == (
        "AGENT",
        None,
        "GIFT_CARD",
        "US",
        "GOODWILL",
    )
    assert (row.per_act, row.per_agent_day, row.per_order, row.currency) == (10000, 0, None, "JPY")
    shown = card(owner)
    for words in ("All agents", "Gift card", "United States", "Goodwill", "¥10,000", "¥0"):
        assert words in shown
    owner.post(f"/settings/limits/{row.id}/removal")
    assert rows(owner) == []
    by, terms = f"agent:{owner.agent.id}", "AGENT US GOODWILL GIFT_CARD per_act=10000 JPY per_agent_day=0 JPY"
    assert changes(owner) == [(by, "LIMIT_SET", terms), (by, "LIMIT_REMOVED", terms)]


def test_a_row_for_one_agent_names_him_and_one_that_forbids_says_so(owner: Desk) -> None:
    aiko = cast.agent(owner.database, owner.shop.id, "Aiko")
    owner.post("/settings/limits", {"whom": f"agent:{aiko.id}", "forbidden": "on"})
    (row,) = rows(owner)
    assert (row.role, row.agent_id, row.forbidden) == ("", aiko.id, True)
    assert "Aiko" in card(owner)
    assert "Forbidden" in card(owner)


@pytest.mark.parametrize("typed", ["10000", " 10,000 ", "１０，０００", "¥10,000", "10000円"])
def test_amounts_are_read_as_a_person_types_them(owner: Desk, typed: str) -> None:
    owner.post("/settings/limits", {"whom": "AGENT", "per_order": typed})
    assert [row.per_order for row in rows(owner)] == [10000]


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"per_act": "lots"}, "per_act", "Enter an amount in JPY"),
        ({"per_shop_day": "-1"}, "per_shop_day", "without a minus sign"),
        ({"per_act": "100.5"}, "per_act", "JPY has no amounts as small as that."),
        ({"per_act": "9999999999999"}, "per_act", "That is more than can be entered."),
        ({}, "per_act", "Enter at least one limit, or forbid it."),
        ({"per_act": "1", "whom": "EVERYBODY"}, "whom", "Choose whom the limit is for."),
        ({"per_act": "1", "kind": "LOVE"}, "kind", "Choose what is given"),
        ({"per_act": "1", "reason": "LOVE"}, "reason", "Choose a reason"),
        ({"per_act": "1", "country_code": "Mars"}, "country_code", "Choose a country"),
    ],
)
def test_what_is_no_limit_is_told_at_its_field_and_what_was_typed_stays(
    owner: Desk, form: dict[str, str], field: str, words: str
) -> None:
    answer = owner.post("/settings/limits", {"whom": "AGENT", "per_order": "777"} | form if form else {"whom": "AGENT"})
    assert answer.status_code == 422
    assert words in answer.text.partition(f'id="limit-{field}-error">')[2][:80]
    assert not form or 'value="777"' in answer.text
    assert rows(owner) == []
    assert changes(owner) == []


def test_the_older_limit_is_a_row_and_can_be_removed(owner: Desk) -> None:
    owner.change(owner.shop, agent_refund_limit=Decimal(8000))
    assert "¥8,000" in card(owner)
    assert owner.post("/settings/older_limit/removal").status_code == 303
    assert owner.row(Shop, owner.shop.id).agent_refund_limit is None
    assert "There are no limits yet" in card(owner)


def test_an_amount_in_a_currency_of_before_is_told(owner: Desk) -> None:
    owner.post("/settings/limits", {"whom": "AGENT", "per_act": "8000"})
    owner.change(owner.shop, currency="USD")
    assert "The shop's currency is USD now" in card(owner)


def test_all_money_is_stopped_and_let_go_again_with_who_and_since_when(owner: Desk) -> None:
    owner.post("/settings/limits", {"whom": "AGENT", "per_act": "5000"})
    assert owner.post("/settings/money", {"money": "off"}).status_code == 303
    assert owner.row(Shop, owner.shop.id).refunds_paused_at is not None
    assert "All money is stopped since" in card(owner)
    assert "by Hana" in card(owner)
    assert owner.post("/settings/money", {"money": "on"}).status_code == 303
    assert owner.row(Shop, owner.shop.id).refunds_paused_at is None
    assert len(rows(owner)) == 1
    assert [what for _actor, what, _terms in changes(owner)] == ["LIMIT_SET", "PAUSED", "RESUMED"]


def test_the_owner_names_who_may_approve_and_takes_it_back(owner: Desk) -> None:
    aiko = cast.agent(owner.database, owner.shop.id, "Aiko")
    owner.post(f"/settings/approvers/{aiko.id}", {"may": "on"})
    assert owner.row(Agent, aiko.id).approves_at is not None
    assert "May approve" in card(owner)
    owner.post(f"/settings/approvers/{aiko.id}", {"may": "off"})
    assert owner.row(Agent, aiko.id).approves_at is None
    assert [what for _actor, what, _terms in changes(owner)] == ["APPROVER_ADDED", "APPROVER_REMOVED"]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/settings/limits", {"whom": "AGENT", "per_act": "1"}),
        ("/settings/limits/{row}/removal", {}),
        ("/settings/older_limit/removal", {}),
        ("/settings/approvers/{me}", {"may": "on"}),
        ("/settings/money", {"money": "off"}),
        ("/settings/money", {"money": "on"}),
    ],
)
def test_an_agent_sees_the_rules_and_whom_to_ask_but_changes_nothing(
    agent: Desk, path: str, form: dict[str, Any]
) -> None:
    hana = cast.agent(agent.database, agent.shop.id, "Hana Sato", role="OWNER")
    with agent.database.transaction() as session:
        row = AuthorityLimit(shop_id=agent.shop.id, role="AGENT", currency="JPY", per_act=Decimal(8000))
        row.made_by_id, row.created_at = hana.id, cast.NOON
        session.add(row)
    shown = card(agent)
    assert "¥8,000" in shown
    assert "applies to you" in shown
    assert "Ask Hana Sato." in shown
    assert "<form" not in shown
    refused = agent.post(path.format(row=row.id, me=agent.agent.id), form)
    assert refused.status_code == 403
    assert "Ask the owner" in refused.text
    assert [kept.per_act for kept in rows(agent)] == [8000]
    assert agent.row(Shop, agent.shop.id).refunds_paused_at is None
    assert agent.row(Agent, agent.agent.id).approves_at is None
    assert changes(agent) == []


def test_one_shops_owner_changes_nothing_in_another(owner: Desk, mei: Shop) -> None:
    theirs = cast.agent(owner.database, mei.id, "Lin")
    owner.post("/settings/money", {"money": "off", "shop": mei.domain})
    assert owner.post("/settings/limits", {"whom": f"agent:{theirs.id}", "per_act": "1"}).status_code == 404
    assert owner.row(Shop, mei.id).refunds_paused_at is None
    assert rows(owner) == []
