"""The customers' mailbox over real SMTP and HTTP: what arrives is kept as it came, what is answered threads."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import requests

from devstore.seed.goods import HANA
from devstore.web.letters import Letters
from devstore.web.writing import inbound_secret
from tests.devstore.stage import Stage, stage, until

SUPPORT = "support@hana-ceramics.example"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("mailbox")) as made:
        yield made


@pytest.fixture
def there(whole: Stage) -> Stage:
    requests.delete(f"{whole.url}/control/mailbox", timeout=5)
    whole.stub.heard.clear()
    whole.stub.status = 200
    return whole


def mail(subject: str = "Ihre Bestellung #1055") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SUPPORT, "anna.schmidt@example.de", subject
    made["Message-ID"], made["References"] = "<b@hana-ceramics.example>", "<a@example.de>"
    made.set_content("Guten Tag, Ihr Paket verspätet sich.")
    return made


def deliver(there: Stage, made: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", there.smtp_port, timeout=5) as server:
        server.send_message(made)


def inbox(there: Stage, **asked: str) -> list[dict[str, object]]:
    return requests.get(f"{there.url}/control/mailbox", params=asked, timeout=5).json()


def test_what_the_app_sends_arrives_whole_at_the_customers(there):
    deliver(there, mail())
    letter = inbox(there, to="Anna.Schmidt@example.de")[0]
    assert (letter["shop"], letter["from"], letter["subject"]) == (HANA, SUPPORT, "Ihre Bestellung #1055")
    assert (letter["message_id"], letter["references"]) == ("<b@hana-ceramics.example>", "<a@example.de>")
    assert "verspätet" in str(letter["text"])
    assert inbox(there, to="emily.carter@example.com") == []


def test_mail_survives_a_restart(there, tmp_path):
    deliver(there, mail())
    again = Letters(there.settings.data_dir / "devstore" / "mailbox.sqlite3")
    assert [letter.subject for letter in again.received()] == ["Ihre Bestellung #1055"]
    again.close()


def test_an_answer_threads_and_reaches_the_app_as_raw_mail(there):
    deliver(there, mail())
    number = inbox(there)[0]["id"]
    form = {"answers": str(number), "text": "Danke für die schnelle Antwort."}
    requests.post(f"{there.url}/mailbox/messages", data=form, timeout=5)
    heard = there.stub.heard[-1]
    sent = message_from_bytes(heard.body, policy=policy.default)
    assert heard.path == f"/inbound/email/{inbound_secret(there.settings.api_secret, HANA)}"
    assert heard.headers["Content-Type"] == "message/rfc822"
    assert (sent["In-Reply-To"], sent["References"]) == (
        "<b@hana-ceramics.example>",
        "<a@example.de> <b@hana-ceramics.example>",
    )
    assert (sent["Subject"], sent["From"]) == ("Re: Ihre Bestellung #1055", "Anna Schmidt <anna.schmidt@example.de>")
    assert "> Guten Tag" in sent.get_content()


def test_the_app_s_answer_to_a_written_mail_comes_back(there):
    there.stub.status = 413
    asked = {"shop": HANA, "from": "x@example.com", "subject": "Grüße\r\nBcc: evil@example.com", "text": "Hallo"}
    answer = requests.post(f"{there.url}/control/mailbox/messages", json=asked, timeout=5).json()
    sent = message_from_bytes(there.stub.heard[-1].body, policy=policy.default)
    assert answer["status"] == 413
    assert (sent["Bcc"], sent["Subject"]) == (None, "Grüße Bcc: evil@example.com")


def test_raw_bytes_go_out_as_they_are(there):
    asked = {"shop": HANA, "from": "x@example.com", "raw": "Subject: broken\n\n\udcff\udcfe"}
    requests.post(f"{there.url}/control/mailbox/messages", json=asked, timeout=5)
    assert there.stub.heard[-1].body == b"Subject: broken\n\n\xff\xfe"


def test_a_mail_s_date_and_headers_can_be_chosen(there):
    asked = {
        "shop": HANA,
        "from": "x@example.com",
        "subject": "s",
        "text": "t",
        "date": "2026-11-01T10:00:00+00:00",
        "headers": {"Auto-Submitted": "auto-replied"},
        "in_reply_to": "<b@hana-ceramics.example>",
    }
    requests.post(f"{there.url}/control/mailbox/messages", json=asked, timeout=5)
    sent = message_from_bytes(there.stub.heard[-1].body, policy=policy.default)
    assert (sent["Auto-Submitted"], sent["In-Reply-To"]) == ("auto-replied", "<b@hana-ceramics.example>")
    assert sent["Date"].startswith("Sun, 01 Nov 2026 10:00:00")


@pytest.mark.parametrize(("fault", "code"), [("refuse", 550), ("temporary", 451)])
def test_the_mail_server_says_no_on_demand_and_only_so_often(there, fault, code):
    requests.post(f"{there.url}/control/mailbox/faults", json={"fault": fault, "times": 1}, timeout=5)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        deliver(there, mail())
    assert refused.value.smtp_code == code
    assert inbox(there) == []
    deliver(there, mail())
    assert len(inbox(there)) == 1


def test_a_mail_can_be_taken_and_the_line_cut_before_the_answer(there):
    requests.post(f"{there.url}/control/mailbox/faults", json={"fault": "accept_then_drop"}, timeout=5)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        deliver(there, mail())
    until(lambda: len(inbox(there)) == 1)


def test_an_unknown_mail_fault_is_refused(there):
    answer = requests.post(f"{there.url}/control/mailbox/faults", json={"fault": "explode"}, timeout=5)
    assert answer.status_code == 400


def test_a_letter_s_html_runs_nothing_and_names_are_escaped(there):
    made = mail("<script>alert(1)</script>")
    made.add_alternative("<b onclick='x()'>hi</b><script>alert(1)</script>", subtype="html")
    deliver(there, made)
    number = inbox(there)[0]["id"]
    page = requests.get(f"{there.url}/mailbox/{number}", timeout=5).text
    html = requests.get(f"{there.url}/mailbox/{number}/html", timeout=5)
    assert "<script>alert" not in page
    assert "<iframe" in page
    assert " sandbox " in page
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "script-src" not in html.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: =?utf-8?B?gg==?=\r\nFrom: \xff\xfe\r\n\r\n\xff",
        b"Content-Type: text/plain; charset=x-unknown\r\n\r\ncaf\xe9",
        b"no headers at all",
        b"Content-Type: multipart/mixed\r\n\r\nnothing",
    ],
)
def test_broken_mail_is_shown_as_far_as_it_can_be_read(there, raw):
    with smtplib.SMTP("127.0.0.1", there.smtp_port, timeout=5) as server:
        server.sendmail(SUPPORT, ["anna.schmidt@example.de"], raw)
    number = inbox(there)[0]["id"]
    assert requests.get(f"{there.url}/mailbox/{number}", timeout=5).status_code == 200


def test_an_app_that_is_away_is_said_to_be_away(there, monkeypatch):
    monkeypatch.setattr("devstore.web.writing.INBOUND_SECONDS", 0.3)
    there.stub.gate.clear()
    asked = {"shop": HANA, "from": "x@example.com", "subject": "s", "text": "t"}
    answer = requests.post(f"{there.url}/control/mailbox/messages", json=asked, timeout=5).json()
    there.stub.gate.set()
    assert answer["status"] == 599
