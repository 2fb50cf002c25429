"""How an action says no: before anything changed, with the field and the words Shopify's userErrors would carry."""


class ActionError(Exception):
    """The action was refused; nothing has changed."""

    def __init__(self, message: str, *field: str, code: str = "INVALID") -> None:
        """Say why, and about which input field."""
        super().__init__(message)
        self.message = message
        self.field = list(field)
        self.code = code
