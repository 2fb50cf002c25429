"""A real Chromium before the app served in this process; every fetch is signed as App Bridge signs it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from werkzeug.serving import make_server

from app.errands.runtime import Runtime
from app.models import Shop
from app.wsgi import create_app
from tests import cast
from tests.browser.frame import Window, window
from tests.servers import valkey
from tests.stories.theatre import Theatre, furnish, playing
from tests.visiting import DIEGO, id_token
from tests.web.scene import Desk, sit_down


@dataclass(eq=False)
class Screen:
    """One tab: what its console said is kept, and must be nothing in the end."""

    page: Page
    desk: Desk
    address: str
    said: list[str] = field(default_factory=list)
    is_offline: bool = False
    staff: str = DIEGO

    def open(self, path: str, locale: str = "en") -> Page:
        mark = "&" if "?" in path else "?"
        token = id_token(self.desk.runtime.settings, staff=self.staff)
        self.page.goto(f"{self.address}{path}{mark}shop={self.desk.shop.domain}&locale={locale}&id_token={token}")
        return self.page

    def answer(self, route: Route) -> None:
        request = route.request
        if "app-bridge.js" in request.url:
            route.fulfill(body="", content_type="text/javascript")
        elif self.is_offline:
            route.abort()
        elif request.resource_type in {"fetch", "xhr"}:
            signed = {"authorization": f"Bearer {id_token(self.desk.runtime.settings, staff=self.staff)}"}
            route.continue_(headers=request.headers | signed)
        else:
            route.continue_()


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return create_app(runtime)


@pytest.fixture
def desk(app: Flask, runtime: Runtime, hana: Shop) -> Desk:
    """Diego's desk in a shop that has its tokens, so that opening a page asks Shopify nothing."""
    made = sit_down(app.test_client(), runtime, hana)
    far = cast.NOON.replace(year=2099)
    made.change(hana, sealed_access_token="a", sealed_refresh_token="r", access_expires_at=far, refresh_expires_at=far)
    return made


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def browsing(browser: Browser, desk: Desk, address: str, staff: str = DIEGO) -> Iterator[Screen]:
    """One person's own browser."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    made = Screen(context.new_page(), desk, address, staff=staff)
    context.route("**/*", made.answer)
    made.page.on("console", lambda said: made.said.append(said.text) if said.type in {"error", "warning"} else None)
    made.page.on("pageerror", lambda error: made.said.append(str(error)))
    yield made
    context.close()


@pytest.fixture
def screen(browser: Browser, desk: Desk, address: str) -> Iterator[Screen]:
    with browsing(browser, desk, address) as made:
        yield made


@pytest.fixture(scope="session")
def theatre() -> Iterator[Theatre]:
    """The whole product over SQLite, furnished: one for all tests in the admin's frame."""
    with valkey() as queue, playing("", queue, undo_seconds=30) as made:
        furnish(made)
        yield made


@pytest.fixture
def seat(browser: Browser, theatre: Theatre) -> Iterator[Window]:
    """A window in which nothing may be complained of, unless the test itself empties what was said."""
    made = window(browser, theatre)
    yield made
    made.context.close()
    theatre.control("DELETE", "faults")
    assert made.said == [], theatre.logs()
