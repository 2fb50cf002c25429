"""The console: what would be sent is written to the terminal, one JSON line each; for trying things without mail."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import ClassVar

from app.channels.channel import Unreadable
from app.domain.fields import SettingField
from app.domain.messages import InboundMessage, OutboundMessage
from app.domain.words import N_


class Console:
    name: ClassVar[str] = "console"
    label: ClassVar[str] = "Console"
    send_by: ClassVar[str] = "console"
    is_hooked: ClassVar[bool] = False
    fields: ClassVar[tuple[SettingField, ...]] = ()

    def parse(self, raw: bytes) -> InboundMessage:
        raise Unreadable(N_("Nothing comes in by the console."))

    def send(self, settings: Mapping[str, str], message: OutboundMessage) -> None:
        sys.stdout.write(json.dumps(asdict(message), ensure_ascii=False) + "\n")
        sys.stdout.flush()


CHANNEL = Console()
