"""Over TLS the same holds: a call is bounded as a whole, and a service that cannot prove its name gets no text."""

import datetime as dt
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.domain.errors import Unavailable
from app.translation.calling import pool
from app.translation.translator import Request, translate
from tests.translation.opening import opened

HELLO = Request("Hello there, how are you today?", "en", "ja")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A key and the certificate of 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    file.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


@pytest.fixture
def secure(stub, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    stub.socket = context.wrap_socket(stub.socket, server_side=True, do_handshake_on_connect=False)
    return stub


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setattr(pool(), "verify", str(certificate))


def address(stub):
    return stub.url.replace("http://", "https://")


def test_a_text_goes_there_and_back_on_one_connection(secure, trusted):
    for _ in range(2):
        assert translate(opened("libretranslate", {}, address(secure)), HELLO) == f"ja:{HELLO.text}"
    assert len(secure.callers) == 1


def test_a_service_that_nobody_vouches_for_gets_no_text(secure):
    with pytest.raises(Unavailable, match="SSLError"):
        translate(opened("libretranslate", {}, address(secure)), HELLO)
    assert secure.asked == []


@pytest.mark.parametrize("fault", ["hang", "drip", "drip_head", "drip_unmeasured"])
def test_a_slow_service_is_left(fault, secure, trusted, hurried):
    secure.fault = fault
    with pytest.raises(Unavailable):
        translate(opened("libretranslate", {}, address(secure)), HELLO)


def test_a_server_that_never_shakes_hands_is_left(stub, trusted, hurried):
    """It speaks no TLS and waits for the end of a line that never comes."""
    with pytest.raises(Unavailable):
        translate(opened("libretranslate", {}, address(stub)), HELLO)
