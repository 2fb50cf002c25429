"""What happens to customers and to the app itself: edits, privacy requests, install, uninstall, scopes."""

from devstore.change import Change
from devstore.state.platform import Subject
from devstore.state.shops import Customer


def edit_customer(change: Change, customer: Customer, **values: str | None) -> None:
    """Set attributes such as first_name, email, locale, note; emits customers/update."""
    for name, value in values.items():
        setattr(customer, name, value)
    customer.updated_at = change.now
    change.add_customer(customer)
    change.emit("customers/update", Subject(customer=customer))


def request_data(change: Change, customer: Customer) -> None:
    """A customer asks what is known about him."""
    change.emit("customers/data_request", Subject(customer=customer))


def redact_customer(change: Change, customer: Customer) -> None:
    """A customer's data must be erased by the app."""
    change.emit("customers/redact", Subject(customer=customer))


def redact_shop(change: Change) -> None:
    """48 hours after an uninstall: the shop's data must be erased by the app."""
    change.emit("shop/redact")


def install(change: Change, scopes: tuple[str, ...]) -> None:
    """The app gets its first token: it is installed with these scopes."""
    change.state.shop.scopes, change.state.shop.asked_scopes = list(scopes), list(scopes)
    change.state.shop.installed_at = change.now
    change.touch_shop()


def uninstall(change: Change) -> None:
    """The merchant removes the app; the store then forgets its tokens."""
    change.emit("app/uninstalled")
    change.leaving = True
    change.touch_shop()


def change_scopes(change: Change, scopes: tuple[str, ...]) -> None:
    """The merchant grants or takes away access."""
    before = tuple(change.state.shop.scopes or ())
    change.state.shop.scopes = list(scopes)
    change.touch_shop()
    change.emit("app/scopes_update", Subject(previous_scopes=before, current_scopes=scopes))
