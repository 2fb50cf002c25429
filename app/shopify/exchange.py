"""Tokens for the Admin API: exchanged for a verified ID token, later refreshed; asking for one again does no harm."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import Refused, Unavailable
from app.domain.words import N_
from app.settings import Settings
from app.shopify import http

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - the name of a kind, not a token
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"
SCOPES_LONGEST = 4000
OK = 200
BAD_REQUEST = range(400, 500)
TOO_MANY = 429
GONE = ("invalid_grant", "refresh_token_expired", "invalid_refresh_token")


class GrantLostError(Refused):
    """The refresh token is dead: only a staff member who opens the app again brings a new one."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """An offline token of a shop and what renews it."""

    access: str = field(repr=False)
    access_expires_at: datetime
    refresh: str = field(repr=False)
    refresh_expires_at: datetime
    scopes: str


@dataclass(frozen=True, slots=True)
class AssociatedUser:
    """The staff member behind an online token, as Shopify describes him."""

    shopify_user_id: str
    name: str
    email: str
    locale: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class OnlineToken:
    """A staff member's own token: Shopify lets it do what he may do there, for a day; nothing renews it."""

    access: str = field(repr=False)
    expires_at: datetime
    scopes: str
    staff: AssociatedUser


def exchange_offline(settings: Settings, shop: str, id_token: str, now: datetime) -> Tokens:
    """A shop's expiring offline token."""
    return _tokens(_ask(settings, shop, _exchange(id_token, OFFLINE) | {"expiring": "1"}), now)


def exchange_online(settings: Settings, shop: str, id_token: str, now: datetime) -> OnlineToken:
    """The token of the staff member whose ID token this is, and who he is."""
    answer = _ask(settings, shop, _exchange(id_token, ONLINE))
    _refuse_without(answer, "expires_in")
    return OnlineToken(
        access=answer["access_token"],
        expires_at=now + timedelta(seconds=int(answer["expires_in"])),
        scopes=str(answer.get("associated_user_scope", ""))[:SCOPES_LONGEST],
        staff=_associated(answer.get("associated_user")),
    )


def refresh(settings: Settings, shop: str, refresh_token: str, now: datetime) -> Tokens:
    """New tokens for old; the old refresh token works until the new one is used, so a lost answer can be got again."""
    return _tokens(_ask(settings, shop, {"grant_type": "refresh_token", "refresh_token": refresh_token}), now)


def _exchange(id_token: str, kind: str) -> dict[str, str]:
    return {
        "grant_type": EXCHANGE,
        "subject_token": id_token,
        "subject_token_type": ID_TOKEN,
        "requested_token_type": kind,
    }


def _ask(settings: Settings, shop: str, request: dict[str, str]) -> dict[str, Any]:
    """A grant can be asked for again without harm, so every failure of the road is Unavailable."""
    request = {"client_id": settings.shopify_api_key, "client_secret": settings.shopify_api_secret} | request
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    url = settings.shopify_url(shop, "/admin/oauth/access_token")
    try:
        reply = http.post(url, json.dumps(request).encode(), headers)
    except (http.NotSentError, http.NoAnswerError) as error:
        raise Unavailable(N_("Shopify could not be reached."), f"({error})") from None
    answer = _parsed(reply.body)
    if reply.status == OK and isinstance(answer.get("access_token"), str):
        return answer
    if reply.status not in BAD_REQUEST or reply.status == TOO_MANY:
        raise Unavailable(N_("Shopify gave no access."), f"(HTTP {reply.status})")
    code = str(answer.get("error", ""))[:60]
    if code in GONE:
        raise GrantLostError(N_("Shopify has ended this shop's access."), f"({code})")
    raise Refused(N_("Shopify gave no access."), f"(HTTP {reply.status} {code})")


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _associated(staff: Any) -> AssociatedUser:
    if not isinstance(staff, dict):
        raise Refused(N_("Shopify did not say who is signed in."))
    name = " ".join(part for part in (staff.get("first_name"), staff.get("last_name")) if part)
    return AssociatedUser(
        shopify_user_id=str(staff.get("id", "")),
        name=name[:500],
        email=str(staff.get("email") or "")[:500],
        locale=str(staff.get("locale") or ""),
        is_owner=bool(staff.get("account_owner")),
    )


def _refuse_without(answer: dict[str, Any], *names: str) -> None:
    missing = [name for name in names if not answer.get(name)]
    if missing:
        raise Refused(N_("Shopify's answer cannot be read."), f"(token: {', '.join(missing)})")


def _tokens(answer: dict[str, Any], now: datetime) -> Tokens:
    _refuse_without(answer, "expires_in", "refresh_token", "refresh_token_expires_in")
    return Tokens(
        access=answer["access_token"],
        access_expires_at=now + timedelta(seconds=int(answer["expires_in"])),
        refresh=str(answer["refresh_token"]),
        refresh_expires_at=now + timedelta(seconds=int(answer["refresh_token_expires_in"])),
        scopes=str(answer.get("scope", ""))[:SCOPES_LONGEST],
    )
