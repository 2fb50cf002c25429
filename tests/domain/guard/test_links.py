"""A link leads where it led."""

import pytest

from tests.domain.guard.saying import LANGUAGES, looked, reds

LINK = "https://shop.example.com/a/b?no=42&lang=en#top"


@pytest.mark.parametrize("target", LANGUAGES)
def test_a_link_cut_changed_lost_or_added_blocks_in_every_language(target):
    assert reds(f"See {LINK}.", f"{LINK}をご覧ください。", "en", target) == set()
    assert reds(f"See {LINK}.", LINK[:-4], "en", target) == {"links"}
    assert reds(f"See {LINK}.", LINK.replace("/a/", "/a/ "), "en", target) >= {"links"}
    assert reds(f"See {LINK}.", "x", "en", target) == {"links"}
    assert reds("See", "https://evil.example", "en", target) == {"links"}


@pytest.mark.parametrize("end", [".", ",", ")", "。", "」", "）", "！", ". x", "、x", "を"])
def test_what_follows_a_link_is_not_its_own(end):
    assert looked(f"({LINK}{end}", LINK)["links"].detail == ""


def test_brackets_inside_a_link_are_its_own():
    link = "https://en.wikipedia.org/wiki/Cup_(drink)"
    assert reds(f"See {link}", f"Siehe {link}.") == set()
    assert reds(f"See {link}", f"Siehe {link[:-1]}") == {"links"}


def test_a_host_alone_is_a_link_too():
    assert reds("www.example.com", "www.example.org") == {"links"}
    assert reds("hana.shop/x", "hana.shop/y") == {"links"}
    assert reds("Write to HTTPS://Example.com/A", "https://example.com/A") == set()
