"""Approve a return that a customer asked for: from then on Shopify expects the goods."""

from app.domain.orders import ReturnStatus
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ReturnApprovalChoice
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.shopify.return_moves import Move, kind_of

APPROVE = """mutation ReturnApprove($input: ReturnApproveRequestInput!) {
  returnApproveRequest(input: $input) {
    return { id name status }
    userErrors { field message code }
  }
}"""


def _check(now: ReturnNow, choice: ReturnApprovalChoice) -> None:
    del choice
    if now.status is not ReturnStatus.REQUESTED:
        raise NotPossible(Problem.RETURN_ANSWERED, name=now.name)


KIND = kind_of(
    Move(
        RemedyKind.RETURN_APPROVAL,
        ReturnApprovalChoice,
        APPROVE,
        "returnApproveRequest",
        _check,
        lambda now, _choice: now.status in {ReturnStatus.OPEN, ReturnStatus.CLOSED},
        lambda choice: {"input": {"id": choice.return_gid, "notifyCustomer": choice.notify}},
    )
)
