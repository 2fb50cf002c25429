"""The admin's window as a staff member has it: the app runs in its frame, signed by the bridge; its console is kept."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from devstore.schema.published import member, package
from tests.cast import HANA, MEI
from tests.stories.theatre import Theatre

AXE = "axe-core@4.14.1"
FINDINGS = "async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes.map(n => n.html.slice(0, 99))])"
STAFF = {"Hana": HANA, "Diego": HANA, "Mei": MEI}


@dataclass(eq=False)
class Window:
    """One person's browser window; `said` is all that any console complained of."""

    theatre: Theatre
    context: BrowserContext
    page: Page
    said: list[str] = field(default_factory=list)

    def admin(self, who: str, page: str = "app", **asked: Any) -> Page:
        """A page of the admin as one of the staff; "app" is where Kakehashi runs."""
        handle = STAFF[who].partition(".")[0]
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        self.page.goto(f"{self.theatre.store_url}/admin/{handle}/{page}?staff={self.staff(who)}&{query}")
        return self.page

    def open(self, who: str, path: str = "/") -> Frame:
        """The app's own frame, its document loaded."""
        self.admin(who, path=path)
        frame = self.app
        frame.wait_for_load_state("load")
        return frame

    @property
    def app(self) -> Frame:
        self.page.wait_for_function("document.querySelector('#app-frame').src")
        inside = self.page.query_selector("#app-frame").content_frame()  # type: ignore[union-attr]
        assert inside
        inside.locator("#main, #desk").first.wait_for()
        return inside

    def staff(self, who: str) -> int:
        shops = self.theatre.control("GET", "info")["shops"]
        return next(person["id"] for shop in shops for person in shop["staff"] if person["name"].startswith(who))

    def findings(self, frame: Frame) -> list[Any]:
        """What axe holds against the app as it stands in its frame."""
        frame.evaluate(f"{member(package(AXE), 'axe.min.js').decode()};0")
        found: list[Any] = frame.evaluate(FINDINGS)
        return found


def window(browser: Browser, theatre: Theatre) -> Window:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    made = Window(theatre, context, context.new_page())
    made.page.on("console", lambda said: made.said.append(said.text) if said.type in {"error", "warning"} else None)
    made.page.on("pageerror", lambda error: made.said.append(str(error)))
    return made


def compose(page: Page, text: str) -> None:
    """Begin a conversion as an input method does: the text stands underlined and is not yet decided."""
    session = page.context.new_cdp_session(page)
    at = {"selectionStart": len(text), "selectionEnd": len(text)}
    session.send("Input.imeSetComposition", {"text": text} | at)


def has_visible_focus(frame: Frame) -> bool:
    """Whether the focused element is drawn as such: by an outline or a ring of its own."""
    return bool(
        frame.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
            }"""
        )
    )


def expect_no_overhang(window: Window, frame: Frame) -> None:
    for document in (window.page.main_frame, frame):
        wide, room = document.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room, f"{document.url} is {wide} px wide in {room}"


__all__ = ["Window", "compose", "expect", "expect_no_overhang", "has_visible_focus", "window"]
