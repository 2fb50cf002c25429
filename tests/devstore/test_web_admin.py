"""The admin's stand-in over HTTP: how the app is launched, and what the merchant's forms do to the store."""

import hashlib
import hmac
import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
import requests

from devstore import figures
from devstore.actions.edits import put_on
from devstore.seed.goods import HANA
from devstore.state.orders import LineItem
from tests.devstore.stage import Stage, stage


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("admin")) as made:
        yield made


def post(there: Stage, path: str, **form: object) -> requests.Response:
    return requests.post(f"{there.url}/admin/hana-ceramics{path}", data=form, timeout=5)


def topics(there: Stage) -> list[str]:
    return [item.topic for item in there.store.outbox.deliveries.values()]


def test_the_app_is_launched_as_shopify_does_it(there):
    page = requests.get(f"{there.url}/admin/hana-ceramics/app?path=/conversations/7%3Fview=mine", timeout=5).text
    found = re.search(r'data-src="([^"]+)"', page)
    assert found
    url = urlsplit(html.unescape(found.group(1)))
    query = dict(parse_qsl(url.query))
    message = "&".join(f"{name}={value}" for name, value in sorted(query.items()) if name != "hmac")
    made = hmac.new(there.settings.api_secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    token = jwt.decode(
        query["id_token"], there.settings.api_secret, algorithms=["HS256"], audience=there.settings.api_key
    )
    assert (url.path, query["view"], query["shop"], query["embedded"]) == ("/conversations/7", "mine", HANA, "1")
    assert query["locale"] == "ja"
    assert made == query["hmac"]
    assert token["dest"] == f"https://{HANA}"


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example/", "javascript:alert(1)"])
def test_a_path_that_leads_elsewhere_starts_the_app_at_home(there, path):
    page = requests.get(f"{there.url}/admin/hana-ceramics/app", params={"path": path}, timeout=5).text
    assert f'data-src="{there.app_url}/?' in page


@pytest.mark.parametrize("page", ["app", "orders", "money", "webhooks", "faults"])
def test_every_page_opens_for_both_shops(there, page):
    for handle in ("hana-ceramics", "mei-tea"):
        assert requests.get(f"{there.url}/admin/{handle}/{page}", timeout=5).status_code == 200


def test_the_front_door_leads_to_the_app_and_localhost_to_the_known_address(there):
    answer = requests.get(f"{there.url}/admin", timeout=5)
    assert answer.url == f"{there.url}/admin/hana-ceramics/app"
    moved = requests.get(f"{there.url}/admin", headers={"Host": "localhost:1"}, timeout=5, allow_redirects=False)
    assert moved.headers["Location"].startswith(there.url)


def test_an_unknown_shop_or_order_is_404(there):
    assert requests.get(f"{there.url}/admin/nobody/orders", timeout=5).status_code == 404
    assert requests.get(f"{there.url}/admin/mei-tea/orders/{there.order('#1042').id}", timeout=5).status_code == 404


def test_ship_this_order_ships_it_and_tells_the_app(there):
    order = there.order("#1069")
    answer = post(there, f"/orders/{order.id}/fulfillments", company="DHL Express", number="1234567890")
    parcel = order.fulfillments[0]
    assert "Shipped." in answer.text
    assert figures.fulfillment_status(order) == "FULFILLED"
    assert parcel.tracking[0].url == "https://track.dhl.example/1234567890"
    assert {"fulfillments/create", "orders/fulfilled"} <= set(topics(there))


def test_a_tracking_event_reaches_the_parcel(there):
    order = there.order("#1061")
    parcel = order.fulfillments[0]
    post(there, f"/orders/{order.id}/fulfillments/{parcel.id}/events", status="DELAYED", message="Held at customs")
    assert (parcel.events[-1].status, parcel.events[-1].message) == ("DELAYED", "Held at customs")
    assert "fulfillment_events/create" in topics(there)


def test_a_refund_outside_the_app_moves_money_once_and_more_than_is_left_is_refused(there):
    order = there.order("#1024")
    line = order.line_items[0]
    post(there, f"/orders/{order.id}/refunds", line=line.id, quantity=3)
    refused = post(there, f"/orders/{order.id}/refunds", line=line.id, quantity=2)
    assert len(order.refunds) == 1
    assert figures.refunded(order).presentment.amount == line.unit_price.presentment.amount * 3
    assert "cannot refund more items" in refused.text


def test_a_customer_s_return_request_waits_for_approval(there):
    order = there.order("#1036")
    post(there, f"/orders/{order.id}/returns", line=order.fulfillments[0].lines[0].id, note="Too small.")
    assert (order.returns[0].status, order.returns[0].lines[0].customer_note) == ("REQUESTED", "Too small.")
    assert "returns/request" in topics(there)


def test_editing_and_cancelling_change_the_order(there):
    order = there.order("#1067")
    post(there, f"/orders/{order.id}/edits", email="new@example.jp", note="Call first.", tags="VIP, gift")
    assert (order.email, order.note, order.tags) == ("new@example.jp", "Call first.", ["gift", "VIP"])
    post(there, f"/orders/{order.id}/cancellations")
    assert order.cancelled_at is not None
    assert "orders/cancelled" in topics(there)


def test_another_site_cannot_post_the_forms(there):
    order = there.order("#1064")
    url = f"{there.url}/admin/hana-ceramics/orders/{order.id}/cancellations"
    answer = requests.post(url, headers={"Origin": "https://evil.example"}, timeout=5)
    assert answer.status_code == 403
    assert order.cancelled_at is None


def test_the_search_finds_by_name_mail_and_country(there):
    for words, name in (("#1055", "#1055"), ("camille.laurent", "#1051"), ("KR", "#1044")):
        page = requests.get(f"{there.url}/admin/hana-ceramics/orders", params={"q": words}, timeout=5).text
        assert f"<strong>{name}</strong>" in page
        assert "<strong>#1042</strong>" not in page


def test_the_switch_changes_shop_and_staff_member(there):
    answer = requests.get(
        f"{there.url}/admin/switch",
        params={"shop": "mei-tea.myshopify.com", "staff": 1, "to": "admin.orders"},
        timeout=5,
    )
    assert answer.url.startswith(f"{there.url}/admin/mei-tea/orders?staff=62000000001")


def test_an_order_shows_its_payments_and_a_balance_that_the_customer_pays_with_one_click(there):
    order = there.order("#1068")
    with there.store.change(HANA) as change:
        put_on(change, order, LineItem(change.new_id("LineItem"), "Box", 1, order.exchange.bag("12.00")))
    page = requests.get(f"{there.url}/admin/hana-ceramics/orders/{order.id}", timeout=5).text
    assert "Still to pay: $12.00" in page
    assert "Shopify Payments" in page
    post(there, f"/orders/{order.id}/payments")
    assert not figures.outstanding(there.order("#1068"))
    assert "Still to pay" not in requests.get(f"{there.url}/admin/hana-ceramics/orders/{order.id}", timeout=5).text


def test_the_money_count_tells_who_holds_store_credit(there):
    page = requests.get(f"{there.url}/admin/hana-ceramics/money", timeout=5).text
    assert "olivia.brooks@example.com" in page
    assert "12.00 USD" in page
