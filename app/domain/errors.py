"""The few kinds of refusal; each knows its code, and its words tell a person what to do."""


class DeskError(Exception):
    """A refusal a person can act on. `code` is stable and for machines; `template` with its `params` is for people."""

    code = "error"

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template % params if params else template)
        self.template, self.params = template, params


class NotFound(DeskError):
    code = "not_found"


class NotAllowed(DeskError):
    code = "not_allowed"


class Conflict(DeskError):
    """The world moved on between looking and acting: look again."""

    code = "conflict"


class Rejected(DeskError):
    """What was given cannot be used; `field` names the input where there is one."""

    code = "rejected"

    def __init__(self, template: str, field: str = "", **params: object) -> None:
        super().__init__(template, **params)
        self.field = field


class GatewayError(Exception):
    """Something outside did not do what was asked. `retryable`: the same call may succeed later.

    `sentence` is ours and fixed, so that it is translated wherever it is shown, even years later from a row;
    `theirs` are names, numbers and foreign words, which follow it as they came.
    """

    retryable = False

    def __init__(self, sentence: str = "", theirs: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(f"{sentence} {theirs}".strip())
        self.retry_after = retry_after


class Unavailable(GatewayError):
    """Nothing happened over there; the same call may be made again."""

    retryable = True


class Refused(GatewayError):
    """Nothing happened and asking again will not help; their own words are in it."""


class QuotaSpent(Refused):
    """What the account may use for now is used up; neither waiting a minute nor other words help."""


class OutcomeUnknown(GatewayError):
    """It may or may not have happened: look it up before anything is sent again."""
