"""Store credit and discount codes: what is given, what is refused, and nothing without its scope."""

import pytest

from tests.devstore.shopify_client import GIFT_CARD, installed

CREDIT = """
mutation ($id: ID!, $in: StoreCreditAccountCreditInput!) {
  storeCreditAccountCredit(id: $id, creditInput: $in) {
    storeCreditAccountTransaction {
      id event amount { amount currencyCode } balanceAfterTransaction { amount } account { id balance { amount } }
    }
    userErrors { field message code }
  }
}
"""
DEBIT = """
mutation ($id: ID!, $in: StoreCreditAccountDebitInput!) {
  storeCreditAccountDebit(id: $id, debitInput: $in) {
    storeCreditAccountTransaction { id amount { amount } balanceAfterTransaction { amount } }
    userErrors { field code }
  }
}
"""
CODE = """
mutation ($in: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $in) {
    codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic {
      title status usageLimit customerGets { value { ... on DiscountPercentage { percentage } } }
      codes(first: 1) { nodes { code } }
    } } }
    userErrors { field code extraInfo }
  }
}
"""
ACCOUNTS = """
query ($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 5) { nodes {
  id balance { amount currencyCode } transactions(first: 5, reverse: true) { nodes { __typename amount { amount } } }
} } } }
"""
SALE = {"items": {"all": True}, "value": {"percentage": 0.1}}


def _credit(client, customer, amount="1000", currency="JPY", expires=None):
    given = {"creditAmount": {"amount": amount, "currencyCode": currency}, "expiresAt": expires}
    return client.run(CREDIT, id=customer, **{"in": given})["storeCreditAccountCredit"]


def _code(client, customer, named, **more):
    given = {
        "title": "Sorry",
        "code": named,
        "startsAt": "2026-01-01T00:00:00Z",
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"customers": {"add": [customer]}},
        "customerGets": SALE,
        **more,
    }
    return client.run(CODE, **{"in": given})["discountCodeBasicCreate"]


def test_a_credit_makes_an_account_for_its_currency_and_the_next_one_uses_it(client, customer):
    first, second = _credit(client, customer), _credit(client, customer, "500")
    other = _credit(client, customer, "3.50", "USD")
    account = first["storeCreditAccountTransaction"]["account"]["id"]
    assert second["storeCreditAccountTransaction"]["account"] == {"id": account, "balance": {"amount": "1500.0"}}
    assert other["storeCreditAccountTransaction"]["account"]["id"] != account
    assert other["storeCreditAccountTransaction"]["amount"] == {"amount": "3.5", "currencyCode": "USD"}


def test_the_account_tells_its_movements_newest_first_so_that_a_lost_answer_can_be_looked_up(client, customer):
    account = _credit(client, customer)["storeCreditAccountTransaction"]["account"]["id"]
    given = {"debitAmount": {"amount": "400", "currencyCode": "JPY"}}
    taken = client.run(DEBIT, id=account, **{"in": given})["storeCreditAccountDebit"]
    assert taken["storeCreditAccountTransaction"]["balanceAfterTransaction"] == {"amount": "600.0"}
    (held,) = client.run(ACCOUNTS, id=customer)["customer"]["storeCreditAccounts"]["nodes"]
    assert held["balance"] == {"amount": "600.0", "currencyCode": "JPY"}
    assert held["transactions"]["nodes"] == [
        {"__typename": "StoreCreditAccountDebitTransaction", "amount": {"amount": "-400.0"}},
        {"__typename": "StoreCreditAccountCreditTransaction", "amount": {"amount": "1000.0"}},
    ]


def test_the_same_credit_twice_is_two_credits_as_shopify_has_no_key_for_it(client, customer):
    _credit(client, customer)
    _credit(client, customer)
    (held,) = client.run(ACCOUNTS, id=customer)["customer"]["storeCreditAccounts"]["nodes"]
    assert held["balance"]["amount"] == "2000.0"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("0", "JPY"), "NEGATIVE_OR_ZERO_AMOUNT"),
        (("-5", "JPY"), "NEGATIVE_OR_ZERO_AMOUNT"),
        (("5", "CHF"), "UNSUPPORTED_CURRENCY"),
        (("5", "JPY", "2020-01-01T00:00:00Z"), "EXPIRES_AT_IN_PAST"),
        (("99999999", "JPY"), "CREDIT_LIMIT_EXCEEDED"),
    ],
)
def test_a_wrong_credit_is_refused_with_shopifys_code_and_makes_no_account(client, customer, given, code):
    refused = _credit(client, customer, *given)
    assert refused["storeCreditAccountTransaction"] is None
    assert [error["code"] for error in refused["userErrors"]] == [code]
    assert client.run(ACCOUNTS, id=customer)["customer"]["storeCreditAccounts"]["nodes"] == []


