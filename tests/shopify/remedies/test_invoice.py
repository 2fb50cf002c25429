"""A customer is asked once to pay what he owes; a lost answer is not followed by a second mail."""

from datetime import UTC, datetime

import pytest

from app.domain.errors import OutcomeUnknown
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import InvoiceChoice
from app.domain.remedies.course import Confirmed, Resend, Review, decide
from app.shopify.remedies import invoice
from tests.processes import HANA

KIND = invoice.KIND


@pytest.fixture
def owing(stand):
    """An order of sixty dollars that is not paid yet."""
    return stand.place(payments=[])


def effects(stand, order):
    return next(iter(stand.store.get("/control/effects", shop=HANA, order=order.gid).values()))


def test_the_look_tells_what_is_owed_in_both_currencies(stand, owing):
    terms = KIND.look(stand.api, stand.ask(owing, InvoiceChoice())).terms
    assert (terms.owes.presentment.wire(), terms.owes.presentment.currency) == ("60.00", "USD")
    assert (terms.owes.shop.wire(), terms.owes.shop.currency) == ("9000", "JPY")
    assert terms.gives is None


def test_one_mail_goes_and_no_money_moves(stand, owing):
    ask = stand.ask(owing, InvoiceChoice())
    outcome = KIND.send(stand.api, KIND.request(ask, KIND.look(stand.api, ask).terms))
    assert outcome.gid == owing.gid
    assert effects(stand, owing)["invoices"] == 1
    assert effects(stand, owing)["refunds"] == 0


def test_a_paid_order_is_asked_for_nothing(stand):
    with pytest.raises(NotPossible) as refused:
        KIND.look(stand.api, stand.ask(stand.place(), InvoiceChoice()))
    assert refused.value.problem is Problem.NOTHING_OWED


def test_a_lost_answer_is_left_to_a_person(stand, owing):
    ask = stand.ask(owing, InvoiceChoice())
    sighting = KIND.look(stand.api, ask)
    stand.store.fault("orderInvoiceSend", "commit_then_502")
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, KIND.request(ask, sighting.terms))
    now = datetime.now(UTC)
    confirmed = Confirmed(sighting.terms, frozenset(), KIND.resend, now, now, attempts=2)
    assert KIND.resend is Resend.NEVER
    assert decide(confirmed, KIND.search(stand.api, ask), sighting, now) == Review(Problem.NEVER_CONFIRMED)
    assert effects(stand, owing)["invoices"] == 1
