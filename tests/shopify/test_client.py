"""Every answer is done, not done, or unknown; a question may be asked again, a mutation is sent once."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from app.domain.errors import GatewayError, OutcomeUnknown, Refused, Unavailable
from app.settings import Settings
from app.shopify.client import AccessDenied, AdminApi, TokenRejected, refuse_user_errors, request_body
from tests.cast import HANA
from tests.shopify.counter import Counter, answer, counter, drip, errors, half, reset, silence

ASK = "query Shop { shop { name } }"
DO = "mutation Pay($key: String!) { refundCreate(key: $key) { refund { id } } }"
THROTTLED = {
    "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
    "extensions": {
        "cost": {
            "requestedQueryCost": 252.0,
            "actualQueryCost": None,
            "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 52, "restoreRate": 100.0},
        }
    },
}


@pytest.fixture
def shop() -> Iterator[Counter]:
    with counter() as made:
        yield made


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def api(shop, waits) -> AdminApi:
    settings = Settings.from_env(
        {"SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": "secret", "SHOPIFY_URL_TEMPLATE": shop.url}
    )
    return AdminApi(settings, HANA, "shpat_CANARY", seconds=0.6, sleep=waits.append)


def test_a_question_goes_to_the_shops_own_address_with_its_token(api, shop):
    shop.steps = [answer({"data": {"shop": {"name": "花"}}})]
    assert api.query(ASK) == {"shop": {"name": "花"}}
    assert shop.heads[0].startswith(f"POST /shops/{HANA}/admin/api/2026-10/graphql.json HTTP/1.1")
    assert "X-Shopify-Access-Token: shpat_CANARY" in shop.heads[0]
    assert json.loads(shop.calls[0]) == {"query": ASK, "variables": {}}


def test_calls_share_a_connection(api, shop):
    shop.steps = [answer({"data": {"shop": {"name": "花"}}})]
    for _ in range(5):
        api.query(ASK)
    assert shop.connections == 1


def test_a_token_is_not_shown_when_the_client_is_printed(api):
    assert "CANARY" not in repr(api)


def test_cookies_of_one_shop_are_not_kept_for_another(api, shop):
    shop.steps = [answer({"data": {"shop": {"name": "花"}}}, Set_Cookie="who=hana; Path=/")]
    api.query(ASK)
    api.query(ASK)
    assert "cookie" not in shop.heads[1].lower()


@pytest.mark.parametrize("step", [reset, half, answer(b"", 502), answer(b"<html>", 500), answer(b"<html>")])
def test_a_question_is_asked_again_after_a_fault_of_the_road(step, api, shop, waits):
    shop.steps = [step, answer({"data": {"shop": {"name": "花"}}})]
    assert api.query(ASK) == {"shop": {"name": "花"}}
    assert len(shop.calls) == 2
    assert len(waits) == 1


def test_a_question_is_given_up_after_three_tries(api, shop):
    shop.steps = [answer(b"", 503)]
    with pytest.raises(Unavailable):
        api.query(ASK)
    assert len(shop.calls) == 3


@pytest.mark.parametrize(
    "step",
    [
        reset,
        half,
        silence,
        drip,
        answer(b"", 500),
        answer(b"<html>", 502),
        answer(b"", 503),
        answer(b"", 504),
        answer(b"<html>"),
        answer(b"[]"),
        answer(b"[" * 100_000),
        answer({}),
        answer({"data": None}),
        answer({"data": None, "errors": [{"message": "?"}]}),
        errors("INTERNAL_SERVER_ERROR"),
        errors("INTERNAL_SERVER_ERROR", ["refundCreate"], {"refundCreate": None}),
        errors("ACCESS_DENIED", ["refundCreate", "refund", "order"], {"refundCreate": None}),
        errors("IDEMPOTENCY_CONCURRENT_REQUEST", ["refundCreate"], {"refundCreate": None}),
    ],
)
def test_a_mutation_without_a_clear_answer_is_unknown_and_is_not_sent_again(step, api, shop):
    shop.steps = [step]
    with pytest.raises(OutcomeUnknown):
        api.mutate(DO, {"key": "k"})
    assert len(shop.calls) == 1


@pytest.mark.parametrize(
    "step",
    [
        answer(b"", 400),
        answer(b"", 402),
        answer(b"", 403),
        answer(b"", 404),
        answer(b"", 423),
        answer(b"", 302, Location="https://evil.example/"),
        errors("ACCESS_DENIED", ["refundCreate"], {"refundCreate": None}),
        errors("MAX_COST_EXCEEDED"),
        errors("undefinedField", ["mutation Pay"]),
        errors("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", ["refundCreate"], {"refundCreate": None}),
        errors("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", ["refundCreate"], {"refundCreate": None}),
    ],
)
def test_a_mutation_that_was_stopped_early_is_refused(step, api, shop):
    shop.steps = [step]
    with pytest.raises(Refused):
        api.mutate(DO, {"key": "k"})
    assert len(shop.calls) == 1


@pytest.mark.parametrize(
    ("step", "denied"),
    [
        (answer(b"", 403), True),
        (errors("ACCESS_DENIED", ["refundCreate"], {"refundCreate": None}), True),
        (errors("MAX_COST_EXCEEDED"), False),
        (answer(b"", 404), False),
    ],
)
def test_a_refusal_for_want_of_a_permission_is_told_apart(step, denied, api, shop):
    shop.steps = [step]
    with pytest.raises(Refused) as refused:
        api.mutate(DO, {"key": "k"})
    assert isinstance(refused.value, AccessDenied) is denied


@pytest.mark.parametrize(("code", "denied"), [("NO_REFUND_PERMISSION", True), ("INVALID", False)])
def test_user_errors_that_name_a_permission_are_told_apart(code, denied):
    with pytest.raises(Refused, match="No") as refused:
        refuse_user_errors({"errors": [{"message": "No.", "code": code}]}, "errors")
    assert isinstance(refused.value, AccessDenied) is denied


def test_a_mutation_to_a_closed_door_was_not_done(api, shop):
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    settings = Settings.from_env(
        {
            "SHOPIFY_API_KEY": "key",
            "SHOPIFY_API_SECRET": "secret",
            "SHOPIFY_URL_TEMPLATE": f"http://127.0.0.1:{port}/{{shop}}",
        }
    )
    with pytest.raises(Unavailable):
        AdminApi(settings, HANA, "t").mutate(DO, {"key": "k"})


def test_a_mutation_that_ran_is_done_even_where_a_part_of_its_answer_is_hidden(api, shop):
    data = {"refundCreate": {"refund": {"id": "gid://shopify/Refund/1", "order": None}}}
    shop.steps = [errors("ACCESS_DENIED", ["refundCreate", "refund", "order"], data)]
    done = api.mutate(DO, {"key": "k"})
    assert done["refundCreate"]["refund"]["id"] == "gid://shopify/Refund/1"
    assert done.problems[0].path == "refundCreate.refund.order"


def test_a_stored_request_is_sent_byte_for_byte(api, shop):
    shop.steps = [answer({"data": {"refundCreate": {"refund": {"id": "1"}}}})]
    stored = request_body(DO, {"key": "k", "note": "割れた"}).replace('": "', '":    "')
    api.mutate(DO, body=stored)
    assert shop.calls == [stored.encode()]


@pytest.mark.parametrize("ask", ["query", "mutate"])
def test_a_throttled_call_waits_for_what_its_bucket_lacks_and_is_sent_again(ask, api, shop, waits):
    shop.steps = [answer(THROTTLED), answer({"data": {"shop": {"name": "花"}}})]
    getattr(api, ask)(ASK)
    assert len(shop.calls) == 2
    assert 2.0 <= waits[0] <= 2.25


@pytest.mark.parametrize(("header", "seconds"), [("2.0", 2.0), ("3", 3.0), (None, 2.0), ("soon", 2.0)])
def test_http_429_waits_as_told_whatever_the_header_looks_like(header, seconds, api, shop, waits):
    headers = {"Retry_After": header} if header else {}
    shop.steps = [answer(b"", 429, **headers), answer({"data": {"shop": {"name": "花"}}})]
    api.mutate(DO, {"key": "k"})
    assert seconds <= waits[0] <= seconds + 0.25


def test_http_429_with_a_date_of_the_past_waits_hardly(api, shop, waits):
    header = "Wed, 21 Oct 2015 07:28:00 GMT"
    shop.steps = [answer(b"", 429, Retry_After=header), answer({"data": {"shop": {"name": "花"}}})]
    api.query(ASK)
    assert waits[0] <= 0.25


def test_patience_with_a_throttled_shop_ends(api, shop, waits):
    shop.steps = [answer(THROTTLED)]
    with pytest.raises(Unavailable) as error:
        api.query(ASK)
    assert error.value.retry_after == 2.0
    assert sum(waits) <= 20


def test_what_may_not_be_seen_is_null_and_named(api, shop):
    shop.steps = [
        errors("", ["shop", "email"], {"shop": {"name": "花", "email": None}}, "This app is not approved to access it")
    ]
    got = api.query(ASK)
    assert got["shop"]["name"] == "花"
    assert [problem.path for problem in got.problems] == ["shop.email"]


def test_a_question_answered_in_part_because_of_a_fault_is_no_answer(api, shop):
    shop.steps = [errors("INTERNAL_SERVER_ERROR", ["shop", "name"], {"shop": {"name": None, "id": 1}})]
    with pytest.raises(Unavailable):
        api.query(ASK)


@pytest.mark.parametrize("code", ["ACCESS_DENIED", "MAX_COST_EXCEEDED"])
def test_a_question_the_app_may_not_ask_is_refused_at_once(code, api, shop):
    shop.steps = [errors(code, data=None)]
    with pytest.raises(Refused):
        api.query(ASK)
    assert len(shop.calls) == 1


@pytest.mark.parametrize("ask", ["query", "mutate"])
def test_a_dead_token_is_told_at_once(ask, api, shop):
    shop.steps = [answer({"errors": "[API] Invalid API key or access token"}, 401)]
    with pytest.raises(TokenRejected):
        getattr(api, ask)(ASK)
    assert len(shop.calls) == 1


@pytest.mark.parametrize("step", [reset, silence, answer(b"shpat_CANARY", 500), errors("X"), answer(b"", 401)])
def test_no_error_tells_the_token(step, api, shop):
    shop.steps = [step]
    with pytest.raises(GatewayError) as error:
        api.mutate(DO, {"key": "k"})
    assert "CANARY" not in str(error.value)
    assert error.value.__cause__ is None


def test_nothing_is_printed(api, shop, capfd):
    shop.steps = [answer(b"private", 500)]
    with pytest.raises(GatewayError):
        api.query(ASK)
    assert capfd.readouterr() == ("", "")


def test_shops_do_not_mix_when_many_threads_ask(api, shop):
    shop.steps = [answer({"data": {"shop": {"name": "花"}}})]

    def ask(number: int) -> None:
        for _ in range(10):
            AdminApi(api.settings, f"shop-{number}.myshopify.com", f"token-{number}").query(ASK)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pairs = {(head.split("/shops/shop-")[1][0], head.split("Token: token-")[1][0]) for head in shop.heads}
    assert pairs == {(str(number), str(number)) for number in range(8)}


def test_errors_of_a_users_input_are_refused_in_shopifys_own_words():
    with pytest.raises(Refused, match="Cannot refund more items than were purchased"):
        refuse_user_errors({"userErrors": [{"field": None, "message": "Cannot refund more items than were purchased"}]})


@pytest.mark.parametrize("payload", [None, {}, {"userErrors": []}, {"userErrors": None}])
def test_no_errors_of_input_are_no_refusal(payload):
    refuse_user_errors(payload)


def test_a_kept_connection_that_was_closed_meanwhile_is_not_used_for_a_mutation(api, shop):
    def last_answer(connection: socket.socket) -> None:
        answer({"data": {"refundCreate": {"refund": {"id": "1"}}}})(connection)

    shop.steps = [last_answer]
    for _ in range(5):
        assert api.mutate(DO, {"key": "k"})
        time.sleep(0.02)
    assert shop.connections == 5
