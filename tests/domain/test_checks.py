"""What a reply must not lose on its way into another language."""

from app.domain.checks import compare


def failing(draft, text):
    return {check.name: check.detail for check in compare(draft, text) if not check.ok}


def test_a_faithful_translation_passes():
    draft = "注文#1042を¥1,500返金します。https://a.example/x をご覧ください。"
    text = "Te devolvemos ¥1,500 del pedido #1042. Mira https://a.example/x."
    assert failing(draft, text) == {}


def test_a_changed_amount_is_named():
    assert failing("refund of 50,00 EUR", "reembolso de 50.00 EUR") == {"numbers": "− 50,00 · + 50.00"}


def test_a_lost_order_name_and_a_foreign_link_are_named():
    found = failing("order #1042", "pedido https://evil.example")
    assert found["order_names"] == "− #1042"
    assert found["links"] == "+ https://evil.example"


def test_full_width_digits_are_the_same_numbers():
    assert failing("３日以内", "within 3 days") == {}


def test_how_often_counts():
    assert "numbers" in failing("3 and 3", "3")
