"""Put a return's label where Shopify takes it from: it names a target, the file goes there, its address comes back."""

from typing import Any

from urllib3.filepost import encode_multipart_formdata

from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.remedies.labels import ENDINGS, label_type
from app.domain.words import N_
from app.shopify import http, wire
from app.shopify.client import AdminApi, refuse_user_errors

STAGE = """mutation LabelTarget($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) {
    stagedTargets { url resourceUrl parameters { name value } }
    userErrors { field message }
  }
}"""

TAKEN = range(200, 300)
AGAIN = N_("The label could not be uploaded. Try again.")


def upload(api: AdminApi, content: bytes) -> str:
    """Upload a PDF, PNG or JPEG and give its address, for `ReturnLabelChoice.label_url`.

    Raises NotPossible for another file, Refused with Shopify's words, Unavailable where trying again may help: a
    file that went there for nothing harms nobody.
    """
    kind = label_type(content)
    name = f"label.{ENDINGS[kind]}"
    target = _target(api, {"resource": "RETURN_LABEL", "filename": name, "mimeType": kind, "httpMethod": "POST"})
    told = [(wire.text(item.get("name")), wire.text(item.get("value"))) for item in wire.objects(target["parameters"])]
    body, content_type = encode_multipart_formdata([*told, ("file", (name, content, kind))])
    try:
        reply = http.post(wire.text(target.get("url")), body, {"Content-Type": content_type})
    except (http.NotSentError, http.NoAnswerError) as error:
        raise Unavailable(AGAIN, f"({error})") from None
    if reply.status not in TAKEN:
        raise Refused(AGAIN, f"(HTTP {reply.status})")
    return wire.text(target.get("resourceUrl"))


def _target(api: AdminApi, given: dict[str, Any]) -> wire.Json:
    try:
        payload = wire.obj(api.mutate(STAGE, {"input": [given]}).get("stagedUploadsCreate"))
    except OutcomeUnknown as error:
        raise Unavailable(AGAIN, f"({error})") from None
    refuse_user_errors(payload)
    targets = wire.objects(payload.get("stagedTargets"))
    if not targets or not targets[0].get("url"):
        raise Unavailable(AGAIN)
    return targets[0]
