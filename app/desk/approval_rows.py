"""A request for approval as its row holds it, and how it is locked: always after its order and its remedy."""

import hashlib
from enum import StrEnum

from app.desk import spending
from app.desk.desk import Desk
from app.domain.remedies.kinds import RemedyState
from app.models import Approval, Order, Remedy


class ApprovalState(StrEnum):
    PENDING = "PENDING"
    APPROVED = spending.APPROVED
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


def locked(desk: Desk, approval_id: int) -> tuple[Approval, Remedy]:
    """The request and its remedy, after the order: everything about an order's money waits there."""
    found = desk.get(Approval, approval_id)
    desk.get(Order, found.order_id, lock=True)
    remedy = desk.get(Remedy, found.remedy_id, lock=True)
    return desk.get(Approval, approval_id, lock=True), remedy


def state_of(row: Approval, remedy: Remedy) -> ApprovalState:
    """A request whose remedy was taken back is withdrawn, whatever its row still says."""
    waits = row.state == ApprovalState.PENDING
    taken_back = waits and remedy.state != RemedyState.AWAITING_APPROVAL
    return ApprovalState.WITHDRAWN if taken_back else ApprovalState(row.state)


def is_for(row: Approval, remedy: Remedy) -> bool:
    """Whether it was asked for exactly the bytes that would be sent."""
    return row.payload_hash == remedy.payload_hash == hashlib.sha256(remedy.request.encode()).hexdigest()
