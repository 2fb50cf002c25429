"""Keys are hidden by their make; long words and names of files are not keys."""

import pytest

from app.domain.shielding import hide


@pytest.mark.parametrize(
    "key",
    [
        "sk_live_51Habcdef0123456789",
        "shpat_0123456789abcdef0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def_1",
        "9f86d081884c7d659a2feaa0c55ad015",
        "a1b2c3d4e5f6a7b8",
    ],
)
def test_a_key_is_hidden_as_a_whole(key):
    shielded = hide(f"My key is {key}, it fails")
    assert shielded.hidden == (key,)
    assert shielded.masked == {"token": 1}


@pytest.mark.parametrize(
    "text", ["state-of-the-art-edition", "Donaudampfschifffahrtsgesellschaft", "snake_case_words_only"]
)
def test_a_long_word_is_no_key(text):
    assert hide(text).hidden == ()
