"""Drafts that remedies leave: one a remedy and state of its money, for whoever looks, and gone when not so any more."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.desk import conversations, privacy, remedies, remedy_drafts, remedy_echoes, remedy_work
from app.desk.orders import mirror
from app.desk.privacy import Person
from app.desk.remedies import Confirmation, Wanted
from app.desk.remedy_drafts import Draft
from app.domain.errors import Conflict, NotFound
from app.domain.events import RemedyMoneyMoved, RemedySettled
from app.domain.orders import Transaction, TransactionStatus
from app.domain.problems import Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.choices import DiscountCodeChoice, RefundChoice
from app.domain.remedies.course import Outcome, Sighting
from app.domain.remedies.kinds import RemedyKind, RemedyReason, RemedyState
from app.domain.remedies.terms import Payment, Piece, Terms
from app.models import Conversation, EventRow, Message, Order, Remedy, RemedyDraft
from tests import cast
from tests.cast import NOON, bag
from tests.giving import Counter

TERMS = Terms(
    gives=bag("6000", "40.00"),
    payments=(Payment("card", "gid://shopify/OrderTransaction/1", bag("6000", "40.00"), "Visa"),),
    pieces=(Piece("gid://shopify/LineItem/1", "Asagao cup", 2, "NO_RESTOCK"),),
)


def paid(status: str) -> Transaction:
    gid = "gid://shopify/OrderTransaction/2"
    value = bag("6000", "40.00")
    return Transaction(gid, "REFUND", TransactionStatus(status), "card", value, NOON + timedelta(minutes=4))


def outcome(status: str) -> Outcome:
    return Outcome("gid://shopify/Refund/1", MoneyState(status), (paid(status),), refund_gid="gid://shopify/Refund/1")


class Case(Counter):
    """A Spanish conversation about order #1042 of María's, whose refund Diego confirms and the worker settles."""

    def __init__(self, runtime: Any, shop: Any) -> None:
        super().__init__(runtime, shop)
        order = self.order_row()
        more = {"customer_id": order.customer_id, "order_id": order.id}
        self.conversation_id = cast.conversation(runtime.database, shop.id, **more).id

    def confirm(self, kind: RemedyKind = RemedyKind.REFUND, choice: Any = None, terms: Terms = TERMS) -> int:
        wanted = Wanted(kind, RemedyReason.DAMAGED, "broken", choice or RefundChoice())
        with self.at() as desk:
            shown = remedies.keep_preview(desk, self.order_id, wanted, Sighting(terms))
            confirmed = Confirmation(shown.token, shown.digest, f"key-{shown.token}"[:36], "{}", timedelta())
            return remedies.request(desk, self.order_id, confirmed)

    def settle(self, remedy_id: int, made: Outcome | None = None) -> int:
        with self.at(minutes=2) as desk:
            work = remedy_work.claim(desk, remedy_id)
            remedy_work.start_sending(desk, work)
            if made is None:
                remedy_work.end(desk, work, RemedyState.REJECTED, Problem.REFUSED)
            else:
                remedy_work.succeed(desk, work, made, found=False)
        self.react()
        return remedy_id

    def refund(self, status: str = "SUCCESS") -> int:
        return self.settle(self.confirm(), outcome(status))

    def moves(self, status: str) -> None:
        with self.at(minutes=5) as desk:
            remedy_echoes.transaction_changed(desk, self.order_id, paid(status))
        self.react()

    def react(self) -> None:
        """Every event so far, told again each time."""
        with self.at(minutes=6) as desk:
            for row in desk.all(desk.select(EventRow).order_by(EventRow.id)):
                if row.name == "RemedySettled":
                    remedy_drafts.follow(desk, RemedySettled(**row.payload))
                if row.name == "RemedyMoneyMoved":
                    remedy_drafts.follow(desk, RemedyMoneyMoved(**row.payload))

    def drafts(self, language: str = "ja") -> tuple[Draft, ...]:
        with self.at() as desk:
            return remedy_drafts.of_conversation(desk, self.conversation_id, self.diego.id, language)

    def states(self) -> list[tuple[str, str]]:
        with self.at() as desk:
            rows = desk.all(desk.select(RemedyDraft).order_by(RemedyDraft.id))
            return [(row.money_state, row.state) for row in rows]

    def reply(self) -> int:
        columns = {"channel": "email", "external_id": f"<{next(cast._numbers)}>", "direction": "OUTBOUND"}
        with self.at() as desk:
            made = Message(conversation_id=self.conversation_id, author="AGENT", created_at=NOON, **columns)
            return int(desk.add(made).id)

    def use(self, draft_id: int, message_id: int) -> None:
        with self.at() as desk:
            remedy_drafts.use(desk, self.conversation_id, draft_id, message_id)


