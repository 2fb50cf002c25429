"""E-mail: raw MIME in, SMTP out."""

from collections.abc import Mapping
from typing import ClassVar

from app.channels import _compose, _mime, _smtp
from app.domain.fields import FieldKind, SettingField
from app.domain.messages import InboundMessage, OutboundMessage


class Email:
    name: ClassVar[str] = "email"
    label: ClassVar[str] = "E-mail"
    send_by: ClassVar[str] = "email"
    is_hooked: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("host", "Mail server", required=True),
        SettingField("port", "Port", FieldKind.NUMBER, required=True, default="587"),
        SettingField("security", "Security", FieldKind.CHOICE, default="starttls", choices=("none", "starttls", "tls")),
        SettingField("username", "User name"),
        SettingField("password", "Password", FieldKind.SECRET),
        SettingField("from_address", "Send from address", FieldKind.EMAIL, required=True),
        SettingField("from_name", "Send from name"),
        SettingField("reply_to", "Replies go to", FieldKind.EMAIL),
    )

    def parse(self, raw: bytes) -> InboundMessage:
        return _mime.parse(raw)

    def send(self, settings: Mapping[str, str], message: OutboundMessage) -> None:
        content = _compose.compose(settings, message)
        sender = _compose.address(settings.get("from_address", ""))
        _smtp.send(settings, sender, _compose.address(message.to_address), content)


CHANNEL = Email()
