"""A service that refuses may repeat a customer's words; they go with him from wherever we kept its refusal."""

import json

from app.desk import privacy
from app.desk.desk import SHOPIFY
from app.desk.privacy import Person
from app.errands import translate_message
from app.models import Translation, TranslationEngine

SAID = "Vivo en la calle de la Luna y no tengo timbre."


def test_what_a_service_repeated_of_somebodys_words_goes_with_him(office):
    stub = office.engine()
    stub.status, stub.body = 402, json.dumps({"error": f"Payment required for: {SAID}"})
    translate_message.run(office.runtime, office.shop.id, office.receive(SAID))
    assert "Luna" in office.rows(TranslationEngine)[0].last_error
    with office.runtime.desk(office.shop.id, SHOPIFY) as desk:
        person = Person("", "maria@example.es")
        privacy.redact(desk, privacy.keep_request(desk, "customers/redact", "1", person), person)
    (engine,) = office.rows(TranslationEngine)
    assert (engine.last_error, engine.open_until is None) == ("", False)
    assert not any("Luna" in f"{row.text} {row.note}" for row in office.rows(Translation))
