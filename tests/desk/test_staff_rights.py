"""Acting in the shop's name: the owner's to grant and to end, recorded with who did it, shop by shop."""

import pytest

from app.desk import staff_rights
from app.desk.desk import SYSTEM, Actor, ActorKind, open_desk
from app.domain.errors import NotAllowed, NotFound
from app.models import Agent, EventRow
from tests import cast


@pytest.fixture
def owner(database, hana):
    return cast.agent(database, hana.id, "Hana", role="OWNER")


@pytest.fixture
def diego(database, hana):
    return cast.agent(database, hana.id)


def at(database, shop_id, who=None):
    actor = Actor(ActorKind.AGENT, who.id) if who else SYSTEM
    return open_desk(database, shop_id, actor, now=cast.NOON)


def since(database, agent):
    with database.transaction(read_only=True) as session:
        return session.get(Agent, agent.id).acts_for_shop_at


def test_the_owner_grants_and_ends_it_and_each_change_is_recorded_once(database, hana, owner, diego):
    for act in (staff_rights.grant, staff_rights.grant):
        with at(database, hana.id, owner) as desk:
            act(desk, diego.id)
    assert since(database, diego) == cast.NOON
    with at(database, hana.id, owner) as desk:
        staff_rights.withdraw(desk, diego.id)
    assert since(database, diego) is None
    with at(database, hana.id) as desk:
        events = desk.all(desk.select(EventRow).where(EventRow.name == "StaffGrantChanged").order_by(EventRow.id))
    assert [(event.actor, event.payload) for event in events] == [
        (f"agent:{owner.id}", {"agent_id": diego.id, "acts_for_shop": granted}) for granted in (True, False)
    ]


def test_nobody_but_the_owner_grants_it_least_of_all_to_himself(database, hana, owner, diego):
    for who in (diego, None):
        with pytest.raises(NotAllowed), at(database, hana.id, who) as desk:
            staff_rights.grant(desk, diego.id)
    assert since(database, diego) is None


def test_an_owner_grants_nothing_in_another_shop(database, mei, owner):
    stranger = cast.agent(database, mei.id, "Rin")
    with pytest.raises(NotFound), at(database, owner.shop_id, owner) as desk:
        staff_rights.grant(desk, stranger.id)
    with pytest.raises(NotAllowed), at(database, mei.id, stranger) as desk:
        staff_rights.grant(desk, stranger.id)
    assert since(database, stranger) is None


def test_everybody_who_is_there_is_listed_owners_first(database, hana, owner, diego, mei):
    cast.agent(database, hana.id, "Aki")
    cast.agent(database, hana.id, "Gone", removed_at=cast.NOON)
    cast.agent(database, mei.id, "Rin")
    with at(database, hana.id) as desk:
        assert [(one.name, one.is_owner) for one in staff_rights.everyone(desk)] == [
            ("Hana", True),
            ("Aki", False),
            ("Diego", False),
        ]
