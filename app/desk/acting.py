"""The shape of an action: it only records, on the desk of the rule that takes it, and says what it did."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.desk.desk import Desk
from app.desk.scenes import Scene
from app.domain.rules.reasons import ReasonCode, Skip
from app.domain.words import N_
from app.models import Conversation


@dataclass(frozen=True, slots=True)
class Acting:
    """What an action gets: `once_key` is unique for this rule on this cause, whoever runs it how often."""

    desk: Desk
    scene: Scene
    rule_id: int
    once_key: str
    is_answered: bool = False

    @property
    def conversation(self) -> Conversation:
        """The conversation to change; an order event that opened none has nothing to change."""
        if self.scene.conversation is None:
            raise Skip(ReasonCode.NO_CONVERSATION)
        return self.scene.conversation


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded: the conversation it was recorded in, and the message when there is one to send."""

    conversation: Conversation
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """`label` is what an editor shows before the value; `run` raises Skip where it must not act."""

    label: str
    run: Callable[[Acting, Any], Done]


def text(value: object) -> str:
    """An action's value that must be a word or more."""
    if not isinstance(value, str) or not value.strip():
        raise Skip(ReasonCode.BROKEN, N_("this is not a text:") + f" {value!r}")
    return value
