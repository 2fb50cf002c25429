"""Story A: Shopify says an order shipped; the mirror follows and a rule writes to the customer in his language."""

import requests

from tests.cast import HANA
from tests.stories.theatre import Theatre


def order_of(theatre: Theatre, country: str) -> tuple[int, str, str]:
    """An order of Hana's shop to that country, paid and not shipped: its row, name and customer's address."""
    found = theatre.rows(
        "SELECT o.id, o.name, o.email FROM orders o JOIN shops s ON s.id = o.shop_id"
        " WHERE s.domain = :shop AND o.country_code = :country AND o.fulfillment_status = 'UNFULFILLED'"
        " AND o.financial_status = 'PAID' AND o.email <> '' ORDER BY o.id DESC LIMIT 1",
        shop=HANA,
        country=country,
    )
    assert found, f"the seeded shop has no unshipped order to {country}"
    return found[0]


def test_a_shipped_order_is_mirrored_and_the_customer_told_in_his_language(theatre):
    order_id, name, address = order_of(theatre, "DE")
    before = len(theatre.mails(address))
    number = name.lstrip("#")
    theatre.control("POST", f"orders/{number}/fulfillments", json={"shop": HANA})
    theatre.wait(
        lambda: theatre.value("SELECT fulfillment_status FROM orders WHERE id = :id", id=order_id) == "FULFILLED",
        "the mirror to follow",
    )
    theatre.wait(lambda: len(theatre.mails(address)) == before + 1, "the rule's mail")
    theatre.settled()
    (mail,) = theatre.mails(address)[before:]
    tracking = theatre.value("SELECT tracking_url FROM fulfillments WHERE order_id = :id", id=order_id)
    assert name in mail["text"]
    assert tracking
    assert tracking in mail["text"]
    assert mail["headers"]["Auto-Submitted"] == "auto-replied"
    assert mail["headers"]["Content-Language"] == "de"
    reason = theatre.value(
        "SELECT r.reason FROM rule_runs r JOIN conversations c ON c.id = r.conversation_id"
        " WHERE c.order_id = :id AND r.outcome = 'FIRED'",
        id=order_id,
    )
    assert reason
    assert len(theatre.mails(address)) == before + 1


def test_the_order_status_page_in_a_mail_is_one_that_answers(theatre):
    order_id, name, _address = order_of(theatre, "US")
    theatre.control("POST", f"orders/{name.lstrip('#')}/fulfillments", json={"shop": HANA})
    status = "SELECT fulfillment_status FROM orders WHERE id = :id"
    theatre.wait(lambda: theatre.value(status, id=order_id) == "FULFILLED", "the mirror to follow")
    shown = theatre.value("SELECT status_page_url FROM orders WHERE id = :id", id=order_id)
    assert requests.get(shown, timeout=10).status_code == 200
