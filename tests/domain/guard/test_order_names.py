"""Order names stay as they are."""

import pytest

from tests.domain.guard.saying import LANGUAGES, ambers, looked, reds


@pytest.mark.parametrize("target", LANGUAGES)
def test_an_order_name_altered_lost_or_invented_blocks_in_every_language(target):
    assert reds("#1042", "#1024", "en", target) == {"order_names"}
    assert reds("order #1042", "x", "en", target) == {"order_names"}
    assert reds("order", "#1042", "en", target) == {"order_names"}
    assert reds("#1042 #1042", "#1042", "en", target) == {"order_names"}
    assert reds("注文＃１０４２は", "#1042", "ja", target) == set()


def test_a_name_without_its_sign_is_told():
    assert ambers("order #1042", "Bestellung 1042") == {"order_names"}
    assert looked("order #1042", "Bestellung 1042")["order_names"].detail == "≈ #1042 → 1042"


def test_a_number_with_letters_is_not_the_order():
    assert "order_names" in reds("order #1042", "Bestellung 1042a")


def test_names_with_letters_are_compared_whole():
    assert reds("#HN-1042-A", "#HN-1042-B") == {"order_names"}
    assert reds("#hn-1042", "#HN-1042") == set()
