"""The inquiries of a first start: the app is installed, set up and written to, once."""

import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from urllib.parse import parse_qs

import jwt
import pytest

from devstore.seed import inquiries
from devstore.seed.mails import MAILS
from tests.devstore.stage import Stage, stage


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch, stage(tmp_path_factory.mktemp("inquiries")) as made:
        patch.setattr(inquiries, "BACKFILL_SECONDS", 0.1)
        patch.setenv("DATA_DIR", str(made.settings.data_dir))
        patch.setenv("APP_URL", made.app_url)
        patch.setenv("DEVSTORE_PORT", str(made.settings.port))
        for name in ("SHOPIFY_API_KEY", "SHOPIFY_API_SECRET", "SHOPIFY_URL_TEMPLATE"):
            patch.delenv(name, raising=False)
        assert inquiries.main() == 0
        yield made


def forms(there: Stage, path: str) -> list[dict[str, list[str]]]:
    heard = (item for item in there.stub.heard if item.path == path and item.body)
    return [parse_qs(item.body.decode(), keep_blank_values=True) for item in heard]


def test_the_app_is_opened_as_hana_opens_it(there):
    opened = next(item for item in there.stub.heard if item.path == "/")
    token = parse_qs(opened.query)["id_token"][0]
    claims = jwt.decode(
        token,
        there.settings.api_secret,
        algorithms=["HS256"],
        audience=there.settings.api_key,
        options={"verify_exp": False},
    )
    assert claims["sub"] == "61000000001"
    assert claims["exp"] <= time.time() + 60


def test_mail_goes_out_by_the_mailbox_and_translation_by_the_demo_s_engine(there):
    email, translation = forms(there, "/settings/email")[0], forms(there, "/engines")[0]
    assert (email["port"], email["from_address"]) == ([str(there.smtp_port)], ["support@hana-ceramics.example"])
    assert translation["translator"] == ["libretranslate"]
    assert translation["url"] == [f"{there.url}/translate-engine"]


def test_everybody_writes_by_mail_or_by_the_form(there):
    mails = [item for item in there.stub.heard if item.path.startswith("/inbound/email/")]
    subjects = {message_from_bytes(item.body, policy=policy.default)["Subject"] for item in mails}
    assert len(mails) + len(forms(there, "/proxy/contact")) == len(MAILS)
    assert "Wo ist meine Bestellung #1055?" in subjects
    assert any(form["order"] == ["#1058"] for form in forms(there, "/proxy/contact"))


def test_a_second_start_writes_nothing(there):
    before = len(there.stub.heard)
    assert inquiries.main() == 0
    assert len(there.stub.heard) == before


def test_an_app_that_takes_nothing_is_a_failure_and_can_be_tried_again(there):
    (there.settings.data_dir / "devstore" / "inquiries.done").unlink()
    there.stub.status = 500
    assert inquiries.main() == 1
    assert not (there.settings.data_dir / "devstore" / "inquiries.done").exists()
