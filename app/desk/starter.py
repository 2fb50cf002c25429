"""What a shop starts with: three rules that are on and their macros in eight languages; added once, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.desk.desk import Desk
from app.domain.event import Event
from app.domain.rules.engine import OncePer, Trigger
from app.domain.words import N_
from app.models import Macro, MacroVariant, Rule

TEXTS = Path(__file__).parent / "starter_macros"
SUBJECT = "Subject: "


@dataclass(frozen=True, slots=True)
class StarterRule:
    """One rule and the macro it sends; `folder` holds the macro's texts, one file a language."""

    name: str
    folder: str
    trigger: Trigger
    conditions: Mapping[str, Any]
    once_per: OncePer = OncePer.EVENT


STARTERS = (
    StarterRule(
        N_("Instant acknowledgement"),
        "acknowledgement",
        Trigger.MESSAGE_RECEIVED,
        {},  # what a machine wrote is refused by a guard, which names the machine's sign in the log
        OncePer.CONVERSATION,
    ),
    StarterRule(N_("Shipped, with tracking link"), "shipped", Trigger.FULFILLMENT_CREATED, {}),
    StarterRule(
        N_("Parcel delayed"),
        "delayed",
        Trigger.SHIPMENT_MOVED,
        {"all": [{"condition": "shipment_status_is", "operator": "is", "value": ["DELAYED"]}]},
    ),
)


def install(desk: Desk, _event: Event | None = None) -> None:
    """Add what is missing, by name: the reaction "install_starter" to ShopInstalled."""
    macros = {row.name: row for row in desk.all(desk.select(Macro))}
    rules = set(desk.session.scalars(desk.select(Rule).with_only_columns(Rule.name)))
    for position, starter in enumerate(STARTERS):
        if starter.name not in macros:
            _add_macro(desk, starter)
        if starter.name not in rules:
            _add_rule(desk, starter, position)


def _add_macro(desk: Desk, starter: StarterRule) -> None:
    macro = desk.add(Macro(name=starter.name, created_at=desk.now))
    for language, subject, body in texts(starter.folder):
        desk.add(MacroVariant(macro_id=macro.id, language=language, subject=subject, body=body))


def _add_rule(desk: Desk, starter: StarterRule, position: int) -> None:
    sends = {"action": "send_reply", "value": {"macro": starter.name, "otherwise": "en"}}
    desk.add(
        Rule(
            name=starter.name,
            trigger=starter.trigger,
            conditions=dict(starter.conditions),
            actions=[sends],
            once_per=starter.once_per,
            position=position,
            enabled_at=desk.now,
            created_at=desk.now,
        )
    )


def texts(folder: str) -> list[tuple[str, str, str]]:
    """The (language, subject, body) of each file of a macro; the first line holds the subject."""
    found = []
    for file in sorted((TEXTS / folder).glob("*.liquid")):
        subject, _, body = file.read_text(encoding="utf-8").partition("\n")
        found.append((file.stem, subject.removeprefix(SUBJECT), body.strip()))
    return found
