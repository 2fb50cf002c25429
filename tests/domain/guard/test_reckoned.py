"""A minus is a minus in words too, and "at least three" takes nothing away."""

import pytest

from tests.domain.guard.saying import reds, row

AT_LEAST = row("3日以上", "at least 3 days", "至少3天", "至少3天", "최소 3일",
               "au moins 3 jours", "mindestens 3 Tage", "al menos 3 días")  # fmt: skip


@pytest.mark.parametrize("source", AT_LEAST)
@pytest.mark.parametrize("target", AT_LEAST)
def test_at_least_three_is_three_in_every_language(source: str, target: str):
    assert reds(AT_LEAST[source], AT_LEAST[target], source, target) == set()


@pytest.mark.parametrize(("text", "language"), [("moins 3 degrés", "fr"), ("menos 3 grados", "es")])
def test_a_minus_in_words_is_no_plus(text: str, language: str):
    assert reds("3 degrees", text, "en", language)
    assert reds("-3 degrees", text, "en", language) == set()
