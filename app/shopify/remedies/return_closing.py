"""Close an open return: nothing more is expected back, whatever arrived."""

from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ReturnRef
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.shopify.return_moves import Move, kind_of

CLOSE = """mutation ReturnClosing($id: ID!) {
  returnClose(id: $id) { return { id name status } userErrors { field message code } }
}"""


def _check(now: ReturnNow, choice: ReturnRef) -> None:
    del choice
    if now.status is not ReturnStatus.OPEN:
        raise NotPossible(Problem.RETURN_NOT_OPEN, name=now.name)


KIND = kind_of(
    Move(
        RemedyKind.RETURN_CLOSING,
        ReturnRef,
        CLOSE,
        "returnClose",
        _check,
        lambda now, _choice: now.status is ReturnStatus.CLOSED,
    )
)
