"""The Admin API, one shop at a time: every answer is done, not done, or unknown, and a mutation is never sent twice.

Shopify's own client is used for its session and its shape; its transport is not: that opens a connection a call,
waits for ever and prints what it gets.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import shopify

from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.words import N_
from app.settings import Settings
from app.shopify import http
from app.shopify.answers import AccessDenied, Answer, Throttled, TokenRejected, answer_of, retry_after

__all__ = ["AccessDenied", "AdminApi", "Answer", "TokenRejected", "refuse_user_errors", "request_body"]

PATIENCE = 20.0  # seconds a call may wait for the cost bucket in all
LONGEST_WAIT = 10.0
QUERY_PAUSES = (0.2, 0.8)  # before the second and the third try
JITTER = 0.25
SERVER_ERRORS = 500
NO_PERMISSION = frozenset({"NO_REFUND_PERMISSION", "NO_REFUND_TO_STORE_CREDIT_PERMISSION"})  # the staff member's


class PooledGraphQL(shopify.GraphQL):  # type: ignore[misc]  # ShopifyAPI has no types
    """ShopifyAPI's GraphQL on our pooled transport, for the one session given instead of a global one."""

    def __init__(self, session: shopify.Session, endpoint: str, seconds: float = http.TOTAL) -> None:
        # The parent's __init__ reads a process-wide session: with many shops in many threads that mixes tenants.
        self.endpoint = endpoint
        self.headers = {"X-Shopify-Access-Token": session.token}
        self.seconds = seconds

    def execute(self, query: str, variables: Any = None, operation_name: str | None = None) -> str:
        body = {"query": query, "variables": variables, "operationName": operation_name}
        return self.send(json.dumps(body).encode()).body.decode()

    def send(self, body: bytes) -> http.Reply:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        return http.post(self.endpoint, body, self.merge_headers(headers, self.headers), self.seconds)


@dataclass(frozen=True, slots=True)
class AdminApi:
    """Asks one shop; no call waits longer than `seconds` for its answer. `sleep` is time.sleep but in tests.

    `language`: for names that Shopify keeps in several, such as reasons to return something; "" is English.
    """

    settings: Settings
    shop_domain: str
    access_token: str = field(repr=False)
    seconds: float = http.TOTAL
    sleep: Callable[[float], None] = time.sleep
    language: str = ""

    def query(self, document: str, variables: Mapping[str, Any] | None = None, *, operation: str = "") -> Answer:
        """Ask; a question may be asked again. What the app may not see is null and named in `.problems`."""
        body = request_body(document, variables).encode()
        for pause in (*QUERY_PAUSES, None):
            try:
                return self._patiently(body, operation or _name_of(document), is_mutation=False)
            except Unavailable as error:
                if pause is None or isinstance(error, TokenRejected) or error.retry_after is not None:
                    raise
                self.sleep(pause + random.uniform(0, JITTER))  # noqa: S311 - spreads retries, guards nothing
        raise AssertionError("unreachable")  # pragma: no cover

    def mutate(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        *,
        operation: str = "",
        body: str | bytes | None = None,
    ) -> Answer:
        """Do, once. `body` is a stored request (see request_body) to be sent byte for byte instead.

        Raises OutcomeUnknown where it may have been done. Only what certainly did not run is sent again.
        """
        raw = request_body(document, variables) if body is None else body
        return self._patiently(
            raw.encode() if isinstance(raw, str) else raw, operation or _name_of(document), is_mutation=True
        )

    def _patiently(self, body: bytes, operation: str, *, is_mutation: bool) -> Answer:
        patience = PATIENCE
        while True:
            try:
                return self._once(body, operation, is_mutation=is_mutation)
            except Throttled as throttled:  # nothing ran
                wait = min(LONGEST_WAIT, throttled.wait) + random.uniform(0, JITTER)  # noqa: S311 - as in query
                if wait > patience:
                    raise Unavailable(
                        N_("Shopify is busy with this shop just now."), f"({operation})", retry_after=throttled.wait
                    ) from None
                patience -= wait
                self.sleep(wait)

    def _once(self, body: bytes, operation: str, *, is_mutation: bool) -> Answer:
        session = shopify.Session(self.shop_domain, self.settings.shopify_api_version, self.access_token)
        path = f"/admin/api/{session.version.name}/graphql.json"
        client = PooledGraphQL(session, self.settings.shopify_url(self.shop_domain, path), self.seconds)
        if self.language:
            client.headers["Accept-Language"] = self.language
        try:
            reply = client.send(body)
        except http.NotSentError as error:
            raise Unavailable(N_("Shopify could not be reached."), f"({operation}: {error})") from None
        except http.NoAnswerError as error:
            raise _lost(is_mutation=is_mutation)(N_("Shopify gave no answer."), f"({operation}: {error})") from None
        _raise_for_status(reply, operation, is_mutation=is_mutation)
        return answer_of(reply.body, operation, is_mutation=is_mutation)


def request_body(document: str, variables: Mapping[str, Any] | None = None) -> str:
    """The exact request of a document: store it before a money call and every resend is the same bytes."""
    return json.dumps({"query": document, "variables": dict(variables or {})}, ensure_ascii=False)


def refuse_user_errors(payload: Mapping[str, Any] | None, key: str = "userErrors") -> None:
    """Raise Refused with Shopify's own words when a mutation's payload holds errors: nothing was done then."""
    errors = (payload or {}).get(key) or []
    if errors:
        denied = any(error.get("code") in NO_PERMISSION for error in errors)
        said = " ".join(str(error.get("message", "")) for error in errors)
        raise (AccessDenied if denied else Refused)(theirs=said)


def _raise_for_status(reply: http.Reply, operation: str, *, is_mutation: bool) -> None:
    match reply.status:
        case 200:
            return
        case 401:
            raise TokenRejected(N_("Shopify does not let Kakehashi in."), f"({operation})")
        case 429:
            raise Throttled(retry_after(reply.headers.get("Retry-After", "")))
        case 402 | 423:
            raise Refused(N_("The shop is frozen or locked."), f"({operation}: HTTP {reply.status})")
        case 403:
            raise AccessDenied(N_("Shopify refused the request."), f"({operation}: HTTP 403)")
        case status if status >= SERVER_ERRORS:
            raise _lost(is_mutation=is_mutation)(N_("Shopify failed."), f"({operation}: HTTP {status})")
        case status:
            raise Refused(N_("Shopify refused the request."), f"({operation}: HTTP {status})")


def _lost(*, is_mutation: bool) -> type[Unavailable | OutcomeUnknown]:
    return OutcomeUnknown if is_mutation else Unavailable


def _name_of(document: str) -> str:
    """`Refund` of `mutation Refund($input: …) {`, for messages and logs."""
    words = document.replace("(", " ").replace("{", " ").split(maxsplit=2)
    return words[1] if len(words) > 1 else "query"
