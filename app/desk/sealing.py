"""Secrets at rest: sealed with a key derived from the app's secret, opened with any secret that is still valid."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import Rejected
from app.domain.words import N_

PURPOSE = b"kakehashi sealed column 1"


class Sealer:
    """Seals with the first secret, opens with all."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([_fernet(secret) for secret in secrets])

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode("ascii") if text else ""

    def open(self, sealed: str) -> str:
        """The text again, "" for ""; Rejected where no secret of ours fits any more."""
        if not sealed:
            return ""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode()
        except InvalidToken:
            raise Rejected(
                N_(
                    "This secret was stored under another SHOPIFY_API_SECRET; set it as SHOPIFY_OLD_API_SECRET, "
                    "or enter the secret again."
                )
            ) from None


@lru_cache(maxsize=8)
def sealer(secrets: tuple[str, ...]) -> Sealer:
    """One Sealer per set of secrets: `sealer(settings.api_secrets)`."""
    return Sealer(secrets)


def _fernet(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
