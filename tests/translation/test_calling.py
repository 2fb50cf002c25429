"""Calls share connections and nothing else; what a service says of waiting and of quotas is understood."""

import socket
import threading

import pytest

from app.domain.errors import QuotaSpent, Refused, Unavailable
from app.translation.calling import Service, host_of, pool
from app.translation.translator import Request, translate
from app.translation.watching import Watch
from tests.translation.faults import FAULTS
from tests.translation.opening import opened

LIBRE = Service("LibreTranslate", "secret-key")


def libre(stub):
    return opened("libretranslate", {}, stub.url)


@pytest.fixture
def by_hand(stub, monkeypatch):
    """What becomes of an answer made of these."""

    def answering(status, body, headers=None):
        monkeypatch.setitem(FAULTS, "by hand", lambda handler, _: handler.reply(status, body, headers))
        stub.fault = "by hand"
        with pytest.raises((Refused, Unavailable)) as caught:
            LIBRE.post(f"{stub.url}/translate", {"q": "Hello", "source": "en", "target": "ja"})
        return caught.value

    return answering


def test_connections_are_kept(stub):
    for number in range(5):
        translate(libre(stub), Request(f"Hello {number}", "en", "ja"))
    assert (len(stub.asked), len(stub.callers)) == (5, 1)


def test_no_watch_outlives_its_call(stub):
    translate(libre(stub), Request("Hello", "en", "ja"))
    for timer in [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]:
        timer.join(5)  # less than the whole time of a call
        assert not timer.is_alive()


def test_a_connection_is_cut_while_its_call_lasts_and_never_afterwards():
    ours, theirs = socket.socketpair()
    with Watch(60) as watch:
        watch.holds(ours)
    watch._end()
    ours.send(b"still there")
    with Watch(60) as watch:
        watch.holds(ours)
        watch._end()
        with pytest.raises(OSError, match="Broken pipe"):
            ours.send(b"gone")
    theirs.close()
    ours.close()


def test_a_connection_made_when_the_time_is_over_is_cut_at_once():
    ours, theirs = socket.socketpair()
    with Watch(60) as watch:
        watch._end()
        watch.holds(ours)
        with pytest.raises(OSError, match="Broken pipe"):
            ours.send(b"gone")
    theirs.close()
    ours.close()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"Date": "Sun, 22 Nov 2026 10:00:00 GMT", "Retry-After": "Sun, 22 Nov 2026 10:02:00 GMT"}, 120),
        ({"Date": "Sun, 22 Nov 2026 10:00:00 GMT", "Retry-After": "Sun, 22 Nov 2026 09:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "9" * 400}, 999_999_999),
        ({"Date": "never", "Retry-After": "Sun, 22 Nov 2026 10:02:00 GMT"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_understood_as_seconds_or_as_a_date(headers, seconds, by_hand):
    assert by_hand(429, {"error": "Slowdown"}, headers).retry_after == seconds


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (456, "", QuotaSpent),
        (402, "Payment required", QuotaSpent),
        (403, "Daily Limit Exceeded", QuotaSpent),
        (403, "dailyLimitExceeded", QuotaSpent),
        (403, "403001: the subscription has exceeded its free quota", QuotaSpent),
        (403, "User Rate Limit Exceeded", Unavailable),
        (403, "Invalid API key", Refused),
        (429, "insufficient_quota", QuotaSpent),
        (429, "Quota exceeded for quota metric 'characters' per minute", Unavailable),
        (429, "Slowdown: 80 per minute", Unavailable),
        (400, "quota exceeded", Refused),
        (404, "", Refused),
        (501, "", Refused),
        (529, "", Unavailable),
    ],
)
def test_statuses_and_words_tell_what_waiting_mends(status, words, kind, by_hand):
    assert type(by_hand(status, {"error": words})) is kind


@pytest.mark.parametrize("shape", ["error", "message", "detail"])
def test_a_services_words_are_told_without_the_key_and_without_what_a_screen_obeys(shape, by_hand):
    said = str(by_hand(400, {shape: "Bad key secret-key\n\x1b[2J\u202e" + "x" * 900}))
    assert "“Bad key … [2J xxx" in said
    assert "secret-key" not in said
    assert len(said) < 400


def test_one_shops_cookie_is_not_sent_for_another(stub, monkeypatch):
    cookie = {"Set-Cookie": "shop=one; Path=/"}
    monkeypatch.setitem(FAULTS, "cookie", lambda handler, job: handler.reply(200, job.shape("Hi"), cookie))
    stub.fault = "cookie"
    for _ in range(2):
        translate(libre(stub), Request("Hello", "en", "ja"))
    assert all("Cookie" not in asked.headers for asked in stub.asked)
    assert not pool().cookies


def test_no_proxy_or_netrc_of_the_environment_is_used(stub, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    translate(libre(stub), Request("Hello", "en", "ja"))
    assert "Authorization" not in stub.asked[0].headers


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.deepl.com", "api.deepl.com"),
        ("http://me:secret@LT.example:5000/x?api_key=1", "lt.example:5000"),
        ("", ""),
        ("http://[::1", ""),
    ],
)
def test_a_host_is_named_without_what_is_secret_in_an_address(url, host):
    assert host_of(url) == host
