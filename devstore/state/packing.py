"""What keeps goods from being shipped: holds, each on one fulfillment order."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Hold:
    """A hold on a fulfillment order; `by_app` says that the app that asks placed it, not Shopify or somebody else."""

    id: int
    packing_id: int
    reason: str
    created_at: datetime
    notes: str | None = None
    handle: str = ""
    external_id: str | None = None
    by_app: bool = True
