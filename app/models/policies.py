"""What a shop promises its customers beyond the law; so far its own rules on returns, by market."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Id, Moment, ShopId, Word, Words


class ReturnPolicy(Base):
    """`country_code` "" is for all countries without a row of their own; `days` 0: no returns for a change of mind.
    `return_costs` is customer or shop, who pays for sending back; `note` is quoted when a return is declined.
    """

    __tablename__ = "return_policies"
    __table_args__ = (UniqueConstraint("shop_id", "country_code"),)

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    country_code: Mapped[Word]
    days: Mapped[int] = mapped_column(default=0)
    return_costs: Mapped[Word]
    note: Mapped[Words]
    changed_at: Mapped[Moment]
