"""The truth before money goes back: its lines, read as a person reads them, come to what is paid."""

from decimal import Decimal

import pytest

from app.domain.refunds import SelectedLine
from app.domain.remedies.choices import CancellationChoice, RefundChoice
from app.domain.remedies.terms import Part, Terms
from app.shopify import refund_order
from app.shopify.remedies import cancellation, refund
from tests.shopify.remedies.stand import Stand

BOWL = {"title": "Bowl", "price": "110.00", "quantity": 2, "tax": "20.00"}


def refunded(stand: Stand, **more) -> Terms:
    order = stand.place([BOWL], **more)
    line = refund_order.look(stand.api, order.gid).lines[0]
    return refund.KIND.look(stand.api, stand.ask(order, RefundChoice((SelectedLine(line.gid, 1),)))).terms


def cancelled(stand: Stand, **more) -> Terms:
    return cancellation.KIND.look(stand.api, stand.ask(stand.place([BOWL], **more), CancellationChoice())).terms


@pytest.mark.parametrize("taxes_included", [True, False])
@pytest.mark.parametrize("look", [refunded, cancelled])
def test_tax_is_shown_and_counts_only_where_it_comes_on_top(stand, look, taxes_included):
    terms = look(stand, taxes_included=taxes_included)
    (tax,) = (line for line in terms.lines if line.part is Part.TAX)
    assert tax.amount.presentment
    assert tax.included is taxes_included
    together = sum((line.amount.presentment.amount for line in terms.lines if not line.included), Decimal(0))
    assert terms.gives is not None
    assert together == terms.gives.presentment.amount


def test_an_amount_that_people_write_without_decimals_goes_back_to_the_last_para(stand):
    order = stand.place([{"title": "Bowl", "price": "1234.56", "quantity": 1}], currency="RSD", rate="1.4")
    line = refund_order.look(stand.api, order.gid).lines[0]
    ask = stand.ask(order, RefundChoice((SelectedLine(line.gid, 1),)))
    refund.KIND.send(stand.api, refund.KIND.request(ask, refund.KIND.look(stand.api, ask).terms))
    assert stand.money(order)["presentment"] == {"amount": "1234.56", "currency": "RSD"}
