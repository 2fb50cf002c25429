"""What a database says of a row it refused is not what is written down of the failure."""

from sqlalchemy.exc import IntegrityError

from app.errands.failures import words_of
from tests import cast

ADDRESS = "maria@example.es"


def test_a_refused_row_is_not_quoted(database, hana):
    cast.customer(database, hana.id, ADDRESS)
    try:
        cast.customer(database, hana.id, ADDRESS)
    except IntegrityError as error:
        words = words_of(error)
    assert words.startswith("IntegrityError: ")
    assert "unique" in words.lower()
    assert ADDRESS not in words


def test_an_error_without_words_is_still_named():
    assert words_of(ValueError()) == "ValueError: "
