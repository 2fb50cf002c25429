"""A mail address reaches whom it reached."""

import pytest

from tests.domain.guard.saying import LANGUAGES, reds


@pytest.mark.parametrize("target", LANGUAGES)
def test_an_address_altered_lost_or_added_blocks_in_every_language(target):
    assert reds("Write to help@shop.example.", "宛先help@shop.exampleまで", "en", target) == set()
    assert reds("Write to help@shop.example.", "helo@shop.example", "en", target) == {"addresses"}
    assert reds("Write to help@shop.example.", "x", "en", target) == {"addresses"}
    assert reds("Write", "a1@b.example", "en", target) == {"addresses"}


def test_only_the_case_of_the_domain_is_free():
    assert reds("help@Shop.Example", "help@shop.example") == set()
    assert reds("Help@shop.example", "help@shop.example") == {"addresses"}
