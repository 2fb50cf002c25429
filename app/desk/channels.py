"""A shop's own settings for mail and translation, sealed at rest; and which shop an inbound address belongs to."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk.desk import Desk
from app.desk.sealing import Sealer
from app.models import Shop, TranslationEngine

SECRET = re.compile(r"[\w.-]{1,64}", re.ASCII)
SECRETS = ("password", "api_key")  # left empty in a form, they stay as they were


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which translation engine a shop chose, and its settings in the clear: never leaves the errand, never printed."""

    name: str
    settings: Mapping[str, str] = field(repr=False)


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


def translator(desk: Desk, sealer: Sealer) -> EngineChoice:
    """The engine that is asked first; "none" where there is none."""
    row = _first(desk)
    return EngineChoice(row.name, _opened(sealer, row.sealed_settings)) if row else EngineChoice("none", {})


def save_translator(desk: Desk, sealer: Sealer, name: str, values: Mapping[str, str]) -> None:
    """Keep an engine and checked answers; an empty key means the one before, for the same engine and address."""
    earlier = translator(desk, sealer)
    same = earlier.name == name and earlier.settings.get("url", "") == values.get("url", "")
    sealed = sealer.seal(json.dumps(_merged(earlier.settings if same else {}, values)))
    row = _first(desk)
    if row is None:
        desk.add(TranslationEngine(name=name, sealed_settings=sealed, created_at=desk.now))
        return
    row.name, row.sealed_settings, row.failures, row.open_until, row.pairs = name, sealed, 0, None, {}


def _first(desk: Desk) -> TranslationEngine | None:
    query = desk.select(TranslationEngine).order_by(TranslationEngine.position, TranslationEngine.id)
    return desk.one(query)


def _merged(earlier: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    kept = {name: earlier[name] for name in SECRETS if not values.get(name) and earlier.get(name)}
    return {**values, **kept}


def _opened(sealer: Sealer, sealed: str) -> dict[str, str]:
    text = sealer.open(sealed)
    return {str(name): str(value) for name, value in json.loads(text).items()} if text else {}
