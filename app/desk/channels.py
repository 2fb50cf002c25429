"""A shop's own settings for mail, sealed at rest; and which shop an inbound address belongs to."""

import json
import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk.desk import Desk
from app.desk.sealing import Sealer
from app.models import Shop

SECRET = re.compile(r"[\w.-]{1,64}", re.ASCII)
SECRETS = ("password", "api_key")  # left empty in a form, they stay as they were


def shop_of_inbound(session: Session, secret: str) -> int | None:
    """The installed shop whose inbound address holds this secret; looks before there can be a Desk."""
    if not SECRET.fullmatch(secret):  # anything may stand in an address, and not everything in a query
        return None
    return session.scalar(select(Shop.id).where(Shop.inbound_secret == secret, Shop.uninstalled_at.is_(None)))


def email_settings(desk: Desk, sealer: Sealer) -> dict[str, str]:
    """The answers to the e-mail channel's fields; empty where mail was never set up."""
    return _opened(sealer, desk.shop.sealed_email_settings)


def save_email(desk: Desk, sealer: Sealer, values: Mapping[str, str]) -> None:
    """Keep checked answers; an empty password means the one before, as long as it goes to the same server."""
    earlier = email_settings(desk, sealer)
    same = all(earlier.get(name) == values.get(name) for name in ("host", "username"))
    merged = _merged(earlier if same else {}, values)
    desk.shop.sealed_email_settings = sealer.seal(json.dumps(merged))
    desk.shop.email_from = values.get("from_address", "")
    desk.shop.email_from_name = values.get("from_name", "")


def _merged(earlier: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    kept = {name: earlier[name] for name in SECRETS if not values.get(name) and earlier.get(name)}
    return {**values, **kept}


def _opened(sealer: Sealer, sealed: str) -> dict[str, str]:
    text = sealer.open(sealed)
    return {str(name): str(value) for name, value in json.loads(text).items()} if text else {}
