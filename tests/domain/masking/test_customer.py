"""What is known of the customer goes wherever it stands, and ordinary words that look like it stay."""

import unicodedata

import pytest

from app.domain.masking.facts import known_of
from app.domain.shielding import hide

ADDRESS = {
    "name": "Lucía Fernández", "address1": "Calle Mayor 5", "address2": "3º B", "city": "Nice", "province_code": "M",
    "zip": "28013", "country_code": "ES", "phone": "+34 612 345 678",
}  # fmt: skip
LUCIA = known_of("Lucía Fernández", "lucia@correo.example", "+34 612 345 678", ADDRESS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Soy Lucía Fernández.", "Lucía Fernández"),
        ("soy LUCIA FERNANDEZ.", "LUCIA FERNANDEZ"),
        ("Fernández, Lucía", "Fernández, Lucía"),
        ("un saludo, lucia", "lucia"),
        ("Sra. Fernández:", "Fernández"),
        ("vivo en calle  mayor, 5.", "calle  mayor, 5"),
        ("en 28013 Nice", "28013 Nice"),
        ("ＬＵＣＩＡ さん", "ＬＵＣＩＡ"),
        (unicodedata.normalize("NFD", "Soy Lucía Fernández."), unicodedata.normalize("NFD", "Lucía Fernández")),
        ("Lucíaさん、こんにちは", "Lucía"),
    ],
)
def test_a_known_value_is_hidden_in_every_spelling(text, found):
    assert hide(text, (), LUCIA).hidden == (found,)


@pytest.mark.parametrize("number", ["612345678", "+34612345678", "0034 612 345 678", "612-34-56-78", "61 23 45 67 8"])
def test_the_known_telephone_is_hidden_however_it_is_parted(number):
    shielded = hide(f"Mi número: {number}!", (), LUCIA)
    assert shielded.text == "Mi número: ⟦0⟧!"
    assert set(shielded.masked) <= {"phone", "customer"}


@pytest.mark.parametrize(
    "text", ["Nice to meet you", "Vivo en Nice", "Lucíana y Fernándezito", "B", "ES", "Calle Mayor"]
)
def test_a_town_alone_a_longer_word_and_short_parts_stay(text):
    assert hide(text, (), LUCIA).hidden == ()


def test_a_name_of_ordinary_words_is_hidden_only_as_it_is_written():
    known = known_of("Will May", "", "", None)
    assert hide("Will you come in May? Regards, Will May", (), known).hidden == ("Will May",)
    assert hide("will may come, mark may not", (), known_of("Mark May", "", "", None)).hidden == ()


def test_a_short_first_name_is_hidden_as_it_is_written():
    known = known_of("Ana Ruiz", "", "", None)
    assert hide("Saludos, Ana. Es una manana, mi ana.", (), known).hidden == ("Ana",)


def test_a_name_that_is_a_colour_stays_a_colour():
    known = known_of("Felix Braun", "", "", None)
    assert hide("Die Tasse ist braun. Gruß, Felix Braun", (), known).hidden == ("Felix Braun",)


@pytest.mark.parametrize(
    "text", ["山田太郎です", "山田 太郎です", "山田　太郎です", "太郎 山田です", "山田様", "太郎より"]
)
def test_a_name_without_blanks_is_found_with_and_without(text):
    known = known_of("山田 太郎", "", "", {"name": "山田 太郎"})
    shielded = hide(text, (), known)
    assert shielded.masked == {"customer": 1}
    assert "山田" not in shielded.text
    assert "太郎" not in shielded.text


def test_a_short_kana_name_does_not_take_the_grammar_with_it():
    known = known_of("林 かな", "", "", {"address1": "神南1-2-3"})
    assert hide("林かなです。届くかな？林の中", (), known).hidden == ("林かな",)
    assert hide("マイナス10度、マイさん", (), known_of("マイ 山田", "", "", None)).text.startswith("マイナス")


def test_a_korean_name_is_found_with_its_particle():
    assert hide("김민수가 주문했어요", (), known_of("김민수", "", "", None)).hidden == ("김민수",)


def test_a_company_and_the_second_line_are_known():
    known = known_of("", "", "", {"company": "Hana Trading Ltd", "address2": "Gate 7, Lot 3", "address1": ""})
    assert hide("Hana Trading Ltd, gate 7 lot 3", (), known).hidden == ("Hana Trading Ltd", "gate 7 lot 3")


@pytest.mark.parametrize("value", ["", " ", "2", "Li", "May", "may", "かな", "マイ", "光", "..", "\n,\n", "x" * 301])
def test_what_would_hide_ordinary_words_is_not_looked_for(value):
    assert hide("2 Li May may かな マイ 光 .. " + "x" * 301, (), [value]).masked.get("customer", 0) == 0


def test_an_address_of_wrong_make_is_no_trouble():
    assert known_of("", "", "", {"name": None, "zip": 5, "city": ["x"]}) == ()
    assert known_of("", "", "", None) == ()


def test_a_city_is_known_with_its_code_only():
    known = known_of("", "", "", {"zip": "10115", "city": "Berlin"})
    assert known == ("10115 Berlin", "Berlin 10115", "10115")
