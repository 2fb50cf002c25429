"""The contact form inside the shop: signed, honest about what is wrong, and never a way to see somebody's past."""

import hashlib
import hmac
import re
import time

import pytest
from sqlalchemy import select

from app.models import Conversation, Customer, Message
from app.wsgi import create_app
from tests import cast

FORM = {
    "email": "Maria@Example.es",
    "name": "María",
    "order": "1042",
    "reason": "return",
    "message": "La taza llegó rota.",
}


@pytest.fixture
def client(runtime, hana, mei):
    return create_app(runtime).test_client()


def query(runtime, shop=cast.HANA, customer="", age=0, **more):
    values = {"shop": shop, "path_prefix": "/apps/support", "timestamp": str(int(time.time()) - age)}
    values |= {"logged_in_customer_id": customer} | more
    text = "".join(f"{name}={values[name]}" for name in sorted(values))
    secret = runtime.settings.shopify_api_secret.encode()
    return values | {"signature": hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()}


def get(client, runtime, language="en", **more):
    return client.get("/proxy/contact", query_string=query(runtime, **more), headers={"Accept-Language": language})


def send(client, runtime, form=None, **more):
    page = client.get("/proxy/contact", query_string=query(runtime)).text
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    return client.post("/proxy/contact", query_string=query(runtime, **more), data={"key": key} | (form or FORM))


def rows(runtime, model):
    with runtime.database.transaction(read_only=True) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def test_the_form_opens_in_the_visitors_language(client, runtime):
    english, japanese = get(client, runtime), get(client, runtime, "ja")
    assert (english.status_code, english.content_type) == (200, "text/html; charset=utf-8")
    assert '<html lang="en">' in english.text
    assert '<html lang="ja">' in japanese.text
    assert "Contact us" in english.text


def test_a_message_is_filed_with_what_was_typed(client, runtime, hana):
    assert send(client, runtime).status_code == 200
    [message] = rows(runtime, Message)
    [conversation] = rows(runtime, Conversation)
    assert (message.shop_id, message.channel, message.body) == (hana.id, "contact_form", "La taza llegó rota.")
    assert (message.from_address, message.verified, message.language) == ("maria@example.es", False, "es")
    assert (conversation.inquiry_kind, conversation.subject) == ("return", "Return 1042")


def test_a_form_sent_twice_is_one_message(client, runtime):
    form = FORM | {"key": "0123456789abcdef0123456789abcdef"}
    for _ in range(2):
        assert send(client, runtime, form).status_code == 200
    assert len(rows(runtime, Message)) == 1


def test_a_customer_that_shopify_vouches_for_is_verified_whatever_address_he_types(client, runtime, hana):
    known = cast.customer(runtime.database, hana.id, email="real@example.es", gid="gid://shopify/Customer/7")
    send(client, runtime, FORM | {"email": "other@example.com"}, customer="7")
    assert rows(runtime, Message)[0].verified is True
    assert rows(runtime, Conversation)[0].customer_id == known.id


def test_a_forged_body_cannot_name_a_customer(client, runtime, hana):
    cast.customer(runtime.database, hana.id, email="real@example.es", gid="gid://shopify/Customer/7")
    forged = FORM | {"customer_gid": "gid://shopify/Customer/7", "customer_id": "7", "logged_in_customer_id": "7"}
    send(client, runtime, forged)
    assert rows(runtime, Message)[0].verified is False
    assert rows(runtime, Conversation)[0].customer_id != rows(runtime, Customer)[0].id


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"message": "  "}, "Please write your message."),
        ({"email": "not an address"}, "Please give an e-mail address"),
        ({"email": ""}, "Please give an e-mail address"),
        ({"message": "x" * 5001}, "Please shorten this to 5000 characters."),
        ({"reason": "nonsense"}, "Please choose one of these."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(client, runtime, wrong, words):
    answer = send(client, runtime, FORM | {"name": "Zoë & <b>"} | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Zoë &amp; &lt;b&gt;" in answer.text
    assert rows(runtime, Message) == []


def test_a_robot_is_thanked_and_forgotten(client, runtime):
    assert send(client, runtime, FORM | {"website": "http://spam.example"}).status_code == 200
    assert rows(runtime, Message) == []


def test_one_address_is_heard_five_times_an_hour(client, runtime):
    statuses = [send(client, runtime).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert send(client, runtime, FORM | {"email": "hans@example.de"}).status_code == 200


def test_a_shop_is_heard_thirty_times_a_minute(client, runtime):
    statuses = [send(client, runtime, FORM | {"email": f"u{n}@example.com"}).status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]


@pytest.mark.parametrize(
    "change",
    [{"age": 91}, {"age": -600}, {"shop": "evil.com"}, {"signature": "0" * 64}, {"signature": "é"}],
    ids=str,
)
def test_an_unsigned_or_stale_page_does_not_open(client, runtime, change):
    wrong = query(runtime, **{name: value for name, value in change.items() if name != "signature"})
    wrong |= {name: value for name, value in change.items() if name == "signature"}
    assert client.get("/proxy/contact", query_string=wrong).status_code == 401
    assert client.post("/proxy/contact", query_string=wrong, data=FORM).status_code == 401
    assert rows(runtime, Message) == []


def test_a_shop_that_never_installed_has_no_form(client, runtime):
    assert get(client, runtime, shop="stranger.myshopify.com").status_code == 404


def test_customers_text_is_shown_as_text_and_never_as_liquid(client, runtime):
    answer = send(client, runtime, FORM | {"email": "", "message": "{{ shop.email }}<script>alert(1)</script>"})
    assert answer.content_type == "text/html; charset=utf-8"
    assert "{{ shop.email }}&lt;script&gt;" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
