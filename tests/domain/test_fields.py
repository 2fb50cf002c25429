"""What a plug-in asks a shop for is checked field by field."""

import pytest

from app.domain.errors import Rejected
from app.domain.fields import FieldKind, SettingField, cleaned

FIELDS = (
    SettingField("host", "Server", required=True),
    SettingField("port", "Port", FieldKind.NUMBER, default="587"),
    SettingField("security", "Security", FieldKind.CHOICE, default="starttls", choices=("none", "starttls")),
    SettingField("password", "Password", FieldKind.SECRET),
    SettingField("from", "From", FieldKind.EMAIL),
    SettingField("url", "Address", FieldKind.URL),
)


def test_answers_are_trimmed_defaults_filled_in_and_nothing_else_is_kept():
    got = cleaned(FIELDS, {"host": " mail.example ", "password": " a b ", "evil": "x"})
    assert got == {
        "host": "mail.example",
        "port": "587",
        "security": "starttls",
        "password": " a b ",
        "from": "",
        "url": "",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", ""),
        ("host", "mail\r\nRCPT TO:<x@y>"),
        ("port", "25a"),
        ("security", "ssl3"),
        ("from", "nobody"),
        ("from", "a@b.example, c@d.example"),
        ("url", "javascript:alert(1)"),
        ("password", "a\x00b"),
    ],
)
def test_a_wrong_answer_names_its_field(name, value):
    with pytest.raises(Rejected) as caught:
        cleaned(FIELDS, {"host": "mail.example"} | {name: value})
    assert caught.value.field == name
    assert str(caught.value)
