"""Fills a fresh app with inquiries as people would: `python -m devstore.seed.inquiries`, once a data directory."""

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from devstore.seed.goods import HANA
from devstore.seed.mails import MAILS, Mail
from devstore.seed.people import BY_EMAIL
from devstore.settings import RefusedError, Settings

START_SECONDS = 60
BACKFILL_SECONDS = 60
LOOK_AGAIN_SECONDS = 0.3
ENGINE = re.compile(r"/engines/\d")  # an engine of the list leads to its own page


class SeedFailedError(RuntimeError):
    """The app or the store did not do what a first visit needs."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Where both are, and who is visiting."""

    app_url: str
    store_url: str
    shop: str = HANA

    def token(self) -> str:
        """A fresh one for each request."""
        asked = {"shop": self.shop, "staff": "Hana"}
        return str(requests.post(f"{self.store_url}/control/id_tokens", json=asked, timeout=10).json()["id_token"])

    def headers(self) -> dict[str, str]:
        """As App Bridge sends them."""
        return {"Authorization": f"Bearer {self.token()}"}

    def open(self) -> requests.Response:
        """The first document, as the admin loads it; this is what installs the app."""
        query = {"shop": self.shop, "embedded": "1", "locale": "ja", "id_token": self.token()}
        return requests.get(self.app_url + "/", params=query, timeout=30)

    def get(self, path: str) -> requests.Response:
        return requests.get(self.app_url + path, params={"shop": self.shop}, headers=self.headers(), timeout=30)

    def post(self, path: str, form: dict[str, str]) -> None:
        answer = requests.post(
            self.app_url + path, params={"shop": self.shop}, data=form, headers=self.headers(), timeout=30
        )
        if not answer.ok:
            raise SeedFailedError(f"POST {path} answered {answer.status_code}")

    def store(self, path: str, **asked: str) -> Any:
        return requests.get(self.store_url + path, params=asked, timeout=10).json()


def run(visit: Visit, now: datetime) -> int:
    """Installs the app, sets it up and lets the customers write. Returns how many inquiries arrived."""
    _until(lambda: _answers(f"{visit.store_url}/healthz") and _answers(f"{visit.app_url}/readyz"), START_SECONDS)
    opened = visit.open()
    if not opened.ok:
        raise SeedFailedError(f"opening the app answered {opened.status_code}")
    if not _until(lambda: _is_copied(visit), BACKFILL_SECONDS):
        print("The orders are still being copied; the inquiries go ahead.")
    _set_up(visit)
    return sum(_send(visit, mail, now) for mail in MAILS)


def main() -> int:
    try:
        settings = Settings.from_env()
    except RefusedError as refused:
        print(f"No inquiries: {refused}", file=sys.stderr)
        return 2
    mark = settings.data_dir / "devstore" / "inquiries.done"
    if mark.exists():
        return 0
    visit = Visit(settings.app_url, settings.own_url)
    try:
        arrived = run(visit, datetime.now(UTC))
    except (SeedFailedError, requests.RequestException) as error:
        print(f"No inquiries: {error}", file=sys.stderr)
        return 1
    if not arrived:
        print("No inquiries: the app took none of them.", file=sys.stderr)
        return 1
    _mark(mark, arrived)
    print(f"{arrived} of {len(MAILS)} inquiries are in the inbox of {visit.shop}.")
    return 0


def _mark(mark: Path, arrived: int) -> None:
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(f"{arrived}\n", "utf-8")


def _set_up(visit: Visit) -> None:
    handle = visit.shop.partition(".")[0]
    mail = {
        "host": "127.0.0.1",
        "port": str(visit.store("/control/info")["smtp_port"]),
        "security": "none",
        "username": "",
        "password": "",
        "from_address": f"support@{handle}.example",
        "from_name": "Hana Ceramics",
    }
    visit.post("/settings/email", mail)
    engine = {"translator": "libretranslate", "url": f"{visit.store_url}/translate-engine", "api_key": ""}
    if ENGINE.search(visit.get("/engines").text) is None:  # a start that failed later may have set it up
        visit.post("/engines", engine)


def _is_copied(visit: Visit) -> bool:
    """The bulk operation ended, and the settings page offers to copy again, which it does not meanwhile."""
    told = visit.store("/control/webhooks", shop=visit.shop, topic="bulk_operations/finish", state="delivered")
    return bool(told) and "/settings/backfills" in visit.get("/settings").text


def _send(visit: Visit, mail: Mail, now: datetime) -> bool:
    person = BY_EMAIL.get(mail.email)
    name = person.written_name if person else mail.stranger
    text = mail.text.format(name=name)
    if mail.form:
        return _send_form(visit, mail, name, text)
    asked = {
        "shop": visit.shop,
        "from": mail.email,
        "name": name,
        "subject": mail.subject,
        "text": text,
        "date": (now - timedelta(days=mail.days_ago)).isoformat(),
        "headers": dict(mail.headers),
    }
    answer = requests.post(f"{visit.store_url}/control/mailbox/messages", json=asked, timeout=30).json()
    return bool(answer["status"] and answer["status"] < requests.codes.multiple_choices)


def _send_form(visit: Visit, mail: Mail, name: str, text: str) -> bool:
    form = {"name": name, "email": mail.email, "order": mail.order, "reason": "", "message": text}
    person = BY_EMAIL.get(mail.email)
    headers = {"Accept-Language": person.locale if person else "en"}
    url = f"{visit.store_url}/storefront/{visit.shop}/apps/support/contact"
    return requests.post(url, data=form, headers=headers, timeout=30).ok


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def _until(check: Callable[[], bool], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not check():
        if time.monotonic() > ends:
            return False
        time.sleep(LOOK_AGAIN_SECONDS)
    return True


if __name__ == "__main__":
    sys.exit(main())
