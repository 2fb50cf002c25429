"""A long text goes in pieces that fit, lose nothing, and never show a part of what the whole hides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.shielding import TOKEN, cover, restore
from app.domain.translating.pieces import packed, parted

LETTERS = st.sampled_from(["a", "B", " ", "。", ".", "\n", "、", "#1042", "5", "4111 1111 1111 1111", "\u27e6"])


def pieces(text, longest=10_000):
    found = cover(text)
    return packed(parted(found, 0, len(text)), longest)


@given(st.lists(LETTERS, max_size=60).map("".join), st.integers(8, 40))
def test_pieces_fit_and_lose_nothing(text, longest):
    found = pieces(text, longest)
    assert "".join(piece.text + piece.gap for piece in found) == text
    for piece in found:
        shielded = piece.shielded
        assert len(shielded.text) <= longest
        assert restore(shielded.text, shielded.hidden) == piece.text


def test_pieces_are_as_few_as_fit():
    assert [piece.text for piece in pieces("One. Two. Three. Four.", 12)] == ["One. Two.", "Three. Four."]


def test_a_piece_is_measured_as_it_leaves():
    """A thousand short numbers are longer as tokens; a link is shorter."""
    numbers = " ".join("7" for _ in range(200))
    assert all(len(piece.shielded.text) <= 100 for piece in pieces(numbers, 100))
    link = f"Look at https://shop.example/o?key={'k' * 300} please."
    assert [piece.text for piece in pieces(link, 60)] == [link]


WRAPPED = [
    ("Mi cuenta es ES91 2100 0418\n4502 0005 1332 gracias", "iban", ("ES91", "2100", "1332")),
    ("Bitte an Hauptstraße 12,\n10115 Berlin senden", "address", ("Hauptstraße", "10115")),
]


@pytest.mark.parametrize(("text", "kind", "secrets"), WRAPPED)
def test_what_is_wrapped_over_a_line_is_not_parted(text, kind, secrets):
    """TR-02: sentence by sentence the second line alone would look like nothing that must be hidden."""
    found = parted(cover(text), 0, len(text))
    assert [piece.shielded.masked.get(kind, 0) for piece in found if kind in piece.shielded.masked] == [1]
    assert not any(secret in piece.shielded.text for piece in found for secret in secrets)


@pytest.mark.parametrize(("text", "kind", "secrets"), WRAPPED)
@pytest.mark.parametrize("longest", [8, 12, 20])
def test_a_cut_in_the_middle_shows_neither_half(text, kind, secrets, longest):
    """TR-02."""
    found = pieces(text, longest)
    assert sum(piece.shielded.masked.get(kind, 0) for piece in found) == 1
    assert not any(secret in piece.shielded.text for piece in found for secret in secrets)


def test_any_two_halves_hide_what_the_whole_hides():
    """TR-02: a sentence that the memory knows may stand anywhere, even in the middle of an address."""
    text = WRAPPED[1][0]
    found = cover(text)
    for at in range(len(text) + 1):
        both = found.part(0, at).text + found.part(at, len(text)).text
        assert TOKEN.sub("", both) == TOKEN.sub("", found.part(0, len(text)).text)
