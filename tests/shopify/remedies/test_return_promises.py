"""What the agent was told when a return was opened is what its processing gives, or asks for, in the end."""

import pytest

from app.domain.money import Money
from app.domain.remedies.choices import (
    Disposition,
    ExchangeLine,
    ProcessedLine,
    ReturnChoice,
    ReturningLine,
    ReturnProcessingChoice,
)
from app.domain.remedies.terms import Terms
from app.shopify import returns_reading
from app.shopify.remedies import return_creation, return_processing
from tests.shopify.remedies.back import REASON, Back, shipped

OPEN, PROCESS = return_creation.KIND, return_processing.KIND


def told_and_given(back: Back, quantity: int, **choice) -> tuple[Terms, Terms]:
    chosen = ReturnChoice((ReturningLine(back.lines[0], quantity, REASON),), **choice)
    ask, seen = back.look(OPEN, chosen)
    gid = OPEN.send(back.stand.api, OPEN.request(ask, seen.terms)).gid
    line = back.there(gid)["returnLineItems"]["nodes"][0]["id"]
    pieces = (ProcessedLine(line, quantity, Disposition.NOT_RESTOCKED),)
    _, then = back.look(PROCESS, ReturnProcessingChoice(gid, pieces, exchanges=bool(chosen.exchanges)))
    return seen.terms, then.terms


def adds_up(terms: Terms) -> Money:
    """The lines of the panel, read as a person reads them."""
    counted = [line for line in terms.lines if not line.included]
    signed = [(-1 if line.deducted else 1) * line.amount.presentment.amount for line in counted]
    return Money.of(sum(signed), "USD")


@pytest.mark.parametrize("taxes_included", [True, False])
@pytest.mark.parametrize(
    "fees",
    [{}, {"restocking_fee": "15"}, {"shipping_fee": Money.of("4.95", "USD"), "restocking_fee": "7.5"}],
    ids=["no fee", "restocking", "both fees"],
)
def test_what_was_told_is_what_is_given_and_the_lines_add_up_to_it(stand, taxes_included, fees):
    line = {"title": "Vase", "price": "19.99", "quantity": 3, "discount": "5.00", "tax": "5.18"}
    back = shipped(stand, lines=[line], taxes_included=taxes_included, rate="149.37")
    told, given = told_and_given(back, 3, **fees)
    assert told.later is not None
    assert given.gives is not None
    assert told.later.presentment == given.gives.presentment
    assert adds_up(told) == told.later.presentment
    assert adds_up(given) == given.gives.presentment


@pytest.mark.parametrize("pieces", [1, 9])
def test_an_exchange_asks_for_or_gives_what_was_told(stand, pieces):
    back = shipped(stand, lines=[{"title": "Vase", "price": "99.50", "quantity": 1}])
    ware = returns_reading.variants(stand.api, "cup")[0]
    told, given = told_and_given(back, 1, exchanges=(ExchangeLine(ware.gid, pieces),))
    assert (told.owes is None, told.later is None) == (given.owes is None, given.gives is None)
    one, other = told.owes or told.later, given.owes or given.gives
    assert one is not None
    assert other is not None
    assert one.presentment == other.presentment
