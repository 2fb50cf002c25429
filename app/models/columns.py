"""Column shorthands that many tables share; a money bag is four columns and one composite."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import mapped_column

from app.db import Amount, BigId, UtcTime
from app.domain.money import Money, MoneyBag

Id = Annotated[int, mapped_column(BigId, primary_key=True)]
ShopId = Annotated[int, mapped_column(ForeignKey("shops.id", ondelete="CASCADE"))]
OrderId = Annotated[int, mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))]
MaybeConversationId = Annotated[int | None, mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))]
Moment = Annotated[datetime, mapped_column(UtcTime)]
MaybeMoment = Annotated[datetime | None, mapped_column(UtcTime)]
Gid = Annotated[str, mapped_column(String(100))]
Word = Annotated[str, mapped_column(String(64), default="")]
Line = Annotated[str, mapped_column(String(500), default="")]
Words = Annotated[str, mapped_column(Text, default="")]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]
Currency = Annotated[str, mapped_column(String(3), default="")]
MaybeAmount = Annotated[Decimal | None, mapped_column(Amount)]
Json = JSON


def bag(shop: Decimal | None, currency: str, presentment: Decimal | None, presentment_currency: str) -> MoneyBag | None:
    """Put the columns of one value in two currencies together again; None where it is not known."""
    if shop is None or presentment is None:
        return None
    return MoneyBag(Money(shop, currency), Money(presentment, presentment_currency))
