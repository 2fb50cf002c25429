"""What the pages need of the running process: store, settings, mailbox; nothing is imported from main."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from devstore.settings import Settings
from devstore.store import Store
from devstore.web.letters import Letters
from devstore.web.smtp import MailFaults, MailServer
from devstore.webhooks.sender import Sender


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The running mail side: what was kept, what fails next, where it listens."""

    letters: Letters
    faults: MailFaults
    server: MailServer


def store() -> Store:
    return cast("Store", current_app.extensions["store"])


def settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])


def mailbox() -> Mailbox:
    return cast("Mailbox", current_app.extensions["mailbox"])


def sender() -> Sender:
    return cast("Sender", current_app.extensions["sender"])
