"""A full name becomes two, whatever its script; an address is the same however Shopify spaces it."""

from dataclasses import replace

import pytest

from app.domain.orders import Address
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.addresses import Addressed, check, is_there, names_of, one_line

ANA = Address("Ana Ruiz", "Calle Mayor 1", "", "Madrid", "M", "28013", "ES", "+34 600 000 000")
ORDER = Addressed(cancelled=False, shipments=(), address=ANA, first_name="Ana", last_name="Ruiz")


@pytest.mark.parametrize(
    ("name", "halves"),
    [
        ("María José García", ("María José", "García")),
        ("Cher", ("", "Cher")),
        ("山田 太郎", ("太郎", "山田")),
        ("山田太郎", ("", "山田太郎")),
        ("김 민수", ("민수", "김")),
        ("  Ana   Lucía  Pérez ", ("Ana Lucía", "Pérez")),
    ],
)
def test_a_new_name_is_cut_where_its_script_ends_the_family_name(name, halves):
    assert names_of(name, ORDER) == halves


def test_a_name_that_stays_is_not_cut_anew():
    order = replace(ORDER, address=replace(ANA, name="Ana de la Cruz"), first_name="Ana", last_name="de la Cruz")
    assert names_of("Ana  de la Cruz", order) == ("Ana", "de la Cruz")


def test_spaces_and_a_province_that_shopify_knows_make_no_other_address():
    assert is_there(replace(ANA, name="Ana  Ruiz", phone="+34600000000", province_code=""), ANA)


@pytest.mark.parametrize(
    "change",
    [{"address1": "Calle Mayor 2"}, {"zip": "28014"}, {"phone": ""}, {"province_code": "B"}, {"city": "madrid"}],
)
def test_any_other_difference_does(change):
    assert not is_there(replace(ANA, **change), ANA)


def test_a_cancelled_order_goes_nowhere():
    with pytest.raises(NotPossible) as refused:
        check(replace(ORDER, cancelled=True), replace(ANA, city="Toledo"))
    assert refused.value.problem is Problem.CANCELLED_ORDER


def test_a_shipment_that_came_to_nothing_stands_against_nothing():
    assert check(replace(ORDER, shipments=(("#1-F1", "CANCELLED"),)), replace(ANA, city="Toledo")) == ANA


def test_an_address_is_one_line_without_holes():
    assert one_line(ANA) == "Ana Ruiz, Calle Mayor 1, 28013 Madrid M, ES"
    assert one_line(Address(city="Madrid")) == "Madrid"
