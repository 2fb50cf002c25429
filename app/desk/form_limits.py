"""How much the public form may bring in; counted in the database, so that any number of processes agree."""

from datetime import timedelta

from sqlalchemy import func, select

from app.desk.desk import Desk
from app.models import Message

CHANNEL = "contact_form"
PER_ADDRESS, PER_SHOP = 5, 30


def is_allowed(desk: Desk, address: str) -> bool:
    """Five an hour from one address, thirty a minute in all."""
    count = select(func.count()).where(Message.shop_id == desk.shop.id, Message.channel == CHANNEL)
    hour = count.where(Message.from_address == address, Message.created_at > desk.now - timedelta(hours=1))
    minute = count.where(Message.created_at > desk.now - timedelta(minutes=1))
    return (desk.session.scalar(minute) or 0) < PER_SHOP and (desk.session.scalar(hour) or 0) < PER_ADDRESS
