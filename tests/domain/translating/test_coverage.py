"""Which pairs a shop needs of its engines."""

from app.domain.translating.coverage import missing, wanted


def test_each_customers_language_is_needed_both_ways_with_each_agents() -> None:
    needed = wanted(("es", "fr", "ja", ""), ("ja", "en"))
    assert needed[:4] == (("es", "ja"), ("ja", "es"), ("es", "en"), ("en", "es"))
    assert set(needed[4:]) == {("fr", "ja"), ("ja", "fr"), ("fr", "en"), ("en", "fr"), ("ja", "en"), ("en", "ja")}
    assert len(needed) == len(set(needed))


def test_nobodys_language_needs_nothing() -> None:
    assert (wanted((), ("ja",)), wanted(("es",), ()), wanted(("ja",), ("ja",))) == ((), (), ())


def test_what_is_not_spoken_is_missing_in_the_order_of_need() -> None:
    needed = wanted(("es", "fr"), ("ja",))
    assert missing(needed, {("ja", "es"), ("es", "ja")}) == (("fr", "ja"), ("ja", "fr"))
    assert missing(needed, ()) == needed
    assert missing(needed, needed) == ()
