"""The App Bridge stand-in in a real browser, between the admin's frame and a small app."""

from collections.abc import Iterator

import jwt
import pytest
import requests
from playwright.sync_api import Frame, Page, expect

from tests.devstore.stage import Stage, stage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("bridge")) as made:
        yield made


@pytest.fixture
def page(browser, there) -> Iterator[Page]:
    opened = browser.new_page()
    opened.goto(f"{there.url}/admin/hana-ceramics/app")
    opened.wait_for_function("document.querySelectorAll('#app-nav a').length === 1")
    there.stub.heard.clear()
    there.stub.refusals = 0
    yield opened
    opened.close()


def app_of(page: Page, there: Stage) -> Frame:
    return next(frame for frame in page.frames if frame.url.startswith(there.app_url))


def claims(there: Stage, header: str) -> dict[str, object]:
    token = header.removeprefix("Bearer ")
    return jwt.decode(token, there.settings.api_secret, algorithms=["HS256"], audience=there.settings.api_key)


def test_fetch_carries_a_fresh_token_of_the_staff_member_each_time(page, there):
    app = app_of(page, there)
    app.evaluate("async () => { await fetch('/api'); await fetch('/api', {method: 'POST', body: 'x=1'}); }")
    heard = [item for item in there.stub.heard if item.path == "/api"]
    tokens = [claims(there, item.headers["Authorization"]) for item in heard]
    assert [token["dest"] for token in tokens] == ["https://hana-ceramics.myshopify.com"] * 2
    assert tokens[0]["jti"] != tokens[1]["jti"]
    assert heard[1].body == b"x=1"
    assert heard[0].headers["Accept-Language"] == "ja"


def test_xhr_carries_a_token_too_and_keeps_its_body(page, there):
    app = app_of(page, there)
    answer = app.evaluate(
        """() => new Promise((done) => { const x = new XMLHttpRequest(); x.open('POST', '/api');
        x.setRequestHeader('X-Own', '1'); x.onload = () => done(x.responseText); x.send('body'); })"""
    )
    heard = next(item for item in there.stub.heard if item.path == "/api")
    assert (answer, heard.headers["X-Own"]) == ("body", "1")
    assert claims(there, heard.headers["Authorization"])["sub"] == "61000000001"


def test_another_origin_gets_no_token(page, there):
    app = app_of(page, there)
    app.evaluate(f"async () => {{ await fetch('{there.url}/healthz', {{mode: 'no-cors'}}).catch(() => 0); }}")
    sent = app.evaluate(
        f"""async () => {{ let seen = ''; const real = Headers.prototype.set;
        Headers.prototype.set = function (n, v) {{ seen += n; return real.call(this, n, v); }};
        await fetch('{there.url}/translate-engine/languages', {{mode: 'no-cors'}}); return seen; }}"""
    )
    assert "Authorization" not in sent


def test_a_refused_token_is_asked_for_once_more_with_the_same_body(page, there):
    there.stub.refusals = 1
    status = app_of(page, there).evaluate("async () => (await fetch('/api', {method: 'POST', body: 'again'})).status")
    bodies = [item.body for item in there.stub.heard if item.path == "/api"]
    assert (status, bodies) == (200, [b"again", b"again"])


def test_a_token_refused_twice_comes_back_as_refused(page, there):
    there.stub.refusals = 2
    assert app_of(page, there).evaluate("async () => (await fetch('/api')).status") == 401
    assert there.stub.paths().count("/api") == 2


def test_a_plain_link_goes_through_the_patch_page_and_arrives_with_a_token(page, there):
    app_of(page, there).click("#link")
    expect(page.frame_locator("#app-frame").locator("h1")).to_have_text("App /inbox")
    assert [path for path in there.stub.paths() if path != "/favicon.ico"] == [
        "/inbox",
        "/auth/patch-id-token",
        "/inbox",
    ]
    page.wait_for_url("**path=%2Finbox**")


def test_the_apps_navigation_shows_under_its_name_and_leads_inside_the_frame(page, there):
    assert page.locator("#app-nav a").all_inner_texts() == ["Inbox"]
    page.click("#app-nav a")
    expect(page.frame_locator("#app-frame").locator("h1")).to_have_text("App /inbox")
    expect(page.locator("#app-place")).to_have_text("App /inbox")
    expect(page.locator("#app-nav a.is-here")).to_have_text("Inbox")


def test_toasts_and_the_save_bar_show_in_the_frame(page, there):
    app = app_of(page, there)
    app.evaluate("() => shopify.toast.show('Saved <b>it</b>')")
    expect(page.locator(".toast")).to_have_text("Saved <b>it</b>")
    app.fill("#name", "changed")
    expect(page.locator("#save-bar")).to_be_visible()
    page.click("#save")
    expect(page.locator("#save-bar")).to_be_hidden()
    assert app.evaluate("() => window.saved") is True


def test_another_window_in_the_page_learns_no_token(page, there):
    page.evaluate(
        """() => { window.answers = []; const f = document.createElement('iframe');
        f.srcdoc = `<script>addEventListener("message", () => parent.answers.push(1));
        parent.postMessage({bridge: 1, type: "idToken", id: "1", body: {}}, "*")</` + 'script>';
        document.body.append(f); }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("() => window.answers") == []


def test_the_frames_token_address_refuses_other_origins(there):
    answer = requests.post(
        f"{there.url}/admin/hana-ceramics/id_tokens",
        json={"staff": 1},
        headers={"Origin": "https://evil.example"},
        timeout=5,
    )
    assert answer.status_code == 403


def test_each_staff_member_gets_a_token_of_their_own(browser, there):
    page = browser.new_page()
    page.goto(f"{there.url}/admin/hana-ceramics/app?staff=61000000002")
    page.wait_for_function("document.querySelectorAll('#app-nav a').length === 1")
    app = app_of(page, there)
    token = app.evaluate("() => shopify.idToken()")
    assert claims(there, token)["sub"] == "61000000002"
    assert app.evaluate("() => shopify.config.locale") == "en"
    page.close()


def test_outside_the_admin_nothing_is_patched(browser, there):
    page = browser.new_page()
    page.goto(f"{there.app_url}/?id_token=x")
    assert page.evaluate("() => shopify.environment.embedded") is False
    assert "[native code]" in page.evaluate("() => Function.prototype.toString.call(window.fetch)")
    page.close()
