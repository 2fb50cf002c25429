"""What to do next with a remedy on its way: every way it may have been sent, against everything a look may show."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.problems import Problem
from app.domain.remedies.course import (
    KEY_LIFE,
    LOOKS,
    SETTLING,
    Confirmed,
    Found,
    Resend,
    Review,
    Send,
    Sighting,
    Wait,
    decide,
)
from app.domain.remedies.terms import Notice, Part, Payment, TermLine, Terms, same_money
from tests.cast import NOON, bag

OURS = "gid://shopify/Refund/7"
KNOWN = frozenset({"gid://shopify/Refund/1"})
SECOND = timedelta(seconds=1)
KEYED, SEARCHED, CONVERGENT = Resend.KEYED, Resend.SEARCHED, Resend.CONVERGENT
SEND, WAIT = Send(), Wait()
OTHER_PIECES, OTHER_AMOUNT = Review(Problem.QUANTITY_CHANGED), Review(Problem.AMOUNT_CHANGED)
GIVEN_UP, GONE = Review(Problem.NEVER_CONFIRMED), Review(Problem.TOO_MANY)


def terms(amount: str = "40.00", shop: str = "6000", currency: str = "USD", gateway: str = "card") -> Terms:
    value = bag(shop, amount, currency)
    return Terms(gives=value, payments=(Payment(gateway, "gid://shopify/OrderTransaction/1", value),))


def confirmed(
    resend: Resend = KEYED,
    first: timedelta | None = None,
    last: timedelta | None = None,
    attempts: int = 1,
    begun: bool = False,
) -> Confirmed:
    """`first` and `last`: how long ago it was sent."""
    ago = [None if age is None else NOON - age for age in (first, first if last is None else last)]
    return Confirmed(terms(), KNOWN, resend, ago[0], ago[1], attempts, begun)


SIGHTINGS = {
    "as confirmed": Sighting(terms(), KNOWN),
    "another effect": Sighting(terms(), KNOWN | {"gid://shopify/Refund/2"}),
    "another amount": Sighting(terms("39.99"), KNOWN),
    "not possible": Problem.TOO_MANY,
}
NEVER, LONG = confirmed(), timedelta(hours=1)
# What each way of having been sent comes to, by what a look shows, in the order of SIGHTINGS.
COURSES = [
    ("never sent", NEVER, (SEND, OTHER_PIECES, OTHER_AMOUNT, GONE)),
    ("never sent, no key there", confirmed(SEARCHED), (SEND, OTHER_PIECES, OTHER_AMOUNT, GONE)),
    ("never sent, repeatable", confirmed(CONVERGENT), (SEND, OTHER_PIECES, OTHER_AMOUNT, GONE)),
    ("never sent, tried often", confirmed(attempts=LOOKS * 9), (SEND, OTHER_PIECES, OTHER_AMOUNT, GONE)),
    ("lost just now, under a key", confirmed(KEYED, SECOND), (SEND, WAIT, WAIT, WAIT)),
    ("lost just now, no key there", confirmed(SEARCHED, SECOND), (WAIT, WAIT, WAIT, WAIT)),
    ("lost just now, repeatable", confirmed(CONVERGENT, SECOND), (SEND, WAIT, WAIT, WAIT)),
    ("lost long ago, no key there", confirmed(SEARCHED, LONG), (SEND, WAIT, WAIT, WAIT)),
    ("sent again just now, no key there", confirmed(SEARCHED, LONG, SECOND), (WAIT, WAIT, WAIT, WAIT)),
    ("settled by a second", confirmed(SEARCHED, SETTLING), (SEND, WAIT, WAIT, WAIT)),
    ("one second too early", confirmed(SEARCHED, SETTLING - SECOND), (WAIT, WAIT, WAIT, WAIT)),
    ("looked for often, under a key", confirmed(KEYED, LONG, attempts=LOOKS), (SEND, GIVEN_UP, GIVEN_UP, GIVEN_UP)),
    ("looked for often, no key", confirmed(SEARCHED, LONG, attempts=LOOKS), (SEND, GIVEN_UP, GIVEN_UP, GIVEN_UP)),
    ("looked for often, but just lost", confirmed(SEARCHED, LONG, SECOND, LOOKS), (WAIT, WAIT, WAIT, WAIT)),
    ("the key's last second", confirmed(KEYED, KEY_LIFE - SECOND), (SEND, WAIT, WAIT, WAIT)),
    ("the key is too old", confirmed(KEYED, KEY_LIFE), (GIVEN_UP,) * 4),
    ("the key is too old, though sent again", confirmed(KEYED, KEY_LIFE, SECOND), (GIVEN_UP,) * 4),
    ("a day old without a key", confirmed(SEARCHED, KEY_LIFE * 2), (SEND, WAIT, WAIT, WAIT)),
    ("at work over there", confirmed(SEARCHED, LONG, begun=True), (WAIT, WAIT, WAIT, WAIT)),
    ("at work over there, under a key", confirmed(KEYED, SECOND, begun=True), (WAIT, WAIT, WAIT, WAIT)),
    ("at work for too long", confirmed(SEARCHED, LONG, attempts=LOOKS, begun=True), (GIVEN_UP,) * 4),
]
CASES = [
    pytest.param(state, SIGHTINGS[seen], step, id=f"{name} - {seen}")
    for name, state, steps in COURSES
    for seen, step in zip(SIGHTINGS, steps, strict=True)
]


@pytest.mark.parametrize(("state", "seen", "step"), CASES)
def test_the_next_step(state, seen, step):
    assert decide(state, "", seen, NOON) == step


@pytest.mark.parametrize("state", [pytest.param(state, id=name) for name, state, _ in COURSES])
@pytest.mark.parametrize("seen", SIGHTINGS.values(), ids=SIGHTINGS)
def test_what_was_found_is_ours_however_long_it_took_and_whatever_else_changed(state, seen):
    assert decide(state, OURS, seen, NOON) == Found(OURS)


@given(
    st.builds(
        lambda resend, first, share, attempts, begun: confirmed(resend, first, first * share, attempts, begun),
        st.sampled_from(Resend),
        st.timedeltas(timedelta(0), timedelta(days=3)),
        st.floats(0, 1),
        st.integers(1, 20),
        st.booleans(),
    ),
    st.sampled_from(sorted(SIGHTINGS)),
)
def test_nothing_is_sent_again_that_is_changed_begun_settling_or_older_than_its_key(state, seen):
    if decide(state, "", SIGHTINGS[seen], NOON) == SEND:
        assert seen == "as confirmed"
        assert not state.begun
        assert state.resend is not KEYED or NOON - state.first_sent_at < KEY_LIFE
        assert state.resend is not SEARCHED or NOON - state.last_sent_at >= SETTLING


@given(st.integers(1, 200), st.sampled_from(Resend), st.sampled_from(["another effect", "not possible"]))
def test_nothing_waits_for_ever(attempts, resend, seen):
    state = confirmed(resend, LONG, attempts=LOOKS + attempts)
    assert decide(state, "", SIGHTINGS[seen], NOON) == GIVEN_UP


def test_marks_that_are_new_do_not_stop_it():
    seen = Sighting(terms(), KNOWN, marks=frozenset({"gid://shopify/StoreCreditAccountTransaction/3"}))
    assert decide(NEVER, "", seen, NOON) == SEND


def test_fewer_effects_than_before_do_not_stop_it():
    assert decide(NEVER, "", Sighting(terms(), frozenset()), NOON) == SEND


NOTHING = Terms(gives=bag("0", "0.00"))
OWING = replace(terms(), owes=bag("150", "1.00"))


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        (terms(), terms(), True),
        (terms(), terms(shop="6011"), True),  # the shop's side moves with the rate
        (terms(), terms("39.99"), False),
        (terms(), terms(currency="EUR"), False),
        (terms(), terms(gateway="gift_card"), False),
        (terms(), Terms(), False),
        (Terms(), NOTHING, True),
        (terms(), OWING, False),
        (terms(), replace(terms(), later=bag("150", "1.00")), False),
        (terms(), replace(terms(), store_credit=bag("6000", "40.00")), False),
        (terms(), replace(terms(), notices=(Notice.TODAYS_RATE,)), True),
        (terms(), replace(terms(), lines=(TermLine(Part.ITEMS, bag("6000", "40.00")),)), True),
        (OWING, replace(OWING, owes=bag("150", "2.00")), False),
    ],
)
def test_the_same_money_is_what_the_customer_gets_owes_and_by_which_payment(then, now, same):
    assert same_money(then, now) is same
    assert same_money(now, then) is same