@pytest.fixture
def case(runtime, hana) -> Case:
    return Case(runtime, hana)


def test_a_refund_leaves_one_draft_in_the_customers_language_and_in_the_agents(case):
    case.refund()
    (draft,) = case.drafts()
    assert (draft.theirs.language, draft.own.language, draft.wanted) == ("es", "ja", "es")
    assert "Hola, María:" in draft.theirs.body
    assert "Hemos reembolsado 40,00\u00a0US$" in draft.theirs.body
    assert "(Visa)" in draft.theirs.body
    assert "2 × Asagao cup" in draft.theirs.body
    assert "María Díaz 様" in draft.own.body
    assert "Diego" in draft.own.body
    assert draft.amount == bag("0", "40.00").presentment
    assert draft.surely_his


def test_who_has_the_conversation_open_sees_it_at_the_next_look(case):
    case.refund()
    with case.at() as desk:
        assert desk.get(Conversation, case.conversation_id).changed_at > NOON


def test_what_is_told_twice_is_drafted_once_and_what_was_discarded_stays_away(case):
    case.refund()
    (draft,) = case.drafts()
    case.react()
    assert case.states() == [("SUCCESS", "OPEN")]
    with case.at() as desk:
        remedy_drafts.discard(desk, case.conversation_id, draft.id)
        remedy_drafts.discard(desk, case.conversation_id, draft.id)
    case.react()
    assert case.states() == [("SUCCESS", "DISCARDED")]
    assert case.drafts() == ()


def test_money_on_its_way_is_drafted_as_that_and_again_once_it_arrived(case):
    case.refund("PENDING")
    (draft,) = case.drafts("en")
    assert draft.pending
    assert "not with you yet" in draft.own.body
    assert "Hemos reembolsado" not in draft.theirs.body
    case.moves("SUCCESS")
    (fresh,) = case.drafts("en")
    assert "have refunded" in fresh.own.body
    assert case.states() == [("PENDING", "OUTDATED"), ("SUCCESS", "OPEN")]


def test_a_failure_takes_the_draft_back_and_leaves_none(case):
    case.refund("PENDING")
    case.moves("FAILURE")
    assert case.drafts() == ()
    assert case.states() == [("PENDING", "OUTDATED")]


@pytest.mark.parametrize("made", [outcome("FAILURE"), None], ids=["failed", "refused"])
def test_a_refund_that_failed_at_once_or_was_refused_leaves_none(case, made):
    case.settle(case.confirm(), made)
    assert case.states() == []


def test_without_a_conversation_there_is_nobody_to_draft_for(case):
    remedy_id = case.confirm()
    case.change(Remedy, remedy_id, conversation_id=None)
    case.settle(remedy_id, outcome("SUCCESS"))
    assert case.states() == []


def test_a_language_without_texts_falls_to_english_and_says_so(case):
    case.change(Conversation, case.conversation_id, language="pt")
    case.refund()
    (draft,) = case.drafts("th")
    assert (draft.wanted, draft.theirs.language, draft.own.language) == ("pt", "en", "en")


