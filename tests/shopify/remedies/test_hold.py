"""A parcel is stopped and let go again: a lost answer changes nothing, and a part that was refused is told."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import HoldChoice, HoldReason, HoldReleaseChoice
from app.domain.remedies.course import Ask, Outcome
from app.domain.remedies.kinds import OrderRef
from app.domain.remedies.terms import Terms
from app.shopify.packing import fulfillment_orders
from app.shopify.remedies import hold, hold_release
from app.shopify.remedy import Kind, OrderGone, PartlyDone
from tests.shopify.counter import Counter, answer, counter
from tests.shopify.remedies.stand import Stand

HOLD, RELEASE = hold.KIND, hold_release.KIND
WRONG_PLACE = HoldChoice(HoldReason.INCORRECT_ADDRESS)
TWO = Terms(facts=(("fulfillment_orders", "gid://shopify/FulfillmentOrder/1 gid://shopify/FulfillmentOrder/2"),))


@pytest.fixture
def script() -> Iterator[Counter]:
    with counter() as made:
        yield made


def ready(stand: Stand, kind: Kind, ask: Ask) -> tuple[Ask, str]:
    sighting = kind.look(stand.api, ask)
    asked = replace(ask, known=sighting.seen | sighting.marks, sent_at=datetime.now(UTC))
    return asked, kind.request(asked, sighting.terms)


def held(stand: Stand, order: OrderRef) -> list[str]:
    """The reasons for which Shopify holds it."""
    return [one.reason for item in fulfillment_orders(stand.api, order.gid) for one in item.holds]


def holding(stand: Stand, order: OrderRef) -> tuple[Ask, Outcome]:
    ask, stored = ready(stand, HOLD, stand.ask(order, WRONG_PLACE))
    return ask, HOLD.send(stand.api, stored)


def problem_of(stand: Stand, kind: Kind, ask: Ask) -> Problem:
    with pytest.raises(NotPossible) as refused:
        kind.look(stand.api, ask)
    return refused.value.problem


def test_what_would_be_stopped_is_shown_with_its_place_and_no_money(stand):
    terms = HOLD.look(stand.api, stand.ask(stand.place(), WRONG_PLACE)).terms
    assert [(item.title, item.quantity, bool(item.location)) for item in terms.pieces] == [("Asagao cup", 3, True)]
    assert not terms.moves_money
    assert not HOLD.moves_money


def test_a_parcel_is_held_for_the_reason_chosen_and_let_go_again(stand):
    order = stand.place()
    ask, outcome = holding(stand, order)
    assert held(stand, order) == ["Incorrect address"]
    assert HOLD.search(stand.api, ask) == outcome.gid
    assert HOLD.read(stand.api, ask, outcome.gid) == outcome
    letting, stored = ready(stand, RELEASE, stand.ask(order, HoldReleaseChoice()))
    assert RELEASE.search(stand.api, letting) == ""
    released = RELEASE.send(stand.api, stored)
    assert held(stand, order) == []
    assert RELEASE.search(stand.api, letting) == released.gid
    assert dict(RELEASE.read(stand.api, letting, released.gid).facts) == {"released": "1"}


def test_a_lost_answer_to_a_hold_is_found_and_sending_it_again_holds_it_once(stand):
    order = stand.place()
    ask, stored = ready(stand, HOLD, stand.ask(order, WRONG_PLACE))
    stand.store.fault("fulfillmentOrderHold", "commit_then_timeout", seconds=2)
    with pytest.raises(OutcomeUnknown):
        HOLD.send(stand.api, stored)
    assert HOLD.search(stand.api, ask)
    HOLD.send(stand.api, stored)
    assert held(stand, order) == ["Incorrect address"]


def test_a_lost_answer_to_a_release_is_found_and_sending_it_again_is_no_refusal(stand):
    order = stand.place()
    holding(stand, order)
    ask, stored = ready(stand, RELEASE, stand.ask(order, HoldReleaseChoice()))
    stand.store.fault("fulfillmentOrderReleaseHold", "commit_then_timeout", seconds=2)
    with pytest.raises(OutcomeUnknown):
        RELEASE.send(stand.api, stored)
    assert RELEASE.search(stand.api, ask)
    RELEASE.send(stand.api, stored)
    assert held(stand, order) == []


def test_a_call_that_never_arrived_is_not_found(stand):
    order = stand.place()
    ask, stored = ready(stand, HOLD, stand.ask(order, WRONG_PLACE))
    stand.store.fault("fulfillmentOrderHold", "reset_before_commit")
    with pytest.raises((OutcomeUnknown, Unavailable)):
        HOLD.send(stand.api, stored)
    assert HOLD.search(stand.api, ask) == ""
    assert held(stand, order) == []


def test_what_is_shipped_or_held_already_cannot_be_stopped(stand):
    order = stand.place()
    holding(stand, order)
    assert problem_of(stand, HOLD, stand.ask(order, WRONG_PLACE)) is Problem.ON_HOLD
    shipped = stand.place()
    stand.act(shipped, "fulfillments")
    assert problem_of(stand, HOLD, stand.ask(shipped, WRONG_PLACE)) is Problem.NOTHING_TO_HOLD


def test_what_is_left_of_a_partly_shipped_order_can_be_stopped(stand):
    order = stand.place()
    stand.act(order, "fulfillments", lines={"0": 1})
    terms = HOLD.look(stand.api, stand.ask(order, WRONG_PLACE)).terms
    assert [item.quantity for item in terms.pieces] == [2]


def test_an_order_that_is_not_on_hold_cannot_be_let_go(stand):
    assert problem_of(stand, RELEASE, stand.ask(stand.place(), HoldReleaseChoice())) is Problem.NOT_HELD


def test_an_app_without_the_scope_says_which_one_it_needs(stand, limited):
    ask = limited.ask(stand.place(), WRONG_PLACE)
    assert problem_of(limited, HOLD, ask) is Problem.SCOPE_MISSING
    with pytest.raises(NotPossible, match="fulfillment_orders"):
        HOLD.look(limited.api, ask)


def test_an_order_that_is_gone_is_said_to_be_gone(stand):
    order = replace(stand.place(), gid="gid://shopify/Order/1")
    with pytest.raises(OrderGone):
        HOLD.look(stand.api, stand.ask(order, WRONG_PLACE))


def two(stand: Stand, script: Counter, *parts: object) -> tuple[Stand, str]:
    """A stored hold of two fulfillment orders, and a Shopify that answers it with these parts."""
    script.steps = [answer({"data": {f"done{at}": part for at, part in enumerate(parts)}})]
    api = replace(stand.api, settings=replace(stand.api.settings, shopify_url_template=script.url))
    return replace(stand, api=api), HOLD.request(stand.ask(stand.place(), WRONG_PLACE), TWO)


DONE = {"fulfillmentHold": {"id": "gid://shopify/FulfillmentHold/1"}, "userErrors": []}
HELD_BEFORE = {
    "fulfillmentHold": None,
    "userErrors": [{"message": "Handle taken", "code": "DUPLICATE_FULFILLMENT_HOLD_HANDLE"}],
}
NO = {"fulfillmentHold": None, "userErrors": [{"message": "Not in an open state", "code": None}]}


def test_several_parcels_are_one_call_of_stored_bytes(stand, script):
    scripted, stored = two(stand, script, DONE, HELD_BEFORE)
    outcome = HOLD.send(scripted.api, stored)
    assert outcome.gid == "gid://shopify/FulfillmentOrder/1"
    assert dict(outcome.facts) == {"held": "2"}
    assert [call.decode() for call in script.calls] == [stored]
    variables = json.loads(stored)["variables"]
    assert (variables["id0"], variables["id1"]) == tuple(TWO.facts[0][1].split())


def test_a_part_that_was_refused_beside_one_that_was_done_is_told_as_such(stand, script):
    scripted, stored = two(stand, script, DONE, NO)
    with pytest.raises(PartlyDone, match=r"Only a part .* Not in an open state"):
        HOLD.send(scripted.api, stored)


def test_a_refusal_of_all_parts_is_shopifys_words_alone(stand, script):
    scripted, stored = two(stand, script, NO, NO)
    with pytest.raises(Refused, match=r"^Not in an open state Not in an open state$"):
        HOLD.send(scripted.api, stored)


def test_a_part_without_an_answer_is_not_taken_for_done(stand, script):
    scripted, stored = two(stand, script, DONE, None)
    with pytest.raises(OutcomeUnknown):
        HOLD.send(scripted.api, stored)


GONE = {"userErrors": [{"message": "No such hold", "code": "INVALID_ACCESS"}]}
ORDER_GID = "gid://shopify/FulfillmentOrder/1"


def shown(*holds: str) -> dict[str, object]:
    return {"id": ORDER_GID, "fulfillmentHolds": [{"id": hold} for hold in holds]}


@pytest.mark.parametrize(
    ("nodes", "released"),
    [
        ([shown()], True),
        ([shown("gid://shopify/FulfillmentHold/8")], True),
        ([shown("gid://shopify/FulfillmentHold/7", "gid://shopify/FulfillmentHold/8")], False),
        ([{"id": ORDER_GID, "fulfillmentHolds": None}], False),
        ([None], False),
        ([], False),
    ],
)
def test_a_hold_that_this_token_may_not_touch_is_not_taken_for_gone(stand, script, nodes, released):
    scripted, _ = two(stand, script)
    stored = RELEASE.request(
        stand.ask(stand.place(), HoldReleaseChoice()),
        Terms(facts=(("holds", f"{ORDER_GID}=gid://shopify/FulfillmentHold/7"),)),
    )
    script.steps = [answer({"data": {"done0": GONE}}), answer({"data": {"nodes": nodes}})]
    if released:
        assert RELEASE.send(scripted.api, stored).gid == ORDER_GID
    else:
        with pytest.raises(Refused, match="No such hold"):
            RELEASE.send(scripted.api, stored)


def test_the_development_store_takes_two_in_one_document_too(stand):
    orders = [stand.place(), stand.place()]
    gids = [item.gid for order in orders for item in fulfillment_orders(stand.api, order.gid)]
    terms = Terms(facts=(("fulfillment_orders", " ".join(gids)),))
    stored = HOLD.request(stand.ask(orders[0], WRONG_PLACE), terms)
    assert dict(HOLD.send(stand.api, stored).facts) == {"held": "2"}
    assert [held(stand, order) for order in orders] == [["Incorrect address"]] * 2
