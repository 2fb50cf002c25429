"""Shopify's standard reasons to return something."""

from devstore.admin_api.context import gid
from devstore.admin_api.fields.base import Table


class Reason:
    """One of Shopify's standard reasons to return something."""

    def __init__(self, number: int, handle: str, name: str, japanese: str) -> None:
        """Name it."""
        self.id, self.handle, self.name = number, handle, name
        self.names = {"en": name, "ja": japanese}


REASONS = [
    Reason(1, "unknown", "Unknown", "不明"),
    Reason(2, "size-too-small", "Size was too small", "サイズが小さすぎた"),
    Reason(3, "size-too-large", "Size was too large", "サイズが大きすぎた"),
    Reason(4, "style", "Did not like the style", "デザインが気に入らなかった"),
    Reason(5, "color", "Did not like the color", "色が気に入らなかった"),
    Reason(6, "not-as-described", "Item not as described", "商品説明と異なっていた"),
    Reason(7, "defective-or-damaged", "Damaged or defective", "破損または不良品"),
    Reason(8, "received-wrong-item", "Received the wrong item", "違う商品が届いた"),
    Reason(9, "changed-mind", "Changed my mind", "気が変わった"),
    Reason(10, "other", "Other", "その他"),
]
REASON: Table = {
    "id": lambda s, c: gid("ReturnReasonDefinition", s.id),
    "deleted": lambda s, c: False,
    "name": lambda s, c: s.names.get(c.language, s.name),
}
