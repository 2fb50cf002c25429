"""Reads raw bytes of a channel and files the message; what cannot be read is kept with the reason."""

from app.channels.channel import Unreadable, channels
from app.desk import intake, raw_mail
from app.desk.desk import CUSTOMER
from app.desk.intake import Received
from app.domain.events import MailArrived
from app.domain.messages import InboundMessage
from app.domain.words import N_
from app.errands.runtime import Runtime
from app.translation.detect import detect

FEW = 20  # characters


def run(runtime: Runtime, shop_id: int, event: MailArrived) -> None:
    """A mail that defeats its reader goes into quarantine and holds nobody up."""
    with runtime.desk(shop_id) as desk:
        waiting = raw_mail.take(desk, event.raw_id)
    if waiting is None:
        return
    try:
        inbound = channels()[waiting.channel].parse(waiting.content)
    except Unreadable as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's bytes did to the parser is told, not raised
        reason = N_("The program could not read it:") + f" {type(error).__name__}"
    else:
        file(runtime, shop_id, inbound, event.raw_id)
        return
    with runtime.desk(shop_id) as desk:
        raw_mail.quarantine(desk, event.raw_id, reason)


def accept(runtime: Runtime, shop_id: int, channel: str, raw: bytes) -> Received:
    """Read and file at once what a page of ours collected; raises Unreadable."""
    return file(runtime, shop_id, channels()[channel].parse(raw))


def file(runtime: Runtime, shop_id: int, inbound: InboundMessage, raw_id: int | None = None) -> Received:
    """Say which language it is in, then file it."""
    with runtime.desk(shop_id, CUSTOMER, read_only=True) as desk:
        expected = intake.expected(desk, inbound)
    detected = detect(_said(inbound), expected.hints, expected.told)
    with runtime.desk(shop_id, CUSTOMER) as desk:
        return intake.receive(desk, inbound, detected, raw_id)


def _said(inbound: InboundMessage) -> str:
    """A word or two tell little of a language and the subject more, unless it is one that the shop wrote."""
    is_reply = inbound.in_reply_to or inbound.reply_token
    return inbound.body if is_reply or len(inbound.body) >= FEW else f"{inbound.body}\n{inbound.subject}"
