"""ID tokens as the admin makes them: HS256 by the app's secret, 60 seconds long, one per request."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import jwt

from devstore.settings import Settings
from devstore.state.shops import Staff

LIFETIME = timedelta(seconds=60)
LEEWAY = 10


class InvalidIdTokenError(ValueError):
    """The token is not one the admin would have made, or is too old."""


def issue(settings: Settings, domain: str, staff: Staff, now: datetime) -> str:
    """A fresh token for this staff member."""
    claims = {
        "iss": f"https://{domain}/admin",
        "dest": f"https://{domain}",
        "aud": settings.api_key,
        "sub": str(staff.id),
        "exp": int((now + LIFETIME).timestamp()),
        "nbf": int(now.timestamp()),
        "iat": int(now.timestamp()),
        "jti": str(uuid.uuid4()),
        "sid": uuid.uuid5(uuid.NAMESPACE_URL, f"{domain}/{staff.id}").hex,
    }
    return jwt.encode(claims, settings.api_secret, algorithm="HS256")


def verify(settings: Settings, domain: str, token: str) -> int:
    """Return the staff id of a valid token for this shop."""
    required = ["iss", "dest", "aud", "sub", "exp", "nbf"]
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            settings.api_secret,
            algorithms=["HS256"],
            audience=settings.api_key,
            leeway=LEEWAY,
            options={"require": required},
        )
    except jwt.PyJWTError as wrong:
        raise InvalidIdTokenError(str(wrong)) from wrong
    if claims["dest"] != f"https://{domain}" or not str(claims["sub"]).isdecimal():
        raise InvalidIdTokenError("the token is for another shop")
    return int(claims["sub"])
