"""Every channel found in the package has the whole shape."""

from contextlib import suppress

import pytest

from app.channels.channel import Unreadable, channels
from app.domain.fields import SettingField
from app.domain.messages import InboundMessage


@pytest.mark.parametrize("name", channels())
def test_a_channel_says_who_it_is_and_what_it_needs(name):
    channel = channels()[name]
    assert channel.name == name
    assert channel.label
    assert channel.send_by in channels()
    assert isinstance(channel.is_hooked, bool)
    assert all(isinstance(field, SettingField) for field in channel.fields)


@pytest.mark.parametrize("name", channels())
@pytest.mark.parametrize("raw", [b"", b"{}", b"[" * 10_000, b"\x00\xff", b"null", b'{"email": 1}'])
def test_a_channel_reads_senseless_bytes_or_says_that_it_cannot(name, raw):
    with suppress(Unreadable):
        assert isinstance(channels()[name].parse(raw), InboundMessage)


def test_a_contact_form_becomes_a_message():
    raw = b'{"id": "k1", "email": "Maria@Example.es ", "order": "1042", "message": " Hola\\u0000 ", "customer_gid": ""}'
    found = channels()["contact_form"].parse(raw)
    assert (found.from_address, found.order_name, found.body) == ("maria@example.es", "#1042", "Hola")
    assert (found.external_id, found.verified) == ("form:k1", False)


def test_who_shopify_vouches_for_is_verified():
    raw = b'{"id": "k1", "email": "m@example.es", "message": "x", "customer_gid": "gid://shopify/Customer/7"}'
    found = channels()["contact_form"].parse(raw)
    assert (found.verified, found.customer_gid) == (True, "gid://shopify/Customer/7")