@pytest.mark.parametrize(
    ("owner", "code"),
    [
        ("gid://shopify/Customer/1", "OWNER_NOT_FOUND"),
        ("gid://shopify/CompanyLocation/1", "OWNER_NOT_FOUND"),
        ("gid://shopify/StoreCreditAccount/1", "ACCOUNT_NOT_FOUND"),
    ],
)
def test_an_unknown_owner_gets_nothing(client, owner, code):
    assert _credit(client, owner)["userErrors"][0]["code"] == code


def test_an_account_takes_only_its_own_currency_and_gives_no_more_than_it_holds(client, customer):
    account = _credit(client, customer)["storeCreditAccountTransaction"]["account"]["id"]
    assert _credit(client, account, "1.00", "USD")["userErrors"][0]["code"] == "MISMATCHING_CURRENCY"
    given = {"debitAmount": {"amount": "1001", "currencyCode": "JPY"}}
    refused = client.run(DEBIT, id=account, **{"in": given})["storeCreditAccountDebit"]
    assert refused["userErrors"] == [{"field": ["debitInput", "debitAmount"], "code": "INSUFFICIENT_FUNDS"}]


def test_half_a_yen_is_never_rounded_into_credit(client, customer):
    given = {"creditAmount": {"amount": "10.5", "currencyCode": "JPY"}}
    (error,) = client.errors(CREDIT, id=customer, **{"in": given})
    assert "too many decimals" in error["message"]
    assert client.run(ACCOUNTS, id=customer)["customer"]["storeCreditAccounts"]["nodes"] == []


def test_the_same_discount_code_is_taken_whatever_its_letters_case(client, customer):
    made = _code(client, customer, "SORRY-7K2Q9")
    assert made["userErrors"] == []
    assert made["codeDiscountNode"]["codeDiscount"]["customerGets"]["value"] == {"percentage": 0.1}
    again = _code(client, customer, "sorry-7k2q9")
    assert again["codeDiscountNode"] is None
    assert again["userErrors"] == [{"field": ["basicCodeDiscount", "code"], "code": "TAKEN", "extraInfo": None}]
    read = "query ($c: String!) { codeDiscountNodeByCode(code: $c) { id } }"
    found = client.run(read, c="SORRY-7K2Q9")["codeDiscountNodeByCode"]
    assert found == {"id": made["codeDiscountNode"]["id"]}
    assert client.run(read, c="SORRY-NONE")["codeDiscountNodeByCode"] is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"customerGets": {"items": {"all": True}, "value": {"percentage": 10}}}, "VALUE_OUTSIDE_RANGE"),
        ({"customerGets": {"items": {"all": True}, "value": {}}}, "INVALID"),
        ({"usageLimit": 0}, "GREATER_THAN"),
        ({"endsAt": "2025-01-01T00:00:00Z"}, "END_DATE_BEFORE_START_DATE"),
        ({"context": {"customers": {"add": ["gid://shopify/Customer/1"]}}}, "INVALID"),
        ({"title": ""}, "BLANK"),
        ({"startsAt": None}, "BLANK"),
        ({"code": "x" * 256}, "TOO_LONG"),
    ],
)
def test_a_wrong_discount_is_refused_with_shopifys_code(client, customer, more, code):
    assert _code(client, customer, "SORRY-WRONG", **more)["userErrors"][0]["code"] == code


def test_a_stale_read_knows_nothing_of_what_was_just_given(client, customer):
    _credit(client, customer)
    _code(client, customer, "SORRY-STALE")
    by_code = "query ($c: String!) { codeDiscountNodeByCode(code: $c) { id } }"
    client.store.fault("codeDiscountNodeByCode", "stale_read", seconds=60)
    assert client.run(by_code, c="SORRY-STALE")["codeDiscountNodeByCode"] is None
    assert client.run(by_code, c="SORRY-STALE")["codeDiscountNodeByCode"] is not None
    client.store.fault("customer", "stale_read", seconds=60)
    (held,) = client.run(ACCOUNTS, id=customer)["customer"]["storeCreditAccounts"]["nodes"]
    assert (held["balance"]["amount"], held["transactions"]["nodes"]) == ("0.0", [])


@pytest.mark.parametrize(
    ("scope", "query", "field"),
    [
        ("write_store_credit_account_transactions", CREDIT, "storeCreditAccountCredit"),
        ("write_gift_cards", GIFT_CARD, "giftCardCreate"),
        ("write_discounts", CODE, "discountCodeBasicCreate"),
    ],
)
def test_without_its_scope_nothing_is_given(client, scope, query, field):
    read = "{ currentAppInstallation { accessScopes { handle } } }"
    held = [item["handle"] for item in client.run(read)["currentAppInstallation"]["accessScopes"]]
    path, given = "/control/app/scopes", {"in": {}, "id": "gid://shopify/Customer/1"}
    if field.startswith("store"):
        given["in"] = {"creditAmount": {"amount": "5", "currencyCode": "JPY"}}
    client.store.post(path, shop=client.shop, scopes=[one for one in held if one != scope])
    try:
        (error,) = installed(client.store).errors(query, **given)
    finally:
        client.store.post(path, shop=client.shop, scopes=held)
    assert (error["extensions"]["code"], error["path"]) == ("ACCESS_DENIED", [field])
