"""What remedies leave behind is still there after the process was killed: nothing of it lives in memory alone."""

from datetime import timedelta
from decimal import Decimal

from devstore.actions import goodwill, vouchers
from devstore.actions.exchanges import WantedExchange, agree, lines_for
from devstore.actions.fulfillments import ship_order
from devstore.actions.holds import WantedHold, place_hold
from devstore.actions.processing import Processed, Processing, process_return
from devstore.actions.returnable import WantedReturn
from devstore.actions.returns import create_return
from devstore.codec import encode
from devstore.main import assemble
from devstore.money import Money
from devstore.packing import packings
from devstore.settings import Settings
from devstore.state.goodwill import Discount, Recipient
from tests.processes import HANA


def _started(folder):
    return assemble(Settings.from_env({"DATA_DIR": str(folder), "DEVSTORE_APP_CONFIG": "none.toml"}))


def _all(process):
    state = process.store.shop(HANA)
    parts = (state.orders, state.customers, state.gift_cards, state.discounts)
    return [encode(list(part.values())) for part in parts], encode(state.shop), process.store.ahead


def test_goodwill_holds_exchanges_stock_and_the_clock_survive_a_restart(tmp_path):
    process = _started(tmp_path)
    with process.store.change(HANA) as change:
        order, stopped = (change.state.order_named(name) for name in ("#1068", "#1064"))
        buyer, now = order.customer_id, change.now
        owner = goodwill.owner_of(change, "Customer", buyer)
        goodwill.credit(change, owner, Money(Decimal("12.50"), "USD"), now + timedelta(days=9))
        card = vouchers.WantedCard(Money(Decimal(900), "JPY"), recipient=Recipient(buyer, "Sorry", None, now))
        vouchers.make_card(change, card)
        vouchers.make_discount(change, Discount(0, 0, "SORRY", "Sorry", now, now, now, percentage=Decimal("0.15")))
        place_hold(change, packings(stopped)[0], WantedHold("INCORRECT_ADDRESS", "case 1", "case-1"))
        parcel = ship_order(change, order)
        returned = create_return(change, order, [WantedReturn(parcel.lines[0].id, 2)])
        variant = change.state.shop.products[4].variants[0].id
        agree(change, returned, lines_for(change.state, order, [WantedExchange(variant, 1, Decimal(10))]))
        back = returned.reverse_fulfillment_orders[0].lines[0].id
        place = change.state.shop.locations[0].id
        swap = {returned.exchanges[0].id: 1}
        item = Processed(returned.lines[0].id, 1, [(back, 1, "RESTOCKED", place)])
        process_return(change, order, returned, Processing([item], exchanges=swap))
    process.store.forward(timedelta(hours=3))
    before = _all(process)
    process.store.close()
    again = _started(tmp_path)
    after = _all(again)
    again.store.close()
    assert after == before
    assert after[1]["stock"]
    assert after[2] == timedelta(hours=3)
