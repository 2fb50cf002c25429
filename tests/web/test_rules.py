"""The pages of rules and macros, asked as an agent's browser asks."""

from datetime import timedelta

import pytest

from app.desk import automation, starter
from app.desk.desk import open_desk
from app.models import Agent, Macro, Rule, RuleRun
from app.web.i18n import catalogue
from tests import cast
from tests.visiting import DIEGO, signed_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def shop(database, hana):
    with open_desk(database, hana.id, now=cast.NOON) as desk:
        starter.install(desk)
    return hana


@pytest.fixture
def ask(client, settings):
    def ask(method, path, shop=cast.HANA, **fields):
        headers = signed_in(settings, shop)
        return client.open(path, method=method, headers=headers, data=fields or None)

    return ask


def rows(database, shop, model):
    with open_desk(database, shop.id) as desk:
        return desk.all(desk.select(model).order_by(model.id))


def run_of(database, shop, **columns):
    with open_desk(database, shop.id) as desk:
        rule = desk.one(desk.select(Rule).order_by(Rule.id))
        values = {"rule_id": rule.id, "cause_key": "message:1", "outcome": "SKIPPED", "created_at": desk.now}
        return desk.add(RuleRun(**(values | columns)))


def test_each_rule_is_shown_as_a_sentence(ask, shop):
    page = ask("GET", "/rules").text
    assert "Instant acknowledgement" in page
    assert "a customer writes" in page
    assert "shipment status is Delayed" in page
    assert "in English where it lacks the customer" in page


@pytest.fixture
def japanese(database, shop):
    """Diego reads Japanese."""
    agent = cast.agent(database, shop.id, locale="ja")
    with open_desk(database, shop.id) as desk:
        desk.get(Agent, agent.id).shopify_user_id = DIEGO


@pytest.mark.usefixtures("japanese")
def test_an_agent_reads_the_rules_in_his_own_language(ask):
    page = ask("GET", "/rules").text
    assert "お客様からメッセージが届いたとき" in page
    assert "配送状況" in page
    assert "受付の自動返信" in page
    assert "a customer writes" not in page


@pytest.mark.usefixtures("japanese")
def test_an_agent_reads_why_in_his_own_language(ask, shop, database):
    with open_desk(database, shop.id) as desk:
        asked = {"all": [{"condition": "is_automated", "value": False}]}
        desk.one(desk.select(Rule).order_by(Rule.id)).conditions = asked
    run = run_of(database, shop, code="not_met", detail="not: written by a machine")
    page = ask("GET", f"/rules/{run.rule_id}/runs").text
    condition = catalogue("ja").gettext("written by a machine")
    assert condition != "written by a machine"
    assert page.count(condition) == 2  # in the rule's sentence and in its log
    assert "did not hold" not in page


@pytest.mark.usefixtures("japanese")
def test_an_agent_reads_in_his_own_language_why_a_rule_is_broken(ask, shop, database):
    run = run_of(database, shop, code="broken", detail="this is not the number of an agent: 'Diego'")
    page = ask("GET", f"/rules/{run.rule_id}/runs").text
    assert "ルールを解釈できません: 担当者の番号ではありません: &#39;Diego&#39;。" in page


def test_a_rule_is_switched_off_and_on(ask, shop, database):
    rule = rows(database, shop, Rule)[0]
    for state, expected in (("off", False), ("off", False), ("on", True)):
        answer = ask("POST", f"/rules/{rule.id}/activation", state=state)
        assert answer.status_code == 303
        assert (rows(database, shop, Rule)[0].enabled_at is not None) is expected


@pytest.mark.parametrize("path", ["/rules/{id}/activation", "/automation/pause"])
def test_a_switch_knows_on_and_off_only(ask, shop, database, path):
    path = path.format(id=rows(database, shop, Rule)[0].id)
    assert ask("POST", path, state="maybe").status_code == 400
    assert ask("POST", path).status_code == 400


def test_all_rules_are_paused_and_resumed_and_the_page_says_so(ask, shop, database):
    ask("POST", "/automation/pause", state="on")
    assert "All rules are paused" in ask("GET", "/rules").text
    assert "All rules are paused" in ask("GET", "/").text
    ask("POST", "/automation/pause", state="off")
    assert "All rules are paused" not in ask("GET", "/rules").text
    assert "All rules are paused" not in ask("GET", "/").text


def test_the_hourly_limit_is_kept_and_nonsense_is_refused_in_words(ask, shop, database):
    ask("POST", "/automation/limit", limit="500")
    answer = ask("POST", "/automation/limit", limit="many")
    assert "Give a number" in ask("GET", answer.location).text
    with open_desk(database, shop.id) as desk:
        assert automation.overview(desk).hourly_limit == 500


def test_the_log_says_why_in_words(ask, shop, database):
    run = run_of(database, shop, code="automated", detail="Auto-Submitted", reason="…")
    page = ask("GET", f"/rules/{run.rule_id}/runs").text
    assert "Did not answer: automated mail (Auto-Submitted)." in page


