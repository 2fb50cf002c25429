"""Shopify's standard reasons to return something."""

from devstore.admin_api.context import gid
from devstore.admin_api.fields.base import Table


class Reason:
    """One of Shopify's standard reasons to return something."""

    def __init__(self, number: int, handle: str, name: str) -> None:
        """Name it."""
        self.id, self.handle, self.name = number, handle, name


REASONS = [
    Reason(1, "unknown", "Unknown"),
    Reason(2, "size-too-small", "Size was too small"),
    Reason(3, "size-too-large", "Size was too large"),
    Reason(4, "style", "Did not like the style"),
    Reason(5, "color", "Did not like the color"),
    Reason(6, "not-as-described", "Item not as described"),
    Reason(7, "defective-or-damaged", "Damaged or defective"),
    Reason(8, "received-wrong-item", "Received the wrong item"),
    Reason(9, "changed-mind", "Changed my mind"),
    Reason(10, "other", "Other"),
]
REASON: Table = {"id": lambda s, c: gid("ReturnReasonDefinition", s.id), "deleted": lambda s, c: False}
