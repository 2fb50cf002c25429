"""Settings → Staff: the owner lets somebody act in the shop's name; agents see it and change nothing."""

import pytest
from flask.testing import FlaskClient

from app.errands.runtime import Runtime
from app.models import Agent, Shop
from tests import cast
from tests.web.scene import Desk, sit_down

NAME = "Let act in the shop's name"


@pytest.fixture
def agent(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


@pytest.fixture
def owner(agent: Desk) -> Desk:
    agent.change(agent.agent, name="Hana", role="OWNER")
    return agent


@pytest.fixture
def sora(owner: Desk) -> Agent:
    return cast.agent(owner.database, owner.shop.id, "Sora")


def acts(desk: Desk, agent: Agent) -> bool:
    return desk.row(Agent, agent.id).acts_for_shop_at is not None


def card(desk: Desk) -> str:
    return desk.page("/settings").partition('id="staff"')[2].partition("</section>")[0]


def test_the_owner_lets_somebody_act_in_the_shops_name_and_ends_it_again(owner: Desk, sora: Agent) -> None:
    assert card(owner).count(NAME) == 1
    assert owner.post(f"/settings/staff/{sora.id}", {"acts_for_shop": "on"}).status_code == 303
    assert acts(owner, sora)
    assert "In the shop's name since" in card(owner)
    assert NAME not in card(owner)
    assert owner.post(f"/settings/staff/{sora.id}", {"acts_for_shop": "off"}).status_code == 303
    assert not acts(owner, sora)
    assert "In the shop's name since" not in card(owner)


def test_an_agent_sees_who_acts_in_whose_name_and_changes_nothing(agent: Desk) -> None:
    cast.agent(agent.database, agent.shop.id, "Hana Mori", role="OWNER")
    shown = card(agent)
    assert "Hana Mori" in shown
    assert "<form" not in shown
    refused = agent.post(f"/settings/staff/{agent.agent.id}", {"acts_for_shop": "on"})
    assert refused.status_code == 403
    assert not acts(agent, agent.agent)


def test_an_agent_of_another_shop_is_not_found(owner: Desk, mei: Shop) -> None:
    stranger = cast.agent(owner.database, mei.id, "Rin")
    assert "Rin" not in card(owner)
    assert owner.post(f"/settings/staff/{stranger.id}", {"acts_for_shop": "on"}).status_code == 404
    assert not acts(owner, stranger)
