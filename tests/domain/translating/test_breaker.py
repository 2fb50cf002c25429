"""A failing engine rests, longer each time, and is trusted again after one success."""

from datetime import UTC, datetime, timedelta

from app.domain.translating.breaker import LONGEST_REST, Breaker

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def after(failures, **told):
    breaker = Breaker()
    for _ in range(failures):
        breaker = breaker.failed(NOW, **told)
    return breaker


def test_two_failures_are_forgiven():
    assert not after(2).is_open(NOW)


def test_three_in_a_row_bring_a_rest_that_doubles_up_to_a_quarter_of_an_hour():
    assert [(after(count).open_until - NOW).total_seconds() for count in (3, 4, 5)] == [30, 60, 120]
    assert after(40).open_until - NOW == LONGEST_REST


def test_after_the_rest_it_is_asked_again_and_one_success_is_enough():
    breaker = after(3)
    assert breaker.is_open(NOW)
    assert not breaker.is_open(NOW + timedelta(seconds=30))
    assert breaker.succeeded() == Breaker()


def test_the_services_own_word_counts_at_once_but_not_for_ever():
    assert after(1, retry_after=7).open_until == NOW + timedelta(seconds=7)
    assert after(1, retry_after=1e9).open_until == NOW + LONGEST_REST


def test_two_that_fail_at_the_same_time_both_count():
    kept = Breaker()
    for _ in range(3):
        kept = kept.told(Breaker().failed(NOW), NOW)
    assert (kept.failures, kept.is_open(NOW)) == (3, True)
    assert kept.told(Breaker(), NOW) == Breaker()
    longer = Breaker().failed(NOW, 600)
    assert Breaker(1).told(longer, NOW).open_until == longer.open_until
