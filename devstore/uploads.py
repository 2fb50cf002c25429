"""Files that apps upload by staged uploads: a target is signed, takes one file once, and serves it afterwards."""

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, request, send_file
from werkzeug.utils import secure_filename

from devstore.actions.errors import ActionError
from devstore.settings import Settings

LARGEST = 20 * 1024 * 1024
KINDS = {"RETURN_LABEL": frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif"})}


def stage(settings: Settings, given: dict[str, Any]) -> dict[str, Any]:
    """A StagedMediaUploadTarget: by POST its parameters go before the file, by PUT the file is the body."""
    allowed = KINDS.get(given["resource"])
    if allowed is not None and given["mimeType"] not in allowed:
        raise ActionError(f"{given['mimeType']} is not a recognized format", "input", "mimeType")
    name = secure_filename(given["filename"])
    if not name:
        raise ActionError("Filename can't be blank", "input", "filename")
    key = f"{secrets.token_hex(12)}/{name}"
    signed = [("key", key), ("Content-Type", given["mimeType"]), ("policy", _signature(settings, key))]
    url, own = f"{settings.own_url}/uploads", f"{settings.own_url}/uploads/{key}"
    if given.get("httpMethod") == "POST":
        parameters = [{"name": name, "value": value} for name, value in signed]
        return {"url": url, "resourceUrl": own, "parameters": parameters}
    headers = [{"name": "content_type", "value": given["mimeType"]}, {"name": "acl", "value": "private"}]
    return {"url": f"{own}?policy={_signature(settings, key)}", "resourceUrl": own, "parameters": headers}


def reachable(settings: Settings, url: str) -> bool:
    """Is a file behind the address; addresses elsewhere are believed."""
    here = f"{settings.own_url}/uploads/"
    if not url.startswith(here):
        return url.startswith(("https://", "http://"))
    return _path(settings, url.removeprefix(here)).is_file()


def blueprint(settings: Settings) -> Blueprint:
    """Where files are sent to, and read from."""
    routes = Blueprint("uploads", __name__)

    @routes.post("/uploads")
    def post() -> Response:
        sent = request.files.get("file")
        if sent is None:
            abort(400)
        return _keep(settings, request.form.get("key", ""), request.form.get("policy", ""), sent.read())

    @routes.put("/uploads/<path:key>")
    def put(key: str) -> Response:
        return _keep(settings, key, request.args.get("policy", ""), request.get_data())

    @routes.get("/uploads/<path:key>")
    def read(key: str) -> Response:
        path = _path(settings, key)
        return send_file(path.resolve()) if path.is_file() else abort(404)

    return routes


def _keep(settings: Settings, key: str, policy: str, content: bytes) -> Response:
    if not hmac.compare_digest(policy, _signature(settings, key)):
        abort(403)
    if not 0 < len(content) <= LARGEST:
        abort(400)
    path = _path(settings, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Response("", 201, {"Location": f"{settings.own_url}/uploads/{key}"})


def _path(settings: Settings, key: str) -> Path:
    """Two plain parts below the uploads' folder; anything else names no file."""
    folder, _, name = key.partition("/")
    return settings.data_dir / "devstore" / "uploads" / secure_filename(folder or "-") / secure_filename(name or "-")


def _signature(settings: Settings, key: str) -> str:
    return hmac.new(settings.api_secret.encode(), f"upload:{key}".encode(), hashlib.sha256).hexdigest()
