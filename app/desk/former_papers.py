"""What the release before this one wrote about money: forgotten with its person, and known again as ours.

Goes with its tables, a release later.
"""

from collections.abc import Sequence

from app.desk.desk import Desk
from app.domain.intents import OPEN_STATES
from app.models import RefundIntent, RefundPreview, ReturnIntent


def blank(desk: Desk, order_ids: Sequence[int]) -> None:
    """Reasons that agents wrote, and requests made of them; what is on its way keeps its words until it is closed."""
    refunds = desk.all(desk.select(RefundIntent).where(RefundIntent.order_id.in_(order_ids)))
    under_way = [row.preview_id for row in refunds if row.state in OPEN_STATES]
    for refund in refunds:
        if refund.state not in OPEN_STATES:
            refund.reason = refund.request = refund.error = ""
    shown = desk.select(RefundPreview).where(RefundPreview.order_id.in_(order_ids))
    for preview in desk.all(shown.where(RefundPreview.id.not_in(under_way))):
        preview.selection = {**preview.selection, "reason": ""}
    for returned in desk.all(desk.select(ReturnIntent).where(ReturnIntent.order_id.in_(order_ids))):
        if returned.state not in OPEN_STATES:
            returned.request = returned.error = ""
            returned.selection = {**returned.selection, "note": ""}


def payments(desk: Desk, order_id: int) -> frozenset[str]:
    """The gids of the payments that its refunds made on this order."""
    rows = desk.all(desk.select(RefundIntent).where(RefundIntent.order_id == order_id))
    return frozenset(item["gid"] for row in rows for item in row.transactions)
