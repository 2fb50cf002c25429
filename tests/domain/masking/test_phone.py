"""Telephone numbers of nine countries as customers write them; dates, hours and sizes are none."""

import pytest

from app.domain.shielding import hide

WRITTEN = {
    "JP": ["090-1234-5678", "09012345678", "03-1234-5678", "(03) 1234-5678", "03(1234)5678", "0120-123-456",
           "+81 90-1234-5678", "+81-3-1234-5678",
           "０９０－１２３４－５６７８", "０９０ー１２３４ー５６７８",
           "０９０１２３４５６７８"],
    "US": ["(212) 555-0123", "212-555-0123", "212.555.0123", "212 555 0123", "1-800-555-0199", "+1 212 555 0123",
           "+1 (212) 555-0123", "+12125550123"],
    "UK": ["020 7946 0958", "07700 900123", "0161 496 0000", "+44 20 7946 0958", "+44 (0)7700 900123", "07700900123"],
    "DE": ["030 12345678", "0151 23456789", "030/123456-78", "0170 / 12 34 567", "+49 30 12345678",
           "+49 (0)151 234 567 89", "0049 151 23456789", "0221-1234567"],
    "FR": ["06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "0612345678",
           "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "0033612345678"],
    "ES": ["612 345 678", "612 34 56 78", "91 123 45 67", "612345678", "+34 612 345 678", "+34 91 123 45 67"],
    "KR": ["010-1234-5678", "01012345678", "02-123-4567", "031-123-4567", "+82 10-1234-5678", "010 1234 5678"],
    "TW": ["0912-345-678", "0912345678", "(02) 2345-6789", "02-23456789", "02-2345-6789", "+886 912 345 678"],
    "CN": ["138 0013 8000", "13800138000", "138-0013-8000", "010-12345678", "0755-12345678", "+86 138 0013 8000"],
}  # fmt: skip
MESSAGES = {
    "JP": "お世話になっております。不在でしたので{}までお電話ください。よろしくお願いします。",
    "US": "Hi, the courier could not find me. Please call {}. Thanks!",
    "UK": "Could you ring me on {} before noon?",
    "DE": "Guten Tag, ich bin unter {} erreichbar.",
    "FR": "Bonjour, vous pouvez me joindre au {}, merci.",
    "ES": "Hola, mi teléfono es {} y estoy por las tardes.",
    "KR": "안녕하세요, {}로 연락 주세요.",
    "TW": "您好，我的電話是{}，謝謝。",
    "CN": "你好，请打{}联系我。",
}


@pytest.mark.parametrize(("country", "number"), [(where, number) for where in WRITTEN for number in WRITTEN[where]])
def test_a_number_in_a_message_is_hidden_as_a_whole(country, number):
    shielded = hide(MESSAGES[country].format(number))
    assert shielded.hidden == (number,)
    assert shielded.masked == {"phone": 1}
    assert shielded.text == MESSAGES[country].format("⟦0⟧")


@pytest.mark.parametrize(
    "text", ["my cell is 2125550123", "Tel.: 2125550123", "電話番号：2125550123", "전화 2125550123", "手机号2125550123"]
)
def test_a_bare_number_is_one_behind_a_word_for_it(text):
    assert hide(text).masked == {"phone": 1}
    assert hide("parcel 2125550123").masked == {"number": 1}


def test_two_numbers_beside_each_other_are_two():
    assert hide("(212) 555-0123 / 212-555-0124, 090-1234-5678 or 03-1234-5678").masked == {"phone": 4}


@pytest.mark.parametrize(
    "text",
    [
        "on 12/03/2026 10:30",
        "01.02.2026 10:30",
        "01-02-2026",
        "2026-11-22 12:30",
        "22.11.2026 bis 24.11.2026",
        "08.00-12.00 14.00-18.00",
        "9:00-18:00",
        "09:00 - 17:30",
        "size 200 x 300 x 400 mm",
        "3 x 20 cm",
        "612.345.678 €",
        "1 234 567,89 EUR",
        "NT$1,200",
        "#0912345678",
        "1234-5678-9012",
        "JP123456789JP",
        "from 1600-1800",
        "order 1042, 1043 and 1044",
        "the years 2024 2025 2026",
        "ISO 9001:2015",
        "0.12345678",
        "50% of 0123",
    ],
)
def test_a_date_an_hour_a_size_or_a_price_is_no_telephone(text):
    assert "phone" not in hide(text).masked
