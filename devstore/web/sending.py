"""Hands a customer's mail to the app and keeps it with the answer it got, whoever wrote it."""

from datetime import UTC, datetime

from devstore.web import writing
from devstore.web.context import mailbox, settings
from devstore.web.letters import Letter, Way


def send_letter(shop: str, sender: str, recipient: str, raw: bytes) -> Letter:
    config = settings()
    status = writing.post(config.app_url, writing.inbound_secret(config.api_secret, shop), raw)
    return mailbox().letters.add(Letter(0, Way.SENT, shop, sender, recipient, datetime.now(UTC), raw, status))
