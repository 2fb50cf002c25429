"""Decline a return that a customer asked for, with words for him: a person writes them, never we."""

from typing import Any

from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import DeclineReason, ReturnDeclineChoice
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.shopify.return_moves import Move, kind_of

WORDS_LIMIT = 500  # Shopify's limit of declineNote

DECLINE = """mutation ReturnDecline($input: ReturnDeclineRequestInput!) {
  returnDeclineRequest(input: $input) {
    return { id name status decline { reason note } }
    userErrors { field message code }
  }
}"""


def _check(now: ReturnNow, choice: ReturnDeclineChoice) -> None:
    if now.status is not ReturnStatus.REQUESTED:
        raise NotPossible(Problem.RETURN_ANSWERED, name=now.name)
    if not choice.words.strip():
        raise NotPossible(Problem.WORDS_MISSING, "words")
    if len(choice.words) > WORDS_LIMIT:
        raise NotPossible(Problem.REASON_TOO_LONG, "words", limit=WORDS_LIMIT)


def _is_done(now: ReturnNow, choice: ReturnDeclineChoice) -> bool:
    return now.status is ReturnStatus.DECLINED and now.decline_note.strip() == choice.words.strip()


def _inputs(choice: ReturnDeclineChoice) -> dict[str, Any]:
    told = {"declineReason": DeclineReason(choice.why).value, "declineNote": choice.words.strip()}
    return {"input": {"id": choice.return_gid, "notifyCustomer": choice.notify, **told}}


KIND = kind_of(
    Move(RemedyKind.RETURN_DECLINE, ReturnDeclineChoice, DECLINE, "returnDeclineRequest", _check, _is_done, _inputs)
)
