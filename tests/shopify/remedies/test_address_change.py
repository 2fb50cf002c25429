"""An order is sent elsewhere while nothing has left: names keep their halves, and a lost answer changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.errors import OutcomeUnknown, Unavailable
from app.domain.orders import Address
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import AddressChangeChoice
from app.domain.remedies.course import Ask
from app.domain.remedies.kinds import OrderRef
from app.domain.remedies.terms import Notice
from app.shopify.places import addressed, credit_balances
from app.shopify.remedies.address_change import KIND
from app.shopify.remedy import OrderGone
from tests.shopify.remedies.stand import Stand

EMILY = "emily.carter@example.com"  # a seeded customer with an address in Portland
NEW = Address(
    name="Emily Jane Carter",
    address1="9 River Road",
    address2="Apt 4",
    city="Salem",
    province_code="OR",
    zip="97301",
    country_code="US",
    phone="+1 503 555 0199",
)


def place(stand: Stand) -> OrderRef:
    return stand.place(email=EMILY)


def ready(stand: Stand, order: OrderRef, wanted: Address = NEW) -> tuple[Ask, str]:
    ask = stand.ask(order, AddressChangeChoice(wanted))
    terms = KIND.look(stand.api, ask).terms
    asked = replace(ask, sent_at=datetime.now(UTC))
    return asked, KIND.request(asked, terms)


def there(stand: Stand, order: OrderRef) -> Address:
    found = addressed(stand.api, order.gid).address
    assert found is not None
    return found


def refusal(stand: Stand, order: OrderRef, wanted: Address = NEW) -> NotPossible:
    with pytest.raises(NotPossible) as refused:
        KIND.look(stand.api, stand.ask(order, AddressChangeChoice(wanted)))
    return refused.value


def test_from_where_to_where_is_shown_and_that_taxes_may_change(stand):
    terms = KIND.look(stand.api, stand.ask(place(stand), AddressChangeChoice(NEW))).terms
    facts = dict(terms.facts)
    assert facts["from"] == "Emily Carter, 418 Maple Street, 97205 Portland OR, US"
    assert facts["to"] == "Emily Jane Carter, 9 River Road, Apt 4, 97301 Salem OR, US"
    assert terms.notices == (Notice.TAX_RECALCULATED,)
    assert not terms.moves_money
    assert not KIND.moves_money


def test_an_address_is_changed_and_found(stand):
    order = place(stand)
    ask, stored = ready(stand, order)
    assert KIND.search(stand.api, ask) == ""
    outcome = KIND.send(stand.api, stored)
    assert there(stand, order) == NEW
    assert (outcome.gid, KIND.search(stand.api, ask)) == (order.gid, order.gid)
    assert KIND.read(stand.api, ask, order.gid) == outcome
    assert dict(outcome.facts) == {"to": "Emily Jane Carter, 9 River Road, Apt 4, 97301 Salem OR, US"}
    now = addressed(stand.api, order.gid)
    assert (now.first_name, now.last_name) == ("Emily Jane", "Carter")


def test_a_lost_answer_is_found_and_sending_it_again_changes_nothing(stand):
    order = place(stand)
    ask, stored = ready(stand, order)
    stand.store.fault("orderUpdate", "commit_then_timeout", seconds=2)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, stored)
    assert KIND.search(stand.api, ask) == order.gid
    KIND.send(stand.api, stored)
    assert there(stand, order) == NEW


def test_a_call_that_never_arrived_is_not_found(stand):
    order = place(stand)
    ask, stored = ready(stand, order)
    stand.store.fault("orderUpdate", "reset_before_commit")
    with pytest.raises((OutcomeUnknown, Unavailable)):
        KIND.send(stand.api, stored)
    assert KIND.search(stand.api, ask) == ""


def test_a_name_that_stays_keeps_its_halves(stand):
    order = place(stand)
    _, stored = ready(stand, order, replace(there(stand, order), address1="9 River Road"))
    KIND.send(stand.api, stored)
    now = addressed(stand.api, order.gid)
    assert (now.first_name, now.last_name) == ("Emily", "Carter")


def test_a_japanese_name_is_cut_after_the_family_name_and_still_found(stand):
    order = place(stand)
    wanted = replace(NEW, name="山田 太郎", address1="神宮前1-2-3", city="渋谷区", province_code="", country_code="JP")
    ask, stored = ready(stand, order, wanted)
    KIND.send(stand.api, stored)
    now = addressed(stand.api, order.gid)
    assert (now.first_name, now.last_name) == ("太郎", "山田")
    assert KIND.search(stand.api, ask) == order.gid


def test_an_order_of_which_a_parcel_has_left_is_refused_by_its_name(stand):
    order = place(stand)
    stand.act(order, "fulfillments", lines={"0": 1})
    refused = refusal(stand, order)
    assert refused.problem is Problem.LEFT_ALREADY
    assert order.name in str(refused)


def test_the_address_that_is_there_needs_no_change(stand):
    order = place(stand)
    assert refusal(stand, order, there(stand, order)).problem is Problem.SAME_ADDRESS


def test_an_order_without_an_address_cannot_get_one(stand):
    assert refusal(stand, stand.place()).problem is Problem.NO_ADDRESS


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"address1": ""}, "address1"),
        ({"city": ""}, "city"),
        ({"country_code": ""}, "country_code"),
        ({"country_code": "Japan"}, "country_code"),
        ({"country_code": "EU"}, "country_code"),
        ({"country_code": "QX"}, "country_code"),
    ],
)
def test_what_is_missing_is_named(stand, change, field):
    refused = refusal(stand, place(stand), replace(NEW, **change))
    assert (refused.problem, refused.field) == (Problem.ADDRESS_INCOMPLETE, field)


def test_an_order_that_is_gone_is_said_to_be_gone(stand):
    with pytest.raises(OrderGone):
        KIND.look(stand.api, stand.ask(replace(place(stand), gid="gid://shopify/Order/1"), AddressChangeChoice(NEW)))


def test_a_form_can_show_what_credit_the_customer_has(stand):
    assert credit_balances(stand.api, stand.place().gid) == ()
