"""shopify.app.toml subscribes to exactly the topics that have a file, and says above each stanza which."""

import re
import tomllib
from pathlib import Path

from app.plugins import discover

MANIFEST = Path(__file__).parent.parent / "shopify.app.toml"
COMPLIANCE = {"customers/data_request", "customers/redact", "shop/redact"}
# Each scope has a use here; the stores' review asks for no more than that.
SCOPES = {
    "read_orders": "orders, their parcels, refunds and transactions, and the topics that tell of them",
    "write_orders": "refundCreate, orderCancel, orderUpdate, orderInvoiceSend",
    "read_returns": "returns, what can come back, and the topics that tell of them",
    "write_returns": "the steps of a return",
    "read_customers": "who bought, and customers/update",
    "read_fulfillments": "fulfillments/* and fulfillment_events/*",
    "read_locations": "where a refund's pieces go back to the shelf",
    "read_locales": "the shop's own language",
    "read_products": "what a piece is exchanged for",
    "read_merchant_managed_fulfillment_orders": "what has not left yet and can be held",
    "write_merchant_managed_fulfillment_orders": "fulfillmentOrderHold and fulfillmentOrderReleaseHold",
    "read_store_credit_accounts": "a customer's credit",
    "read_store_credit_account_transactions": "whether a credit was given whose answer was lost",
    "write_store_credit_account_transactions": "storeCreditAccountCredit",
    "read_gift_cards": "whether a card was made whose answer was lost",
    "write_gift_cards": "giftCardCreate",
    "read_discounts": "whether a code was made whose answer was lost",
    "write_discounts": "discountCodeBasicCreate",
    "write_customers": "giftCardCreate for a customer",
    "write_app_proxy": "the contact form in the storefront",
}
NEEDED = {
    "product": "read_products",
    "products": "read_products",
    "variant": "read_products",
    "variants": "read_products",
    "productVariants": "read_products",
    "fulfillmentOrders": "read_merchant_managed_fulfillment_orders",
    "inventoryItem": "read_inventory",
    "shopPolicies": "read_legal_policies",
    "giftCards": "read_gift_cards",
    "storeCreditAccounts": "read_store_credit_accounts",
    "codeDiscountNodeByCode": "read_discounts",
}
STANZA = re.compile(r"((?:^ *#.*\n)+) *\[\[webhooks\.subscriptions\]\]\n((?: *\w+ *=.*\n)+)", re.MULTILINE)


def _topics():
    return {module.TOPIC: name for name, module in discover("webhooks.topics").items()}


def _subscribed():
    stanzas = tomllib.loads(MANIFEST.read_text())["webhooks"]["subscriptions"]
    return [topic for stanza in stanzas for topic in stanza.get("topics", []) + stanza.get("compliance_topics", [])]


def _stanza(topic):
    file = f"# webhooks/topics/{_topics()[topic]}.py"
    return f'  {file}\n  [[webhooks.subscriptions]]\n  topics = ["{topic}"]\n  uri = "/webhooks"\n'


def test_every_topic_with_a_file_is_subscribed_to_once():
    missing = [topic for topic in _topics() if topic not in _subscribed()]
    assert not missing, "Paste into shopify.app.toml:\n\n" + "\n".join(_stanza(topic) for topic in missing)
    assert len(_subscribed()) == len(set(_subscribed()))


def test_every_subscribed_topic_has_a_file():
    without = [topic for topic in _subscribed() if topic not in _topics()]
    assert without == []


def test_a_topic_lives_in_the_file_of_its_name():
    assert {topic: name for topic, name in _topics().items() if topic.replace("/", "_") != name} == {}


def test_each_stanza_names_its_files_above_it():
    text = MANIFEST.read_text()
    found = STANZA.findall(text)
    assert len(found) == text.count("[[webhooks.subscriptions]]")
    for comment, body in found:
        named = set(re.findall(r"webhooks/topics/(\w+)\.py", comment))
        topics = set(re.findall(r'"([a-z_]+/[a-z_]+)"', body))
        assert named == {topic.replace("/", "_") for topic in topics}


def test_privacy_topics_and_no_others_go_to_the_compliance_address():
    stanzas = tomllib.loads(MANIFEST.read_text())["webhooks"]["subscriptions"]
    told = {topic for stanza in stanzas for topic in stanza.get("compliance_topics", [])}
    assert told == COMPLIANCE
    assert {stanza["uri"] for stanza in stanzas if "compliance_topics" in stanza} == {"/webhooks/compliance"}
    assert {stanza["uri"] for stanza in stanzas if "topics" in stanza} == {"/webhooks"}


def test_no_scope_is_asked_for_without_a_use():
    asked = tomllib.loads(MANIFEST.read_text())["access_scopes"]["scopes"].split(",")
    assert sorted(asked) == sorted(SCOPES)


def test_no_document_asks_for_what_needs_another_scope():
    asked = set(tomllib.loads(MANIFEST.read_text())["access_scopes"]["scopes"].split(","))
    used = {
        word
        for file in (MANIFEST.parent / "app" / "shopify").rglob("*.py")
        for document in re.findall(r'"""((?:query|mutation|\s*\{).*?)"""', file.read_text(), re.DOTALL)
        for word in re.findall(r"\w+", document)
    }
    assert "lineItems" in used
    assert {scope for word, scope in NEEDED.items() if word in used} <= asked
