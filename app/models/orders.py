"""The order mirror: what Shopify last said, never a truth of our own; an older word never wins."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import (
    Currency,
    Gid,
    Id,
    Json,
    Line,
    MaybeAmount,
    MaybeMoment,
    Moment,
    OrderId,
    ShopId,
    Word,
    Words,
)


class Order(Base):
    """`updated_at` is Shopify's, `mirrored_at` ours. `*_shop` amounts are in `currency`, the others in
    `presentment_currency`.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("shop_id", "gid"),
        Index(None, "shop_id", "name"),
        Index(None, "shop_id", "customer_id", "created_at"),
        Index(None, "shop_id", "email"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    gid: Mapped[Gid]
    name: Mapped[Word]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    email: Mapped[Line]
    phone: Mapped[Word]
    customer_locale: Mapped[Word]
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]
    mirrored_at: Mapped[Moment]
    cancelled_at: Mapped[MaybeMoment]
    closed_at: Mapped[MaybeMoment]
    deleted_at: Mapped[MaybeMoment]
    financial_status: Mapped[Word]
    fulfillment_status: Mapped[Word]
    test: Mapped[bool] = mapped_column(default=False)
    note: Mapped[Words]
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    gateways: Mapped[list[str]] = mapped_column(Json, default=list)
    shipping_address: Mapped[dict[str, Any] | None] = mapped_column(Json)
    country_code: Mapped[Word]
    status_page_url: Mapped[Words]
    currency: Mapped[Currency]
    presentment_currency: Mapped[Currency]
    total_shop: Mapped[MaybeAmount]
    total: Mapped[MaybeAmount]
    subtotal_shop: Mapped[MaybeAmount]
    subtotal: Mapped[MaybeAmount]
    shipping_shop: Mapped[MaybeAmount]
    shipping: Mapped[MaybeAmount]
    tax_shop: Mapped[MaybeAmount]
    tax: Mapped[MaybeAmount]
    duties_shop: Mapped[MaybeAmount]
    duties: Mapped[MaybeAmount]
    refunded_shop: Mapped[MaybeAmount]
    refunded: Mapped[MaybeAmount]


class LineItemRow(Base):
    __tablename__ = "line_items"
    __table_args__ = (UniqueConstraint("shop_id", "gid"), Index(None, "shop_id", "order_id"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    order_id: Mapped[OrderId]
    gid: Mapped[Gid]
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Line]
    variant_title: Mapped[Line]
    sku: Mapped[Line]
    quantity: Mapped[int]
    current_quantity: Mapped[int]
    unfulfilled: Mapped[int | None]
    refundable: Mapped[int | None]
    unit_price_shop: Mapped[MaybeAmount]
    unit_price: Mapped[MaybeAmount]
    image_url: Mapped[Words]


class FulfillmentRow(Base):
    """`lines` is a list of {"line_item": gid, "quantity": n, "gid": FulfillmentLineItem gid or ""}."""

    __tablename__ = "fulfillments"
    __table_args__ = (UniqueConstraint("shop_id", "gid"), Index(None, "shop_id", "order_id"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    order_id: Mapped[OrderId]
    gid: Mapped[Gid]
    name: Mapped[Word]
    status: Mapped[Word]
    shipment_status: Mapped[Word]
    tracking_company: Mapped[Line]
    tracking_number: Mapped[Line]
    tracking_url: Mapped[Words]
    created_at: Mapped[Moment]
    updated_at: Mapped[MaybeMoment]
    delivered_at: Mapped[MaybeMoment]
    estimated_delivery_at: Mapped[MaybeMoment]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)


class FulfillmentEventRow(Base):
    __tablename__ = "fulfillment_events"
    __table_args__ = (UniqueConstraint("shop_id", "gid"), Index(None, "shop_id", "fulfillment_id"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    fulfillment_id: Mapped[int] = mapped_column(ForeignKey("fulfillments.id", ondelete="CASCADE"))
    gid: Mapped[Gid]
    status: Mapped[Word]
    message: Mapped[Words]
    city: Mapped[Line]
    country: Mapped[Word]
    happened_at: Mapped[Moment]
    estimated_delivery_at: Mapped[MaybeMoment]


class TransactionRow(Base):
    __tablename__ = "order_transactions"
    __table_args__ = (UniqueConstraint("shop_id", "gid"), Index(None, "shop_id", "order_id"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    order_id: Mapped[OrderId]
    gid: Mapped[Gid]
    parent_gid: Mapped[Line]
    kind: Mapped[Word]
    status: Mapped[Word]
    gateway: Mapped[Line]
    error: Mapped[Words]
    amount_shop: Mapped[MaybeAmount]
    amount: Mapped[MaybeAmount]
    currency: Mapped[Currency]
    presentment_currency: Mapped[Currency]
    created_at: Mapped[Moment]


class RefundRow(Base):
    """`lines` is a list of {"line_item": gid, "quantity": n, "restock_type": word}; `external` was not ours."""

    __tablename__ = "refunds"
    __table_args__ = (UniqueConstraint("shop_id", "gid"), Index(None, "shop_id", "order_id"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    order_id: Mapped[OrderId]
    gid: Mapped[Gid]
    intent_id: Mapped[int | None] = mapped_column(ForeignKey("refund_intents.id", ondelete="SET NULL"))
    remedy_id: Mapped[int | None] = mapped_column(ForeignKey("remedies.id", ondelete="SET NULL"))
    created_at: Mapped[Moment]
    note: Mapped[Words]
    total_shop: Mapped[MaybeAmount]
    total: Mapped[MaybeAmount]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)


class ReturnRow(Base):
    """`lines` is a list of {"gid", "line_item": gid, "quantity", "reason", "note"}."""

    __tablename__ = "returns"
    __table_args__ = (UniqueConstraint("shop_id", "gid"), Index(None, "shop_id", "order_id"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    order_id: Mapped[OrderId]
    gid: Mapped[Gid]
    name: Mapped[Word]
    status: Mapped[Word]
    created_at: Mapped[MaybeMoment]
    changed_at: Mapped[Moment]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
