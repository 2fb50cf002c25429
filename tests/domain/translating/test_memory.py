"""No customer's data reach another: only sentences that could be said to anybody are remembered."""

import pytest

from app.domain.translating.memory import is_anyones, words_of

PRIVATE = [
    ("es", "Su pedido #1048 ya está en camino."),
    ("en", "Your order 1048 is on its way."),
    ("ja", "ご注文１０４８を発送いたしました。"),
    ("en", "We will send 2 cups."),
    ("ja", "５月３日にお届けします。"),
    ("de", "Wir senden es an Hauptstraße 5."),
    ("en", "See https://track.example/EJ for more."),
    ("en", "Write to anna@example.com please."),
    ("en", "The code is WELCOME-X1."),
    ("en", "Dear Maria,"),
    ("en", "Hello maria,"),
    ("de", "Hallo Anna,"),
    ("de", "Hallo, Anna!"),
    ("de", "Sehr geehrte Frau Weber,"),
    ("de", "Liebe Familie Weber,"),
    ("es", "Hola María, gracias por su mensaje."),
    ("es", "Estimada clienta Lucía,"),
    ("fr", "Bonjour Chloé,"),
    ("fr", "Nous avons parlé avec Mme Dupont."),
    ("en", "We have told Maria about it."),
    ("en", "We spoke with MARIA LOPEZ yesterday."),
    ("it", "Il pacco è per Giulia."),
    ("ja", "田中様"),
    ("ja", "マリアさん、こんにちは。"),
    ("zh-Hant", "林小姐您好。"),
    ("ko", "김민수 님, 안녕하세요."),
    ("ru", "Здравствуйте, Анна!"),
    ("en", ""),
    ("en", "…"),
    ("en", "word " * 200),
]
ANYBODYS = [
    ("ja", "お問い合わせいただきありがとうございます。"),
    ("ja", "たくさんのご注文をいただき、お客様にはご不便をおかけしております。"),
    ("es", "Gracias por su mensaje."),
    ("es", "¡Hola! Gracias por escribirnos."),
    ("en", "Hello, thank you for your message."),
    ("en", "I'm sorry for the trouble. It was sent by DHL."),
    ("de", "Vielen Dank für Ihre Nachricht, wir prüfen die Sendung."),
    ("de", "Guten Tag, vielen Dank für Ihre Bestellung."),
    ("fr", "C'est noté, l'équipe s'en occupe."),
    ("ko", "고객님, 문의해 주셔서 감사합니다."),
    ("zh-Hans", "感谢您的来信。"),
    ("ar", "شكراً على رسالتك."),
]


@pytest.mark.parametrize(("language", "sentence"), PRIVATE)
def test_what_could_name_somebody_is_not_remembered(language, sentence):
    assert not is_anyones(sentence, language)


@pytest.mark.parametrize(("language", "sentence"), ANYBODYS)
def test_what_is_said_to_everybody_is_remembered(language, sentence):
    assert is_anyones(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Danke, Anna, für die Fotos."),
        ("de", "Anna, wir prüfen das."),
        ("ja", "アンナ、写真を確認しました。"),
        ("de", "Wir senden das Paket nach Weimar."),
        ("es", "anna"),
    ],
)
def test_words_known_of_the_customer_are_not_remembered_where_nothing_else_tells(language, sentence):
    known = words_of("Anna Weber", "anna@example.de", "アンナ", "Hauptstraße 5", "Weimar")
    assert not is_anyones(sentence, language, known)


def test_a_name_inside_another_word_is_no_name():
    assert is_anyones("Wir haben die Bananaschale geprüft.", "de", words_of("Ana Schal"))
    assert is_anyones("我们会尽快处理。", "zh-Hans", words_of("陈静"))


def test_what_is_known_is_looked_for_whole_and_in_parts():
    assert words_of("Anna  Weber", "", "X") == ("Anna Weber", "Anna", "Weber")
