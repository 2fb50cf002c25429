"""Why a rule fired or did not, as a code with its detail; the words a person reads are made from these."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.words import N_


class ReasonCode(StrEnum):
    FIRED = "fired"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"
    BROKEN = "broken"
    BY_RULE = "by_rule"
    PAUSED = "paused"
    AUTOMATED = "automated"
    REDACTED = "redacted"
    TOO_OLD = "too_old"
    NO_ADDRESS = "no_address"
    AGENT_WRITING = "agent_writing"
    ALREADY_ANSWERED = "already_answered"
    ADDRESS_LIMIT = "address_limit"
    SHOP_LIMIT = "shop_limit"
    NO_MACRO = "no_macro"
    NO_VARIANT = "no_variant"
    MISSING_VARIABLE = "missing_variable"
    NO_CONVERSATION = "no_conversation"


WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.FIRED: N_("Fired: %(detail)s."),
    ReasonCode.NOT_MET: N_("Did not fire: this did not hold: %(detail)s."),
    ReasonCode.NOT_KNOWN: N_("Did not fire: this is not known: %(detail)s."),
    ReasonCode.BROKEN: N_("Did not fire: the rule cannot be understood: %(detail)s."),
    ReasonCode.BY_RULE: N_("Did not fire: a rule caused this, and rules never react to rules."),
    ReasonCode.PAUSED: N_("Did not fire: all automation of this shop is paused."),
    ReasonCode.AUTOMATED: N_("Did not answer: automated mail (%(detail)s)."),
    ReasonCode.REDACTED: N_("Did not write: this customer's data was erased."),
    ReasonCode.TOO_OLD: N_("Did not write: it happened more than 24 hours ago (%(detail)s)."),
    ReasonCode.NO_ADDRESS: N_("Did not write: no e-mail address of this customer is known."),
    ReasonCode.AGENT_WRITING: N_("Did not answer: an agent has answered, or wrote within the last 15 minutes."),
    ReasonCode.ALREADY_ANSWERED: N_("Did not answer: another rule has already answered this."),
    ReasonCode.ADDRESS_LIMIT: N_("Did not write: this address already got %(detail)s automatic messages."),
    ReasonCode.SHOP_LIMIT: N_(
        "Did not write: %(detail)s automatic messages left this shop within an hour, so all automation is paused now."
    ),
    ReasonCode.NO_MACRO: N_("Did not write: there is no macro named “%(detail)s”."),
    ReasonCode.NO_VARIANT: N_("Did not write: the macro has no text in this language (%(detail)s)."),
    ReasonCode.MISSING_VARIABLE: N_("Did not write: the text needs %(detail)s, which is not known here."),
    ReasonCode.NO_CONVERSATION: N_("Did nothing: there is no conversation to change."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """`detail` is data: a variable's name, a header, a number."""

    code: ReasonCode
    detail: str = ""

    @property
    def words(self) -> str:
        return WORDS[self.code] % {"detail": self.detail}


class Skip(Exception):
    """An action cannot or must not be taken now, and why."""

    def __init__(self, code: ReasonCode, detail: str = "") -> None:
        super().__init__(code)
        self.reason = Reason(code, detail)
