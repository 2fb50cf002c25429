"""The storefront's contact form: what a visitor typed, as JSON that the storefront page wrote; answers go by mail."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from app.channels import _text
from app.channels._mime import ADDRESS
from app.channels.channel import Unreadable
from app.channels.email import CHANNEL as EMAIL
from app.domain.fields import SettingField
from app.domain.messages import InboundMessage, OutboundMessage
from app.domain.order_names import typed_order_name
from app.domain.words import N_


class ContactForm:
    name: ClassVar[str] = "contact_form"
    label: ClassVar[str] = "Contact form"
    send_by: ClassVar[str] = "email"
    is_hooked: ClassVar[bool] = False
    fields: ClassVar[tuple[SettingField, ...]] = ()

    def parse(self, raw: bytes) -> InboundMessage:
        """The keys: id, name, email, order, reason, subject, message, locale, customer_gid (from the signed query)."""
        try:
            given = {str(key): _text.clean(str(value)) for key, value in _object(raw).items()}
        except (ValueError, RecursionError) as error:
            raise Unreadable(N_("The form's content is not what this app writes.")) from error
        address = given.get("email", "").strip().lower()
        if not ADDRESS.fullmatch(address):
            raise Unreadable(N_("The form names no address to answer to."))
        return InboundMessage(
            channel=self.name,
            external_id=f"form:{given.get('id', '')[:100]}",
            from_address=address,
            from_name=given.get("name", "").strip()[:200],
            subject=given.get("subject", "")[:200],
            body=given.get("message", "").strip(),
            raw=raw,
            verified=bool(given.get("customer_gid")),
            order_name=typed_order_name(given.get("order", "")),
            inquiry_kind=given.get("reason", "")[:64],
            locale=given.get("locale", "")[:35],
            customer_gid=given.get("customer_gid", ""),
        )

    def send(self, settings: Mapping[str, str], message: OutboundMessage) -> None:
        EMAIL.send(settings, message)


def _object(raw: bytes) -> dict[Any, Any]:
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of refusal for all unusable content
    return found


CHANNEL = ContactForm()
