"""Access tokens: offline an hour, refreshed by rotation; online a day, for one staff member, refreshed by nothing."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from devstore.actions.customers import change_scopes, install
from devstore.idtokens import InvalidIdTokenError, verify
from devstore.permissions import member, scopes_of
from devstore.settings import Settings
from devstore.state.platform import Token
from devstore.state.shops import Staff
from devstore.store import Store

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - the name of a kind of token
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"
OFFLINE_LIFE = timedelta(hours=1)
ONLINE_LIFE = timedelta(hours=24)
REFRESH_LIFE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TokenRefusedError(Exception):
    """No token is given; `code` is OAuth's error."""

    code: str
    description: str


def grant(store: Store, settings: Settings, domain: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Answer POST /admin/oauth/access_token or raise TokenRefusedError."""
    known = {settings.api_secret, settings.old_api_secret} - {""}
    if asked.get("client_id") != settings.api_key or asked.get("client_secret") not in known:
        raise TokenRefusedError("invalid_client", "The client id or secret is wrong")
    with store.lock:
        if asked.get("grant_type") == EXCHANGE:
            return _exchange(store, settings, domain, asked)
        if asked.get("grant_type") == "refresh_token":
            return _refresh(store, domain, str(asked.get("refresh_token") or ""))
    raise TokenRefusedError("unsupported_grant_type", "Only token-exchange and refresh_token are supported")


def _exchange(store: Store, settings: Settings, domain: str, asked: dict[str, Any]) -> dict[str, Any]:
    if asked.get("subject_token_type") != ID_TOKEN:
        raise TokenRefusedError("invalid_request", "subject_token_type must be an id_token")
    try:
        staff_id = verify(settings, domain, str(asked.get("subject_token") or ""))
    except InvalidIdTokenError as wrong:
        raise TokenRefusedError("invalid_subject_token", str(wrong)) from wrong
    staff = next((one for one in store.shop(domain).shop.staff if one.id == staff_id), None)
    if staff is None:
        raise TokenRefusedError("invalid_subject_token", "no such staff member")
    kind = asked.get("requested_token_type", OFFLINE)
    if kind == OFFLINE and str(asked.get("expiring", "0")) not in {"1", "True", "true"}:
        raise TokenRefusedError("invalid_request", "Offline tokens must be requested with expiring=1")
    if kind not in (OFFLINE, ONLINE):
        raise TokenRefusedError("invalid_request", "requested_token_type is unknown")
    _install(store, domain, settings.scopes)
    return _online(store, domain, staff) if kind == ONLINE else _offline(store, domain, None)


def _install(store: Store, domain: str, scopes: tuple[str, ...]) -> None:
    shop = store.shop(domain).shop
    if shop.scopes is None:
        with store.change(domain) as change:
            install(change, scopes)
    elif new := [scope for scope in scopes if scope not in shop.asked_scopes]:
        with store.change(domain) as change:  # the merchant agrees to what a new release of the app asks for
            change_scopes(change, tuple(dict.fromkeys([*shop.scopes, *new])))
            shop.asked_scopes = list(scopes)


def _offline(store: Store, domain: str, before: Token | None) -> dict[str, Any]:
    now = store.now()
    token = Token(
        access=f"shpat_{secrets.token_hex(16)}",
        shop=domain,
        scopes=list(store.shop(domain).shop.scopes or ()),
        expires_at=now + OFFLINE_LIFE,
        refresh=f"shprt_{secrets.token_hex(16)}",
        refresh_expires_at=before.refresh_expires_at if before else now + REFRESH_LIFE,
    )
    store.save_token(token)
    return {
        "access_token": token.access,
        "scope": ",".join(token.scopes),
        "expires_in": _seconds(token.expires_at, now),
        "refresh_token": token.refresh,
        "refresh_token_expires_in": _seconds(token.refresh_expires_at, now),
    }


def _seconds(until: datetime | None, now: datetime) -> int:
    return int((until - now).total_seconds()) if until else 0


def _online(store: Store, domain: str, staff: Staff) -> dict[str, Any]:
    granted = list(store.shop(domain).shop.scopes or ())
    scopes = scopes_of(staff, granted)
    token = Token(
        access=f"shpua_{secrets.token_hex(16)}",
        shop=domain,
        scopes=scopes,
        expires_at=store.now() + ONLINE_LIFE,
        staff_id=staff.id,
    )
    store.save_token(token)
    return {
        "access_token": token.access,
        "scope": ",".join(granted),
        "expires_in": int(ONLINE_LIFE.total_seconds()),
        "associated_user_scope": ",".join(scopes),
        "associated_user": {
            "id": staff.id,
            "first_name": staff.first_name,
            "last_name": staff.last_name,
            "email": staff.email,
            "email_verified": True,
            "account_owner": staff.owner,
            "locale": staff.locale,
            "collaborator": False,
        },
    }


def _refresh(store: Store, domain: str, refresh: str) -> dict[str, Any]:
    held = next((item for item in store.tokens.values() if item.refresh == refresh and item.shop == domain), None)
    if held is None or held.retired or store.shop(domain).shop.scopes is None:
        raise TokenRefusedError("invalid_grant", "The refresh token is unknown or was replaced")
    if held.refresh_expires_at is not None and held.refresh_expires_at <= store.now():
        raise TokenRefusedError("invalid_grant", "The refresh token has expired")
    _retire_before(store, held)
    answer = _offline(store, domain, None)
    unused = store.tokens.get(held.successor or "")
    if unused is not None:
        unused.retired = True
        store.save_token(unused)
    held.successor = str(answer["access_token"])
    store.save_token(held)
    return answer


def used(store: Store, access: str, domain: str) -> Token | None:
    """The token behind a request, if it lives; using it retires the one it replaced."""
    with store.lock:
        token = store.tokens.get(access)
        if token is None or token.shop != domain or token.expires_at <= store.now():
            return None
        shop = store.shop(domain).shop
        if shop.scopes is None or (token.staff_id is not None and member(shop, token) is None):
            return None
        _retire_before(store, token)
        return token


def _retire_before(store: Store, token: Token) -> None:
    for other in store.tokens.values():
        if other.successor == token.access and not other.retired:
            other.retired = True
            store.save("token", other.access, other)


def expire(store: Store, domain: str) -> int:
    """End the life of all access tokens of a shop now, online ones too; returns how many those were."""
    with store.lock:
        living = [token for token in store.tokens.values() if token.shop == domain and token.expires_at > store.now()]
        for token in living:
            token.expires_at = store.now()
            store.save_token(token)
        return len(living)