def test_a_reason_from_another_version_is_shown_as_it_was_written(ask, shop, database):
    run = run_of(database, shop, code="eclipse", detail="", reason="Did not fire: an eclipse.")
    assert "an eclipse" in ask("GET", f"/rules/{run.rule_id}/runs").text


def test_what_a_stranger_wrote_into_a_reason_is_text(ask, shop, database):
    run = run_of(database, shop, code="automated", detail="<script>alert(1)</script> %(x)s")
    page = ask("GET", f"/rules/{run.rule_id}/runs").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_a_long_log_is_read_page_by_page(ask, shop, database):
    for number in range(60):
        run_of(database, shop, cause_key=f"message:{number}", code="by_rule", created_at=cast.NOON)
    rule = rows(database, shop, Rule)[0]
    first = ask("GET", f"/rules/{rule.id}/runs").text
    assert first.count("<tr>") == 51
    assert "before=" in first
    oldest = min(row.id for row in rows(database, shop, RuleRun)[-50:])
    second = ask("GET", f"/rules/{rule.id}/runs?before={oldest}").text
    assert second.count("<tr>") == 11


def test_a_rule_that_cannot_be_understood_is_shown_as_that(ask, shop, database):
    with open_desk(database, shop.id) as desk:
        desk.one(desk.select(Rule)).conditions = {"all": [{"condition": "nonsense"}]}
    assert "cannot be understood" in ask("GET", "/rules").text


def test_nested_conditions_are_written_out(ask, shop, database):
    with open_desk(database, shop.id) as desk:
        desk.one(desk.select(Rule)).conditions = {
            "any": [
                {"condition": "tag_is", "value": ["vip"]},
                {"all": [{"condition": "is_first_message", "value": True}]},
            ],
            "none": [{"condition": "order_total_over", "value": {"amount": "5", "currency": "USD"}}],
        }
    page = ask("GET", "/rules").text
    assert "tag is vip or (first message of the conversation)" in page
    assert "not: order&#39;s total is over 5 USD" in page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/rules/{rule}/activation"),
        ("GET", "/rules/{rule}/runs"),
        ("GET", "/macros/{macro}"),
        ("POST", "/macros/{macro}/removal"),
        ("POST", "/macros/{macro}/variants/en/removal"),
        ("POST", "/macros/{macro}/variants"),
    ],
)
@pytest.mark.usefixtures("mei")
def test_another_shops_rules_and_macros_are_not_there(ask, shop, database, method, path):
    path = path.format(rule=rows(database, shop, Rule)[0].id, macro=rows(database, shop, Macro)[0].id)
    fields = {"state": "off", "language": "en", "body": "x"} if method == "POST" else {}
    assert ask(method, path, shop=cast.MEI, **fields).status_code == 404


def test_a_macro_is_made_and_its_text_shown_as_a_customer_gets_it(ask, shop, database):
    made = ask("POST", "/macros", name="How to return")
    assert made.status_code == 303
    macro = rows(database, shop, Macro)[-1].id
    saved = ask(
        "POST", f"/macros/{macro}/variants", language="de", subject="Retoure", body="Hallo {{ customer.name }}!"
    )
    assert saved.status_code == 303
    page = ask("GET", f"/macros/{macro}?language=de").text
    assert "Hallo Anna Weber!" in page
    assert "Hallo {{ customer.name }}!" in page
    assert "How to return" in ask("GET", "/macros").text


def test_a_text_that_cannot_be_sent_stays_in_its_form_with_the_reason(ask, shop, database):
    macro = rows(database, shop, Macro)[0].id
    answer = ask("POST", f"/macros/{macro}/variants", language="de", subject="Bestellung", body="Hi {{ order.nmae }}")
    assert answer.status_code == 422
    assert "order.nmae" in answer.text
    assert "Hi {{ order.nmae }}" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_macros_name_that_is_taken_stays_in_its_field(ask, shop):
    answer = ask("POST", "/macros", name="Parcel delayed")
    assert answer.status_code == 422
    assert 'value="Parcel delayed"' in answer.text


def test_a_macro_and_a_language_can_be_removed(ask, shop, database):
    macro = rows(database, shop, Macro)[0].id
    ask("POST", f"/macros/{macro}/variants/de/removal")
    assert 'value="de"' in ask("GET", f"/macros/{macro}?language=de").text
    ask("POST", f"/macros/{macro}/removal")
    assert ask("GET", f"/macros/{macro}").status_code == 404


def test_an_empty_shop_says_that_it_is_empty(ask, hana):
    assert "This shop has no rules." in ask("GET", "/rules").text
    assert "There are no macros yet." in ask("GET", "/macros").text


def test_the_log_of_the_last_week_is_counted(ask, shop, database):
    run_of(database, shop, outcome="FIRED", code="fired", detail="x")
    with open_desk(database, shop.id) as desk:
        old = desk.now - timedelta(days=8)
    run_of(database, shop, cause_key="message:2", code="fired", created_at=old)
    assert "fired 1 times, skipped 0 times" in ask("GET", "/rules").text
