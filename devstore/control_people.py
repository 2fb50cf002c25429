"""The control API's hands for customers and the app: edits, privacy requests, uninstalling, scopes."""

from typing import Any

from devstore.actions import customers
from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.state.shops import Customer


def customer_edit(email: str) -> Any:
    """An action that edits the customer with this address."""

    def edit(change: Change, _: None, asked: dict[str, Any]) -> dict[str, Any]:
        found = next((one for one in change.state.customers.values() if one.email == email), None)
        if found is None:
            raise ActionError(f"no customer {email}")
        allowed = {"first_name", "last_name", "email", "phone", "locale", "note"}
        customers.edit_customer(change, found, **{key: asked[key] for key in allowed & asked.keys()})
        return {"gid": found.gid}

    return edit


def _first_customer(change: Change, asked: dict[str, Any]) -> Customer:
    email = asked.get("email")
    return next(one for one in change.state.customers.values() if email in (None, one.email))


APP: dict[str, Any] = {
    "uninstalled": lambda change, _, asked: customers.uninstall(change),
    "scopes": lambda change, _, asked: customers.change_scopes(change, tuple(asked["scopes"])),
    "data_request": lambda change, _, asked: customers.request_data(change, _first_customer(change, asked)),
    "redact_customer": lambda change, _, asked: customers.redact_customer(change, _first_customer(change, asked)),
    "redact_shop": lambda change, _, asked: customers.redact_shop(change),
}
