"""Addresses of twelve countries inside messages are hidden as a whole, and the words around them are not."""

import pytest

from app.domain.shielding import hide, restore

MESSAGES = [
    ("Meine neue Adresse ist {}. Bitte liefern Sie dorthin.", "Hauptstraße 5, 10115 Berlin"),
    ("Ich wohne {} und warte seit Tagen.", "Am Markt 3, 50667 Köln"),
    ("{}", "Unter den Linden 77, 10117 Berlin"),
    ("Adresse: {}", "Lindenallee 12a"),
    ("Bitte an {} schicken", "Berliner Str. 101"),
    ("Bitte an {} schicken", "Müllerstrasse 12-14\n13353 Berlin"),
    ("I live at {}. Where is it?", "123 Main St, Apt 4, Springfield, IL 62704"),
    ("Ship to {} please", "221B Baker Street, London NW1 6XE"),
    ("We moved to {} last week", "10 Downing Street, London SW1A 2AA"),
    ("deliver to {} please", "123 main street"),
    ("my house is {}", "4500 w elm dr, austin, tx 78701"),
    ("Send it to {}.", "742 5th Avenue, New York, NY 10019"),
    ("Send it to {}.", "24 Sussex Drive, Ottawa, ON K1M 1M4"),
    ("I moved to {} in May", "Springfield, IL 62704"),
    ("I use {} for parcels", "P.O. Box 1234"),
    ("Livrez au {}, merci", "12 rue de la Paix, 75002 Paris"),
    ("J'habite au {}, merci", "12 bis avenue du Général Leclerc, 69003 Lyon"),
    ("Adresse : {}", "12, boulevard Saint-Germain 75005 Paris"),
    ("Envíelo a {}, gracias", "C/ Mayor 5, 28013 Madrid"),
    ("Vivo en la {}. Gracias", "Calle de Alcalá, 45, 3º B, 28014 Madrid"),
    ("Vivo en {}", "Avda. Diagonal 640, 08017 Barcelona"),
    ("住所は{}です。", "〒100-0001 東京都千代田区千代田1-1"),
    ("住所は{}です。", "東京都渋谷区神南1丁目2-3 メゾン神南 205号室"),
    ("{}に送ってください", "大阪府大阪市北区梅田三丁目1番3号"),
    ("{}に引っ越しました", "渋谷区神南1-2-3"),
    ("{}", "〒１５０－００４１ 東京都渋谷区神南１－２－３"),
    ("{}です", "北海道札幌市中央区北1条西2丁目3-4"),
    ("請寄到{}，謝謝", "台北市信義區信義路五段7號89樓"),
    ("地址：{}", "110台北市信義區市府路45號"),
    ("请寄到{}，谢谢", "北京市朝阳区建国路88号3号楼1201室"),
    ("{}로 보내주세요", "서울특별시 강남구 테헤란로 152, 101동 1203호"),
    ("{}입니다", "서울 강남구 역삼동 123-45번지"),
    ("주소: {}", "경기도 성남시 분당구 판교역로 166"),
    ("Mijn adres is {}.", "Keizersgracht 12, 1015 CX Amsterdam"),
    ("Abito in {}, grazie", "Via Roma 12, 00184 Roma"),
    ("Moro na {}, obrigada", "Rua Augusta 25, 1100-048 Lisboa"),
]


@pytest.mark.parametrize(("message", "address"), MESSAGES)
def test_an_address_is_hidden_as_a_whole_and_nothing_else(message, address):
    shielded = hide(message.format(address))
    assert shielded.hidden == (address,)
    assert shielded.masked == {"address": 1}
    assert restore(shielded.text, shielded.hidden) == message.format(address)


@pytest.mark.parametrize(
    "text",
    [
        "2 items on the way, 3 blue cups in the drive",
        "I bought 2 plates from your place in Paris",
        "Rückweg 3 Tage, Ohrring 2 Stück, Arbeitsplatz 2",
        "Ich brauche 2 Tassen in Berlin",
        "東京都渋谷区に2つ送りました",
        "返品は2つ、3個です",
        "大阪市の店で2個買いました",
        "台北市有3家店",
        "북구에서 3개 샀어요",
        "서울로 2개 보내주세요",
        "Le 12 je pars, la rue est fermée",
        "Quiero 2 tazas de la calle principal",
        "The cup is 12 years old and Nice",
        "a 5 star product",
    ],
)
def test_words_that_only_look_like_a_street_stay(text):
    assert "address" not in hide(text).masked
