"""The development store's pages: admin stand-in, online store, mailbox and the demo's translation engine."""

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """All of them; the app they are registered on carries store, settings, sender and mailbox as extensions."""
    from devstore.web import (
        admin,
        admin_actions,
        assets,
        mailbox,
        mailbox_control,
        storefront,
        translate,
        webhook_control,
    )

    modules = (assets, admin, admin_actions, storefront, mailbox, mailbox_control, translate, webhook_control)
    return [module.pages for module in modules]
