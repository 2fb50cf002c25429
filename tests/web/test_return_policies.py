"""Settings → Returns: the owner writes the shop's rules by market, is warned of the law, and agents only read."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errands.runtime import Runtime
from app.models import EventRow, ReturnPolicy, Shop
from tests import cast
from tests.web.scene import Desk, sit_down

PATH = "/settings/returns"
GERMANY = {"country_code": "DE", "days": "30", "return_costs": "shop", "note": "Innerhalb von 30 Tagen."}


@pytest.fixture
def agent(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def owner(agent: Desk) -> Desk:
    agent.change(agent.agent, name="Hana", role="OWNER")
    return agent


def kept(desk: Desk) -> dict[str, tuple[int, str, str]]:
    with desk.database.transaction(read_only=True) as session:
        rows = session.scalars(select(ReturnPolicy).where(ReturnPolicy.shop_id == desk.shop.id))
        return {row.country_code: (row.days, row.return_costs, row.note) for row in rows}


def changes(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    with desk.database.transaction(read_only=True) as session:
        rows = session.scalars(select(EventRow).where(EventRow.name == "ReturnPolicyChanged").order_by(EventRow.id))
        return [(row.actor, row.payload) for row in rows]


def test_the_owner_makes_changes_and_removes_a_rule_and_it_is_recorded_who_did(owner: Desk) -> None:
    assert owner.post(PATH, GERMANY).status_code == 303
    assert kept(owner) == {"DE": (30, "shop", "Innerhalb von 30 Tagen.")}
    page = owner.page(PATH)
    assert 'id="title-DE">Germany' in page
    assert "Innerhalb von 30 Tagen.</textarea>" in page
    owner.post(PATH, GERMANY | {"days": "４５", "note": ""})
    assert kept(owner) == {"DE": (45, "shop", "")}
    assert owner.post(f"{PATH}/removal", {"country_code": "DE"}).status_code == 303
    assert kept(owner) == {}
    by = f"agent:{owner.agent.id}"
    assert changes(owner) == [(by, {"country_code": "DE", "days": days}) for days in (30, 45, None)]


def test_a_rule_for_everywhere_stands_beside_those_of_countries(owner: Desk) -> None:
    owner.post(PATH, GERMANY)
    owner.post(PATH, {"country_code": "", "days": "14", "return_costs": "customer"})
    assert set(kept(owner)) == {"", "DE"}
    page = owner.page(PATH)
    assert 'id="title-all">All countries without a rule of their own' in page
    new = page.partition('id="new"')[2]
    assert '<option value="DE"' not in new  # what has a rule is changed in its own form
    assert '<option value="FR"' in new
    assert '<option value="?" selected>Choose a country' in new
    assert owner.post(PATH, GERMANY | {"country_code": "?"}).status_code == 422


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"days": "lots"}, "days", "Enter whole days from 0 to 365."),
        ({"days": ""}, "days", "Enter whole days from 0 to 365."),
        ({"days": "-1"}, "days", "Enter whole days from 0 to 365."),
        ({"days": "1.5"}, "days", "Enter whole days from 0 to 365."),
        ({"days": "366"}, "days", "Enter whole days from 0 to 365."),
        ({"days": "9" * 5000}, "days", "Enter whole days from 0 to 365."),
        ({"country_code": "ZZ"}, "country", "Choose one of the countries."),
        ({"country_code": "Germany"}, "country", "Choose one of the countries."),
        ({"return_costs": "nobody"}, "costs", "Choose who pays for sending back."),
        ({"note": "x" * 1001}, "note", "At most 1000 characters fit here."),
    ],
)
def test_a_rule_that_cannot_be_is_told_at_its_field_and_what_was_typed_stays(
    owner: Desk, given: dict[str, str], field: str, words: str
) -> None:
    answer = owner.post(PATH, GERMANY | given)
    assert answer.status_code == 422
    assert f'id="returns-new-{field}-error">{words}' in answer.text
    if field != "days":
        assert 'value="30"' in answer.text
    assert kept(owner) == {}
    assert changes(owner) == []


def test_a_wrong_change_is_told_in_the_form_of_its_own_rule(owner: Desk) -> None:
    owner.post(PATH, GERMANY)
    answer = owner.post(PATH, GERMANY | {"days": "many"})
    assert 'id="returns-DE-days-error"' in answer.text
    assert 'value="many"' in answer.text
    assert "returns-new-days-error" not in answer.text
    assert kept(owner)["DE"][0] == 30


def test_a_rule_stricter_than_the_law_is_saved_with_a_warning_that_names_the_law(owner: Desk) -> None:
    owner.post(PATH, GERMANY | {"days": "7"})
    card = owner.page(PATH).partition('id="rule-DE"')[2].partition("</section>")[0]
    assert "The law gives the customer more, and counts:" in card
    assert "EU right of withdrawal (days: 14)" in card
    owner.post(PATH, GERMANY | {"days": "14"})
    assert "The law gives the customer more" not in owner.page(PATH)


def test_a_rule_for_everywhere_is_held_against_every_law_it_reaches(owner: Desk) -> None:
    owner.post(PATH, {"country_code": "", "days": "10", "return_costs": "customer"})
    card = owner.page(PATH).partition('id="rule-all"')[2].partition("</section>")[0]
    for title in ("EU right of withdrawal", "UK right to cancel", "Taiwanese right to rescind"):
        assert title in card  # Taiwan's for its costs
    for title in ("Japanese", "Korean", "Australia", "United States"):
        assert title not in card
    owner.post(PATH, {"country_code": "GB", "days": "14", "return_costs": "customer"})
    card = owner.page(PATH).partition('id="rule-all"')[2].partition("</section>")[0]
    assert "UK right to cancel" not in card


def test_an_agent_reads_the_rules_and_whom_to_ask_but_changes_nothing(owner: Desk) -> None:
    owner.post(PATH, GERMANY)
    cast.agent(owner.database, owner.shop.id, "Hana Sato", role="OWNER")
    owner.change(owner.agent, name="Diego", role="AGENT")
    page = owner.page(PATH)
    assert "Innerhalb von 30 Tagen." in page
    assert "Ask Hana Sato." in page
    assert f'action="{PATH}' not in page
    assert owner.post(PATH, GERMANY | {"days": "1"}).status_code == 403
    assert owner.post(f"{PATH}/removal", {"country_code": "DE"}).status_code == 403
    assert kept(owner)["DE"][0] == 30
    assert len(changes(owner)) == 1


def test_one_shops_rules_are_nothing_to_another(owner: Desk, mei: Shop) -> None:
    with owner.database.transaction() as session:
        session.add(ReturnPolicy(shop_id=mei.id, country_code="FR", days=3, return_costs="shop", changed_at=cast.NOON))
    assert 'id="rule-FR"' not in owner.page(PATH)
    assert owner.post(f"{PATH}/removal", {"country_code": "FR"}).status_code == 404
    with owner.database.transaction(read_only=True) as session:
        assert session.scalar(select(ReturnPolicy.days).where(ReturnPolicy.shop_id == mei.id)) == 3


def test_the_settings_lead_there_and_the_page_says_what_the_law_gives(agent: Desk) -> None:
    assert PATH in agent.page("/settings")
    page = agent.page(PATH)
    assert "There are no rules yet: only the law counts." in page
    assert "EU right of withdrawal" in page
    assert "https://eur-lex.europa.eu/eli/dir/2011/83/oj" in page
    assert "Not legal advice." in page


def test_the_page_speaks_japanese_with_the_law_in_it(owner: Desk) -> None:
    owner.change(owner.agent, locale="ja-JP")
    owner.post(PATH, GERMANY | {"days": "7"})
    page = owner.page(PATH)
    assert "法律のほうが購入者に有利で、法律が優先します：" in page
    assert "EUの撤回権" in page
    assert "法的助言ではありません。" in page
    assert "The law" not in page
