"""Engines are asked in the shop's order; a third language helps only where none goes directly."""

from app.domain.translating.chain import Leg, Link, Route, refusals, routes


def pairs(*words):
    return frozenset(tuple(word.split(">")) for word in words)


def test_the_shops_order_is_kept_and_an_unknown_engine_is_tried():
    links = [Link(1, pairs("fr>ja")), Link(2)]
    assert routes(links, "fr", "ja") == (Route((Leg(1, "fr", "ja"),)), Route((Leg(2, "fr", "ja"),)))


def test_an_engine_that_lacks_the_pair_is_passed_over():
    assert routes([Link(1, pairs("en>es")), Link(2, pairs("fr>ja"))], "fr", "ja") == (Route((Leg(2, "fr", "ja"),)),)


def test_where_none_goes_directly_a_pivot_is_taken_and_told():
    links = [Link(1, pairs("fr>en")), Link(2, pairs("en>ja"))]
    assert routes(links, "fr", "ja") == (Route((Leg(1, "fr", "en"), Leg(2, "en", "ja")), "en"),)


def test_no_pivot_through_the_languages_themselves_and_none_for_an_unknown_source():
    links = [Link(1, pairs("en>es", "es>en"))]
    assert routes(links, "en", "ja") == ()
    assert routes(links, "", "ja") == ()
    assert routes(links, "", "es") == (Route((Leg(1, "", "es"),)),)


def test_an_engine_that_may_not_be_asked_is_no_link_of_a_pivot_either():
    links = [Link(1, pairs("fr>en"), why_not="spent"), Link(2, pairs("en>ja")), Link(3, why_not="spent")]
    assert routes(links, "fr", "ja") == ()
    assert refusals(links) == ("spent",)
