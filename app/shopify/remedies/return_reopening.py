"""Open a closed return again: more of it may come back."""

from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ReturnRef
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.shopify.return_moves import Move, kind_of

REOPEN = """mutation ReturnReopening($id: ID!) {
  returnReopen(id: $id) { return { id name status } userErrors { field message code } }
}"""


def _check(now: ReturnNow, choice: ReturnRef) -> None:
    del choice
    if now.status is not ReturnStatus.CLOSED:
        raise NotPossible(Problem.RETURN_NOT_CLOSED, name=now.name)


KIND = kind_of(
    Move(
        RemedyKind.RETURN_REOPENING,
        ReturnRef,
        REOPEN,
        "returnReopen",
        _check,
        lambda now, _choice: now.status is ReturnStatus.OPEN,
    )
)
