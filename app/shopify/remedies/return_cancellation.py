"""Cancel a return before anything of it was processed: its pieces can go on another one."""

from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ReturnRef
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.shopify.return_moves import Move, kind_of

CANCEL = """mutation ReturnCancelling($id: ID!) {
  returnCancel(id: $id) { return { id name status } userErrors { field message code } }
}"""


def _check(now: ReturnNow, choice: ReturnRef) -> None:
    del choice
    if now.status is not ReturnStatus.OPEN:
        raise NotPossible(Problem.RETURN_NOT_OPEN, name=now.name)
    if now.worked_on:
        raise NotPossible(Problem.RETURN_WORKED_ON, name=now.name)


KIND = kind_of(
    Move(
        RemedyKind.RETURN_CANCELLATION,
        ReturnRef,
        CANCEL,
        "returnCancel",
        _check,
        lambda now, _choice: now.status is ReturnStatus.CANCELED,
    )
)