def test_a_corrected_language_changes_the_draft_with_it(case):
    case.refund()
    with case.at() as desk:
        conversations.set_language(desk, case.conversation_id, "de")
    (draft,) = case.drafts()
    assert "Guten Tag María Díaz," in draft.theirs.body


def test_a_code_that_is_not_known_is_said_to_be_missing(case):
    choice = DiscountCodeChoice(bag("1500", "0").shop)
    gift = Terms(gives=bag("1500", "10.00"))
    made = Outcome("gid://shopify/DiscountCodeNode/1", MoneyState.SUCCESS)
    case.settle(case.confirm(RemedyKind.DISCOUNT_CODE, choice, gift), made)
    (draft,) = case.drafts()
    assert (draft.theirs.body, draft.theirs.lacks) == ("", "code")


def test_a_code_and_its_last_day_come_from_the_answer_and_the_choice(case):
    choice = DiscountCodeChoice(bag("1500", "0").shop, NOON.date() + timedelta(days=30))
    gift = Terms(gives=bag("1500", "10.00"))
    facts = (("code", "KKH-7QXM-24TR"),)
    made = Outcome("gid://shopify/DiscountCodeNode/1", MoneyState.SUCCESS, facts=facts)
    case.settle(case.confirm(RemedyKind.DISCOUNT_CODE, choice, gift), made)
    (draft,) = case.drafts("en")
    assert "KKH-7QXM-24TR" in draft.own.body
    assert "valid until December 20, 2026." in draft.own.body


def test_an_order_that_is_not_known_to_be_this_customers_is_marked(case):
    case.refund()
    stranger = cast.customer(case.runtime.database, case.shop.id, "stranger@example.com")
    case.change(Conversation, case.conversation_id, customer_id=stranger.id)
    (draft,) = case.drafts()
    assert not draft.surely_his


def test_the_draft_names_the_remedys_order_whatever_the_conversation_is_about_now(case):
    case.refund()
    with case.at() as desk:
        other = mirror(desk, replace(cast.order("#1043"), email="")).order_id
    case.change(Conversation, case.conversation_id, order_id=other)
    (draft,) = case.drafts()
    assert "#1042" in draft.theirs.body
    assert "#1043" not in draft.theirs.body


def test_a_draft_becomes_one_reply_and_a_second_is_refused(case):
    case.refund()
    (draft,) = case.drafts()
    first, second = case.reply(), case.reply()
    case.use(draft.id, first)
    case.use(draft.id, first)
    assert case.drafts() == ()
    with pytest.raises(Conflict):
        case.use(draft.id, second)
    with case.at() as desk:
        row = desk.get(RemedyDraft, draft.id)
        assert (row.state, row.message_id, row.agent_id) == ("USED", first, case.diego.id)


def test_a_draft_that_is_not_so_any_more_is_not_sent(case):
    case.refund("PENDING")
    (draft,) = case.drafts()
    case.moves("FAILURE")
    with pytest.raises(Conflict):
        case.use(draft.id, case.reply())


def test_a_draft_of_another_conversation_cannot_be_discarded_here(case):
    case.refund()
    (draft,) = case.drafts()
    other = cast.conversation(case.runtime.database, case.shop.id).id
    with pytest.raises(NotFound), case.at() as desk:
        remedy_drafts.discard(desk, other, draft.id)
    assert case.states() == [("SUCCESS", "OPEN")]


@pytest.mark.parametrize("whole_shop", [False, True])
def test_forgetting_the_customer_forgets_the_drafts_for_good(case, whole_shop):
    case.refund()
    with case.at() as desk:
        person = Person("gid://shopify/Customer/7", "maria@example.es", (desk.get(Order, case.order_id).gid,))
        if whole_shop:
            privacy.redact_shop(desk)
        else:
            privacy.redact(desk, privacy.keep_request(desk, "CUSTOMERS_REDACT", "1", person), person)
    assert case.states() == []
    case.react()
    assert case.states() == []
