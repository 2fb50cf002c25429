"""The online store: its own pages, and the app's proxy pages signed as Shopify signs them."""

import hashlib
import hmac
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
import requests

from devstore.seed.goods import HANA
from tests.devstore.stage import Stage, stage


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("storefront")) as made:
        yield made


@pytest.fixture
def there(whole: Stage) -> Stage:
    whole.stub.heard.clear()
    return whole


def is_signed(there: Stage, query: str) -> bool:
    """Shopify's own rule, told again: sorted, joined without anything between, lists by comma."""
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)["signature"]
    names = sorted({name for name, _ in pairs} - {"signature"})
    joined = [f"{name}={','.join(value for key, value in pairs if key == name)}" for name in names]
    made = hmac.new(there.settings.api_secret.encode(), "".join(sorted(joined)).encode(), hashlib.sha256)
    return hmac.compare_digest(made.hexdigest(), given)


def test_a_proxied_page_is_signed_over_everything_in_its_query(there):
    url = f"{there.url}/storefront/{HANA}/apps/support/contact?x=1&x=2&name=Zoë"
    answer = requests.get(url, timeout=5)
    heard = there.stub.heard[-1]
    query = dict(parse_qsl(heard.query, keep_blank_values=True))
    assert "<p id='inside'>proxied</p>" in answer.text
    assert (heard.path, query["shop"]) == ("/proxy/contact", HANA)
    assert query["path_prefix"] == f"/storefront/{HANA}/apps/support"
    assert (query["logged_in_customer_id"], query["timestamp"].isdecimal()) == ("", True)
    assert is_signed(there, heard.query)
    assert not is_signed(there, heard.query.replace("x=2", "x=3"))


def test_a_visitor_cannot_say_who_is_logged_in(there):
    url = f"{there.url}/storefront/{HANA}/apps/support/contact?logged_in_customer_id=7&shop=evil.example&signature=0"
    requests.get(url, timeout=5)
    query = dict(parse_qsl(there.stub.heard[-1].query, keep_blank_values=True))
    assert (query["logged_in_customer_id"], query["shop"]) == ("", HANA)
    assert is_signed(there, there.stub.heard[-1].query)


def test_the_customer_of_the_switch_is_vouched_for_and_remembered(there):
    customer = next(iter(there.store.shop(HANA).customers))
    visitor = requests.Session()
    visitor.get(f"{there.url}/storefront/{HANA}/?as={customer}", timeout=5)
    visitor.get(f"{there.url}/storefront/{HANA}/apps/support/contact", timeout=5)
    heard = there.stub.heard[-1]
    query = dict(parse_qsl(heard.query, keep_blank_values=True))
    visitor.close()
    assert query["logged_in_customer_id"] == str(customer)
    assert "Cookie" not in heard.headers


def test_nobody_is_vouched_for_who_is_no_customer(there):
    requests.get(f"{there.url}/storefront/{HANA}/apps/support/contact?as=12345", timeout=5)
    query = dict(parse_qsl(there.stub.heard[-1].query, keep_blank_values=True))
    assert query["logged_in_customer_id"] == ""


def test_a_form_goes_through_with_its_body(there):
    requests.post(f"{there.url}/storefront/{HANA}/apps/support/contact", data={"message": "¿Dónde?"}, timeout=5)
    heard = there.stub.heard[-1]
    assert heard.body == b"message=%C2%BFD%C3%B3nde%3F"
    assert heard.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_the_store_s_own_pages_show_goods_and_the_customer_s_orders(there):
    customer = there.order("#1042").customer_id
    home = requests.get(f"{there.url}/storefront/{HANA}/", timeout=5).text
    product = requests.get(f"{there.url}/storefront/{HANA}/products/kohiki-cup", timeout=5).text
    account = requests.get(f"{there.url}/storefront/{HANA}/account?as={customer}", timeout=5).text
    assert "Kohiki Coffee Cup" in home
    assert "White slip" in product
    assert "#1042" in account
    assert "#1055" not in account


@pytest.mark.parametrize(
    "path", ["nobody.myshopify.com/", f"{HANA}/products/nothing", "nobody.myshopify.com/apps/support/x"]
)
def test_what_is_not_there_is_404(there, path):
    assert requests.get(f"{there.url}/storefront/{path}", timeout=5).status_code == 404


def test_an_app_that_is_away_is_said_to_be_away(there, monkeypatch):
    monkeypatch.setattr("devstore.web.storefront.PROXY_SECONDS", 0.2)
    there.stub.gate.clear()
    answer = requests.get(f"{there.url}/storefront/{HANA}/apps/support/contact", timeout=5)
    there.stub.gate.set()
    assert answer.status_code == 502
    assert "not answering" in answer.text


def test_a_logged_in_customer_can_buy_and_the_app_hears_of_it(there):
    customer = there.order("#1055").customer_id
    variant = there.store.shop(HANA).shop.products[0].variants[0]
    before = len(there.store.shop(HANA).orders)
    answer = requests.post(
        f"{there.url}/storefront/{HANA}/orders?as={customer}", data={"variant": variant.id}, timeout=5
    )
    bought = list(there.store.shop(HANA).orders.values())[-1]
    assert answer.status_code == 200
    assert len(there.store.shop(HANA).orders) == before + 1
    assert (bought.customer_id, bought.exchange.presentment_currency) == (customer, "EUR")
    assert "orders/create" in {item.topic for item in there.store.outbox.deliveries.values()}


def test_nobody_buys_without_being_somebody_or_what_is_not_sold(there):
    customer = there.order("#1055").customer_id
    variant = there.store.shop(HANA).shop.products[0].variants[0].id
    url = f"{there.url}/storefront/{HANA}/orders"
    assert requests.post(f"{url}?as=0", data={"variant": variant}, timeout=5).status_code == 400
    assert requests.post(f"{url}?as={customer}", data={"variant": 1}, timeout=5).status_code == 400
