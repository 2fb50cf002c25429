"""The shape of a channel: bytes in, a message out; it knows no shop and no table."""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from app.domain.fields import SettingField
from app.domain.messages import InboundMessage, OutboundMessage
from app.plugins import discover


class Unreadable(ValueError):
    """The bytes cannot be taken for a message; the words say why. They stay in quarantine for a person."""


class Channel(Protocol):
    """`send` raises Unavailable, Refused or OutcomeUnknown; `send_by` names the channel whose settings it uses.

    `is_hooked`: its messages are posted raw to /inbound/<name>/<the shop's secret>.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    send_by: ClassVar[str]
    is_hooked: ClassVar[bool]
    fields: ClassVar[tuple[SettingField, ...]]

    def parse(self, raw: bytes) -> InboundMessage: ...

    def send(self, settings: Mapping[str, str], message: OutboundMessage) -> None: ...


def channels() -> dict[str, Channel]:
    """Every channel by its name: each module of this package that holds a CHANNEL."""
    found = [module.CHANNEL for module in discover("app.channels").values() if hasattr(module, "CHANNEL")]
    return {channel.name: channel for channel in found}
