"""How a staff member's browser asks the app: with an ID token signed as Shopify signs it."""

import time
from typing import Any
from uuid import uuid4

import jwt

from app.settings import Settings
from tests.cast import HANA

OWNER = "71"
DIEGO = "72"


def claims(settings: Settings, shop: str = HANA, staff: str = DIEGO, **changes: Any) -> dict[str, Any]:
    """What Shopify puts into an ID token; a change to None leaves a claim out."""
    now = int(time.time())
    values: dict[str, Any] = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": settings.shopify_api_key,
        "sub": staff,
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        "jti": uuid4().hex,
        "sid": uuid4().hex,
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def id_token(settings: Settings, shop: str = HANA, staff: str = DIEGO, **changes: Any) -> str:
    return jwt.encode(claims(settings, shop, staff, **changes), settings.shopify_api_secret, algorithm="HS256")


def signed_in(settings: Settings, shop: str = HANA, staff: str = DIEGO) -> dict[str, str]:
    """The headers of a fetch that App Bridge has signed."""
    return {"Authorization": f"Bearer {id_token(settings, shop, staff)}"}
