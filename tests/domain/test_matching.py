"""Which order and which conversation a message belongs to."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.matching import (
    SURE,
    ConversationCandidate,
    OrderCandidate,
    OrderChoice,
    OrderReason,
    Topic,
    choose_conversation,
    choose_order,
    plain_subject,
    replaces,
)

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def order(number, name, *, is_open=True, is_theirs=True, days=0):
    return OrderCandidate(number, name, NOW - timedelta(days=days), is_open, is_theirs)


def test_a_named_order_of_the_customer_is_sure():
    assert choose_order(["#1042"], [order(1, "#1042"), order(2, "#1043")]) == OrderChoice(1, OrderReason.NAMED)


def test_another_customers_order_is_only_shown_as_unconfirmed():
    candidates = [order(1, "#1042", is_theirs=False), order(2, "#1043")]
    assert choose_order(["#1042"], candidates) == OrderChoice(1, OrderReason.UNCONFIRMED)


def test_of_two_names_the_customers_own_counts():
    candidates = [order(1, "#1042", is_theirs=False), order(2, "#1043")]
    assert choose_order(["#1042", "#1043"], candidates) == OrderChoice(2, OrderReason.NAMED)


def test_without_a_name_the_only_open_order_is_guessed_and_else_the_latest():
    assert choose_order([], [order(1, "#1", is_open=False), order(2, "#2", days=9)]) == OrderChoice(
        2, OrderReason.ONLY_OPEN
    )
    assert choose_order([], [order(1, "#1", days=3), order(2, "#2", days=9)]) == OrderChoice(1, OrderReason.LATEST)
    assert choose_order([], [order(1, "#1", is_theirs=False)]) is None
    assert choose_order(["#99"], []) is None


def test_beside_a_named_order_that_is_not_here_the_guess_says_that_it_is_another():
    choice = choose_order(["#870"], [order(1, "#1014", days=3), order(2, "#1013", days=9)])
    assert choice == OrderChoice(1, OrderReason.UNSEEN)
    assert OrderReason.UNSEEN not in SURE


@pytest.mark.parametrize(
    ("reason", "current", "does"),
    [
        (OrderReason.LATEST, "", True),
        (OrderReason.LATEST, "named", False),
        (OrderReason.UNCONFIRMED, "latest_order", True),
        (OrderReason.UNCONFIRMED, "named", False),
        (OrderReason.UNSEEN, "latest_order", True),
        (OrderReason.UNSEEN, "named", False),
        (OrderReason.UNSEEN, "agent", False),
        (OrderReason.NAMED, "named_unseen", True),
        (OrderReason.NAMED, "named", True),
        (OrderReason.NAMED, "agent", False),
        (OrderReason.NAMED, "order_event", False),
    ],
)
def test_a_guess_moves_nothing_and_an_agents_word_stays(reason, current, does):
    assert replaces(OrderChoice(1, reason), current) is does


def conversation(number, subject, *, order_id=None, is_resolved=False, days=0):
    return ConversationCandidate(number, subject, order_id, is_resolved, NOW - timedelta(days=days))


def test_the_same_subject_goes_on_with_the_running_exchange():
    candidates = [conversation(1, "My order", is_resolved=True), conversation(2, "My order", days=3)]
    assert choose_conversation(Topic("AW: Re: my  ORDER", None, NOW), candidates) == 2


def test_an_old_exchange_or_another_orders_is_left_alone():
    assert choose_conversation(Topic("My order", None, NOW), [conversation(1, "My order", days=15)]) is None
    assert choose_conversation(Topic("My order", 7, NOW), [conversation(1, "My order", order_id=8)]) is None


def test_the_same_order_joins_an_open_exchange_under_another_subject():
    assert choose_conversation(Topic("Hello", 7, NOW), [conversation(1, "My order", order_id=7)]) == 1
    assert choose_conversation(Topic("Hello", 7, NOW), [conversation(1, "x", order_id=7, is_resolved=True)]) is None


def test_no_subject_matches_no_subject():
    assert choose_conversation(Topic("", None, NOW), [conversation(1, "")]) is None


@pytest.mark.parametrize(
    "mark", ["Re: ", "RE：", "Aw: ", "Fwd: Re: ", "回复：", "返信: ", "Antw: ", "회신: ", "Re[2]: ", "[EXT] Re: "]
)
def test_reply_marks_of_all_languages_are_no_part_of_a_subject(mark):
    assert plain_subject(f"{mark}Mi pedido") == "mi pedido"
