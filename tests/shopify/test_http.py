"""What breaks while it is encrypted may have arrived; only a certificate is looked at before anything is said."""

import contextlib
import datetime as dt
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.shopify import http


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    kind, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(kind, form, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(kind))
    return path


@pytest.fixture
def shop(certificate):
    """Reads one request and then speaks no TLS any more; `heard` is set once the request is there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    heard = threading.Event()

    def serve():
        with contextlib.suppress(OSError):
            plain, _ = listener.accept()
            with plain, context.wrap_socket(plain, server_side=True) as wrapped:
                if wrapped.recv(65536):
                    heard.set()
                with socket.socket(fileno=socket.dup(wrapped.fileno())) as bare:
                    bare.sendall(b"\x15 this is no record of TLS " * 4)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}/", heard
    listener.close()
    thread.join(5)


def test_a_certificate_nobody_vouches_for_stops_the_call_before_it_is_made(shop):
    address, heard = shop
    with pytest.raises(http.NotSentError):
        http.post(address, b"{}", {})
    assert not heard.is_set()


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")  # that the certificate is not looked at is the point
def test_encryption_that_breaks_after_the_request_leaves_its_outcome_open(shop, monkeypatch):
    address, heard = shop
    monkeypatch.setattr(http._session, "verify", False)
    with pytest.raises(http.NoAnswerError):
        http.post(address, b"{}", {})
    assert heard.is_set()
