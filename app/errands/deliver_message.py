"""Hands one queued message to its channel: claimed, committed, sent, recorded, in that order."""

from collections.abc import Mapping

from app.channels.channel import Channel, channels
from app.desk import deliveries
from app.desk.channels import email_settings
from app.desk.deliveries import Claimed, Hold
from app.desk.sealing import sealer
from app.domain.errors import OutcomeUnknown, Refused, Rejected, Unavailable
from app.domain.events import ReplyQueued
from app.domain.words import N_
from app.errands.runtime import Runtime


def run(runtime: Runtime, shop_id: int, event: ReplyQueued) -> None:
    """Raises Unavailable when the same message should be tried again."""
    try:
        with runtime.desk(shop_id) as desk:
            settings = email_settings(desk, sealer(runtime.settings.api_secrets))
            claimed = deliveries.claim(desk, event.message_id)
    except Rejected as error:
        with runtime.desk(shop_id) as desk:
            deliveries.refuse(desk, event.message_id, str(error))
        return
    if claimed is Hold.IN_HAND:
        raise Unavailable(N_("This message is being sent by somebody else."), retry_after=200)
    if isinstance(claimed, Claimed):
        _send(runtime, shop_id, claimed, settings)


def _send(runtime: Runtime, shop_id: int, claimed: Claimed, settings: Mapping[str, str]) -> None:
    try:
        _sender(claimed.channel, settings).send(settings, claimed.outbound)
    except Unavailable as error:
        with runtime.desk(shop_id) as desk:
            goes_on = deliveries.put_back(desk, claimed, str(error))
        if goes_on:
            raise
    except Refused as error:
        with runtime.desk(shop_id) as desk:
            deliveries.failed(desk, claimed, str(error))
    except OutcomeUnknown as error:
        with runtime.desk(shop_id) as desk:
            deliveries.unknown(desk, claimed, str(error))
    else:
        with runtime.desk(shop_id) as desk:
            deliveries.sent(desk, claimed)


def _sender(name: str, settings: Mapping[str, str]) -> Channel:
    known = channels()
    channel = known.get(name)
    if channel is None:
        raise Refused(N_("There is no such channel:"), name)
    if known[channel.send_by].fields and not settings.get("host"):
        raise Refused(N_("No mail server is set up: Settings → Email."))
    return channel
