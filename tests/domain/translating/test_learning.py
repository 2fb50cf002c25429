"""What a sent reply teaches: sentences that line up, and words that were changed; nothing where it is not sure."""

import pytest

from app.domain.translating.learning import Sent, Suggestion, learned, pairs, replacements, suggestions
from app.domain.translating.memory import Origin

THANKS, SORRY, SOON = "ご連絡ありがとうございます。", "申し訳ございません。", "すぐに確認いたします。"


def taught(draft, engine, sent, known=()):
    return [
        (pair.source_text, pair.target_text, str(pair.origin))
        for pair in learned(draft, engine, sent, "ja", "es", known)
    ]


def test_a_changed_sentence_is_a_correction_and_one_sent_as_shown_an_approval():
    engine = "Gracias por su mensaje. Lo revisaremos rápido."
    assert taught(THANKS + SOON, engine, "Gracias por su mensaje. Lo revisaremos enseguida.") == [
        (THANKS, "Gracias por su mensaje.", "APPROVED"),
        (SOON, "Lo revisaremos enseguida.", "CORRECTED"),
    ]


def test_what_was_typed_by_hand_is_an_approval():
    assert taught(THANKS, "", "Muchas gracias.") == [(THANKS, "Muchas gracias.", "APPROVED")]


def test_a_paragraph_that_was_merged_teaches_nothing_and_the_others_still_do():
    draft = f"{THANKS}{SORRY}\n\n{SOON}"
    sent = "Gracias por su mensaje y disculpe las molestias.\n\nLo revisaremos enseguida."
    assert taught(draft, "", sent) == [(SOON, "Lo revisaremos enseguida.", "APPROVED")]


def test_paragraphs_that_were_put_together_still_line_up_by_their_sentences():
    draft = f"{THANKS}\n\n{SOON}"
    assert len(taught(draft, "", "Gracias por su mensaje. Lo revisaremos enseguida.")) == 2


def test_two_differences_that_cancel_out_do_not_slip_through():
    draft = f"{THANKS}{SORRY}\n\n{SOON}"
    assert taught(draft, "", "Gracias y disculpe.\n\nLo revisaremos enseguida. Le avisaremos.") == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            "少々お待ちください。",
            "Le rogamos que espere un poco mientras nuestro equipo revisa con calma todo su caso.",
        ),
        ("写真をお送りいただけますか？", "Por favor, envíe una foto."),
        ("写真をお送りください。", "¿Puede enviar una foto?"),
    ],
)
def test_sides_that_cannot_mean_the_same_are_not_paired(ours, theirs):
    assert pairs(ours, theirs) == ()


def test_a_polite_question_may_be_a_request():
    assert len(pairs("写真をお送りいただけますでしょうか。", "Por favor, envíe una foto.")) == 1
    assert len(pairs("写真をお送りいただけますでしょうか。", "¿Puede enviar una foto?")) == 1


def test_what_names_somebody_on_either_side_is_not_learned():
    assert taught("マリア様", "", "Estimada señora:") == []
    assert taught(THANKS, "", "Gracias, María.") == []
    assert taught("確認しました。", "", "Lucía, lo hemos revisado.", ("Lucía",)) == []
    assert taught("ご注文#1048を発送しました。", "", "Hemos enviado el pedido #1048.") == []


def test_the_shops_own_words_name_nobody_and_a_customer_called_like_one_is_still_a_customer():
    brand = (THANKS, "", "Gracias por elegir Hana Ceramics.", "ja", "es")
    assert learned(*brand) == ()
    assert len(learned(*brand, (), ("Hana", "Hana Ceramics"))) == 1
    assert learned(THANKS, "", "Gracias, Hanako.", "ja", "es", (), ("Hana",)) == ()
    assert learned(THANKS, "", "Gracias, Hana.", "ja", "es", ("Hana",), ("Hana",)) == ()
    assert learned(THANKS, "", "Gracias, Hana 12.", "ja", "es", (), ("Hana",)) == ()


def test_a_text_that_stays_in_its_language_teaches_nothing():
    assert learned(THANKS, "", THANKS, "ja", "ja") == ()
    assert learned(THANKS, "", "Gracias.", "", "es") == ()


def test_a_sentence_said_twice_is_learned_once_as_it_was_said_last():
    assert taught(f"{THANKS}\n\n{THANKS}", "", "Gracias.\n\nMuchas gracias.") == [
        (THANKS, "Muchas gracias.", "APPROVED")
    ]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("El tazón está listo.", "El chawan está listo.", ("chawan",)),
        ("El tazón está listo.", "El tazón está listo.", ()),
        ("El tazón está listo.", "La taza está lista.", ("La taza",)),
        ("El vaso está listo.", "Ese vaso está listo.", ()),
        ("Hemos enviado la taza.", "Su paquete salió ayer de nuestro almacén con cuidado.", ()),
        ("茶碗をお送りします。", "湯呑をお送りします。", ("湯呑",)),
    ],
)
def test_a_few_changed_words_are_a_replacement_and_a_new_sentence_is_none(before, after, found):
    assert tuple(word for word in replacements(before, after) if word != "lista") == found


def test_the_words_of_the_draft_that_a_change_may_be_about_are_suggested():
    sent = Sent("湯呑をお送りします。", "Enviaremos el tazón.", "Enviaremos el yunomi.", "ja", "es")
    assert suggestions(sent) == (Suggestion("湯呑", "yunomi", "ja", "es"),)


def test_a_word_of_the_draft_that_was_put_back_is_one_to_keep():
    sent = Sent("Asagaoをお送りします。", "Enviaremos la campanilla.", "Enviaremos la Asagao.", "ja", "es")
    assert suggestions(sent) == (Suggestion("Asagao", "", "ja", "es"),)


@pytest.mark.parametrize(
    ("draft", "engine", "text", "known"),
    [
        ("湯呑をお送りします。", "Enviaremos el tazón.", "Enviaremos el tazón.", ()),
        ("湯呑をお送りします。", "", "Enviaremos el yunomi.", ()),
        ("湯呑をお送りします。", "Enviaremos el tazón.", "Enviaremos 3004 tazones.", ()),
        ("湯呑をお送りします。", "Hola Lucia.", "Hola María.", ("María",)),
        ("です。", "Enviaremos el tazón.", "Enviaremos el yunomi.", ()),
    ],
)
def test_nothing_is_suggested_without_a_change_or_a_word_it_could_be_about(draft, engine, text, known):
    assert suggestions(Sent(draft, engine, text, "ja", "es"), known) == ()


def test_origins_are_the_words_that_rows_hold():
    assert [str(origin) for origin in Origin] == ["CORRECTED", "APPROVED"]


def test_a_sentence_without_an_end_teaches_no_word():
    row = "1 cup, " * 5000
    assert replacements(f"{row}red", f"{row}crimson") == ()
    assert replacements("1 cup, red", "1 cup, crimson") == ("crimson",)
