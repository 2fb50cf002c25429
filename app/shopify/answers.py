"""What a GraphQL answer means: done, not done, or unknown; only a code known to stop a call early means not done."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from app.domain.errors import GatewayError, OutcomeUnknown, Refused, Unavailable
from app.domain.words import N_

NOT_RUN = {"ACCESS_DENIED", "MAX_COST_EXCEEDED", "INVALID_VARIABLE", "BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED"}
STATIC_CHECK = re.compile(r"[a-z]+([A-Z][a-z]+)+")  # undefinedField, argumentLiteralsIncompatible, parseError …
KEY_IN_USE = "IDEMPOTENCY_CONCURRENT_REQUEST"  # our first attempt is still running over there
NOT_APPROVED = "not approved to access"  # protected customer data without Shopify's approval: no code of its own
DEFAULT_WAIT = 2.0
LONGEST_WORDS = 300


class TokenRejected(Unavailable):
    """Nothing ran: the access token is not taken (any more). A refreshed one may be."""


class KeyRejected(Refused):
    """Nothing ran: Shopify knows this idempotency key with another request, or as one that failed."""


class AccessDenied(Refused):
    """Nothing ran: whoever holds this token may not do it, the app or the staff member."""


class Throttled(Unavailable):
    """Nothing ran: the cost bucket is empty; `wait` seconds refill what is missing."""

    def __init__(self, wait: float) -> None:
        super().__init__(N_("Shopify is busy with this shop just now."), retry_after=wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of `errors`: `path` is where in the data, dotted."""

    code: str
    path: str
    message: str


class Answer(dict[str, Any]):
    """The `data` of an answer; `problems` name fields that are null because the app may not see them."""

    def __init__(self, data: dict[str, Any], problems: Sequence[Problem] = ()) -> None:
        super().__init__(data)
        self.problems = tuple(problems)


def answer_of(body: bytes, operation: str, *, is_mutation: bool) -> Answer:
    """Sort an answer of HTTP 200 into data or the error that it is."""
    try:
        answer = json.loads(body)
        data, errors, costs = answer.get("data"), answer.get("errors") or [], answer.get("extensions") or {}
        problems = [_problem(error) for error in errors]
    except (ValueError, AttributeError, RecursionError):
        kind = OutcomeUnknown if is_mutation else Unavailable
        raise kind(N_("Shopify's answer cannot be read."), f"({operation})") from None
    if any(problem.code == "THROTTLED" for problem in problems):
        raise Throttled(_refill_seconds(costs.get("cost") or {}))
    if isinstance(data, dict) and not problems:
        return Answer(data)
    said = " ".join(problem.message for problem in problems)
    reason = f"{operation}: {said}" if said else N_("Shopify sent no data.") + f" ({operation})"
    if is_mutation:
        return _of_mutation(data, problems, reason)
    return _of_query(data, problems, reason)


def _of_mutation(data: Any, problems: list[Problem], reason: str) -> Answer:
    if isinstance(data, dict) and any(value is not None for value in data.values()):
        return Answer(data, problems)  # it ran: a part of what it tells may not be seen
    if problems and all(_never_ran(problem) for problem in problems):
        raise _not_run(problems)(reason)
    raise OutcomeUnknown(reason)


def _not_run(problems: list[Problem]) -> type[Refused]:
    if any(problem.code.startswith("IDEMPOTENCY_") for problem in problems):
        return KeyRejected
    return AccessDenied if any(_is_access(problem) for problem in problems) else Refused


def _of_query(data: Any, problems: list[Problem], reason: str) -> Answer:
    if isinstance(data, dict) and any(value is not None for value in data.values()) and _all_access(problems):
        return Answer(data, problems)
    raise _query_error(problems)(reason)


def _query_error(problems: list[Problem]) -> type[GatewayError]:
    permanent = problems and all(_never_ran(problem) or _is_access(problem) for problem in problems)
    return Refused if permanent else Unavailable


def _never_ran(problem: Problem) -> bool:
    """A path below the mutation's own field means that it ran and only telling of it failed."""
    if "." in problem.path or problem.code == KEY_IN_USE:
        return False
    return (
        problem.code in NOT_RUN or problem.code.startswith("IDEMPOTENCY_") or bool(STATIC_CHECK.fullmatch(problem.code))
    )


def _all_access(problems: Iterable[Problem]) -> bool:
    return all(_is_access(problem) for problem in problems)


def _is_access(problem: Problem) -> bool:
    return problem.code == "ACCESS_DENIED" or NOT_APPROVED in problem.message


def _problem(error: Any) -> Problem:
    extensions = error.get("extensions") or {}
    path = ".".join(str(part) for part in error.get("path") or ())
    return Problem(str(extensions.get("code") or ""), path, str(error.get("message") or "")[:LONGEST_WORDS])


def _refill_seconds(cost: dict[str, Any]) -> float:
    status = cost.get("throttleStatus") or {}
    try:
        missing = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return max(0.0, missing) / max(1.0, float(status["restoreRate"]))
    except (KeyError, TypeError, ValueError):
        return DEFAULT_WAIT


def retry_after(header: str) -> float:
    """Seconds to wait: Shopify sends "2.0", a proxy may send a date, or nothing."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return DEFAULT_WAIT
