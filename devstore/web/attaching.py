"""Hangs the pages and their background work on the running Flask app; `stop` ends what was started."""

import secrets
from dataclasses import dataclass

from flask import Flask

from devstore.settings import Settings
from devstore.store import Store
from devstore.web import blueprints
from devstore.web.mailbox import start_smtp
from devstore.web.smtp import MailServer
from devstore.webhooks import sender as webhook_sender
from devstore.webhooks.sender import Sender


@dataclass(frozen=True, slots=True)
class Running:
    """What runs beside the web server."""

    sender: Sender
    mail: MailServer

    def stop(self) -> None:
        self.sender.stop()
        self.mail.stop(no_assert=True)


def attach(app: Flask, store: Store, settings: Settings) -> Running:
    """Registers every page and starts the webhook sender and the mail server."""
    app.secret_key = app.secret_key or secrets.token_hex()  # only for the line that says what a form just did
    app.extensions.update(store=store, settings=settings)
    mail = start_smtp(app, settings)
    running = Running(webhook_sender.start(store, settings), mail)
    app.extensions["sender"] = running.sender
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return running
