"""New words and repeated words are told apart in seven languages, and nothing is lost."""

import pytest

from app.channels._quoting import split

CASES = {
    "en": "On Mon, 3 Nov 2026 at 10:00, Hana <hana@shop.example> wrote:",
    "en folded": "On Mon, 3 Nov 2026 at 10:00, Hana Ceramics Support\n<hana@shop.example> wrote:",
    "de": "Am 03.11.2026 um 10:00 schrieb Hana <hana@shop.example>:",
    "es": "El lun, 3 nov 2026 a las 10:00, Hana (<hana@shop.example>) escribió:",
    "fr": "Le lun. 3 nov. 2026 à 10:00, Hana <hana@shop.example> a écrit :",
    "zh": "在 2026年11月3日 10:00，Hana <hana@shop.example> 写道：",
    "zh-Hant": "Hana <hana@shop.example> 於 2026年11月3日 寫道：",
    "ko": "2026년 11월 3일 (월) 오전 10:00, Hana <hana@shop.example>님이 작성:",
    "ja": "2026年11月3日(月) 10:00 Hana <hana@shop.example>:",
    "ja words": "2026/11/03 10:00、Hana さんのメール:",
    "outlook": "-----Original Message-----",
    "outlook de": "Von: Hana <hana@shop.example>\nGesendet: Montag, 3. November 2026",
    "outlook ja": "差出人: Hana <hana@shop.example>\n送信日時: 2026年11月3日",
    "outlook fr": "De : Hana <hana@shop.example>\nEnvoyé : lundi 3 novembre 2026",
    "marker": "--- Reply above this line ---",
    "marker ja": "この行より上にご返信ください",
}


@pytest.mark.parametrize("introduction", CASES.values(), ids=CASES.keys())
def test_what_a_mail_program_repeats_is_set_apart(introduction):
    new, repeated = split(f"Thank you!\n\nMaria\n\n{introduction}\n> Your parcel is on its way.\n")
    assert new == "Thank you!\n\nMaria"
    assert repeated == f"{introduction}\n> Your parcel is on its way."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I ordered a cup.\nIt never came.",
        "From: Tokyo to Berlin\nthat is the way it went.",
        "2026年11月3日に注文しました。\n届きません。",
        "El lunes compré una taza:\nllegó rota.",
        "Am Montag schrieb ich Ihnen schon.\nBitte antworten Sie.",
        "Hello",
        "",
    ],
)
def test_a_customers_own_words_stay_his_own(text):
    assert split(text) == (text, "")


def test_a_trailing_block_of_quote_marks_is_repeated():
    assert split("Yes.\n\n> Do you want it?\n>\n> Hana\n\n") == ("Yes.", "> Do you want it?\n>\n> Hana")


def test_an_answer_between_quoted_lines_stays():
    text = "> Do you want it?\nYes, please."
    assert split(text) == (text, "")


def test_when_nothing_new_would_be_left_all_of_it_is_new():
    text = "On Mon, 3 Nov 2026, Hana wrote:\n> Hello"
    assert split(text) == (text, "")
