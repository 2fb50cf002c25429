"""What keeps a rule from writing: each guard alone, their order, and limits that no sequence of events gets past."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.rules.guards import Circumstances, refusal
from app.domain.rules.reasons import WORDS, ReasonCode

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
FINE = Circumstances(now=NOW, happened_at=NOW, is_answer=True, address="maria@example.es")


def ago(**span):
    return NOW - timedelta(**span)


CASES = [
    ({}, None),
    ({"automated": "Auto-Submitted: auto-replied"}, ReasonCode.AUTOMATED),
    ({"is_redacted": True}, ReasonCode.REDACTED),
    ({"happened_at": ago(hours=24)}, None),
    ({"happened_at": ago(hours=24, seconds=1)}, ReasonCode.TOO_OLD),
    ({"happened_at": ago(hours=-2)}, None),
    ({"address": ""}, ReasonCode.NO_ADDRESS),
    ({"is_answered": True}, ReasonCode.ALREADY_ANSWERED),
    ({"agent_wrote_at": ago(minutes=14), "happened_at": ago(minutes=1)}, ReasonCode.AGENT_WRITING),
    ({"agent_wrote_at": ago(minutes=15), "happened_at": ago(minutes=1)}, None),
    ({"agent_wrote_at": ago(hours=2), "happened_at": ago(hours=3)}, ReasonCode.AGENT_WRITING),
    ({"agent_wrote_at": ago(minutes=1), "is_answer": False}, None),
    ({"answers": [ago(minutes=4)]}, ReasonCode.ADDRESS_LIMIT),
    ({"answers": [ago(minutes=5)]}, None),
    ({"answers": [ago(minutes=m) for m in (10, 20, 59)]}, ReasonCode.ADDRESS_LIMIT),
    ({"answers": [ago(minutes=m) for m in (10, 20, 60)]}, None),
    ({"answers": [ago(hours=h) for h in (2, 4, 6, 8, 10, 23)]}, ReasonCode.ADDRESS_LIMIT),
    ({"answers": [ago(hours=h) for h in (2, 4, 6, 8, 10, 24)]}, None),
    ({"notices": [ago(minutes=1)] * 6}, None),
    ({"is_answer": False, "answers": [ago(minutes=1)] * 6}, None),
    ({"is_answer": False, "notices": [ago(minutes=1)] * 5}, None),
    ({"is_answer": False, "notices": [ago(minutes=1)] * 6}, ReasonCode.ADDRESS_LIMIT),
    ({"is_answer": False, "notices": [ago(hours=h) for h in range(2, 22)]}, ReasonCode.ADDRESS_LIMIT),
    ({"sent_in_shop": 199}, None),
    ({"sent_in_shop": 200}, ReasonCode.SHOP_LIMIT),
    ({"sent_in_shop": 200, "shop_limit": 500}, None),
]


@pytest.mark.parametrize(("changes", "expected"), CASES)
def test_each_guard_refuses_exactly_what_it_is_for(changes, expected):
    reason = refusal(replace(FINE, **changes))
    assert (reason and reason.code) == expected


def test_a_machine_is_named_before_any_other_reason():
    reason = refusal(replace(FINE, automated="List-Id", is_redacted=True, address=""))
    assert reason
    assert reason.words == "Did not answer: automated mail (List-Id)."


def test_every_reason_has_its_words():
    assert set(WORDS) == set(ReasonCode)
    assert all(words % {"detail": "x"} for words in WORDS.values())


def test_the_address_limit_says_which_limit_was_reached():
    assert refusal(replace(FINE, answers=[ago(minutes=1)])).detail == "1/5 min"
    assert refusal(replace(FINE, answers=[ago(minutes=9)] * 3)).detail == "3/1 h"
    assert refusal(replace(FINE, answers=[ago(hours=9)] * 6)).detail == "6/24 h"


@given(some.lists(some.integers(0, 1_800), min_size=1, max_size=200))
def test_no_sequence_of_messages_gets_more_answers_than_the_limits_allow(gaps):
    """Two machines that answer each other: whatever their rhythm, the limits hold at every moment."""
    moment, answered = NOW, []
    for gap in gaps:
        moment += timedelta(seconds=gap)
        seen = replace(FINE, now=moment, happened_at=moment, answers=answered)
        if refusal(seen) is None:
            answered.append(moment)
    for start in answered:
        for allowed, span in ((1, timedelta(minutes=5)), (3, timedelta(hours=1)), (6, timedelta(days=1))):
            assert sum(1 for other in answered if start <= other < start + span) <= allowed
