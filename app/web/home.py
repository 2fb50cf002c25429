"""What is answered without a staff member: health, readiness, figures, and the page that fetches a token."""

import hmac
import html
from urllib.parse import urlsplit

from flask import Blueprint, abort, jsonify, request
from shopify_app import ShopifyApp
from werkzeug.wrappers import Response

from app import metrics
from app.errands import readiness
from app.shopify.auth import PATCH_PATH, shop_name
from app.web import auth

blueprint = Blueprint("home", __name__)
CDN_SCRIPT = "https://cdn.shopify.com/shopifycloud/app-bridge.js"


@blueprint.get("/healthz")
def healthz() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    parts = readiness.check(auth.runtime())
    ready = all(words == readiness.OK for words in parts.values())
    response = jsonify({"ready": ready, "parts": parts})
    response.status_code = 200 if ready else 503
    return response


@blueprint.get("/metrics")
def show_metrics() -> Response:
    settings = auth.runtime().settings
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if settings.metrics_token:
        if not hmac.compare_digest(given, settings.metrics_token.encode()):
            abort(401)
    elif settings.talks_to_shopify:  # without a token there is nobody to show figures to
        abort(404)
    return Response(metrics.page(auth.runtime()), content_type=metrics.CONTENT_TYPE_LATEST)


@blueprint.get(PATCH_PATH)
def patch_id_token() -> Response:
    """A page with App Bridge alone: it fetches a new ID token and loads `shopify-reload` again with it."""
    settings = auth.runtime().settings
    shop, reload = shop_name(request.args.get("shop", "")), request.args.get("shopify-reload", "")
    # Shopify's package copies any shop into its headers and any address into its hands: both are checked here.
    if shop is None or not _is_own_path(reload):
        abort(400)
    app = ShopifyApp(settings.shopify_api_key, settings.shopify_api_secret)
    result = app.app_home_patch_id_token({"method": "GET", "url": request.url, "headers": {}, "body": ""})
    body = result.response.body
    if not settings.talks_to_shopify:
        key, script = html.escape(settings.shopify_api_key), html.escape(auth.app_bridge_url())
        body = f'<meta name="shopify-api-key" content="{key}">' + body.replace(CDN_SCRIPT, script)
    response = Response(f"<!doctype html><title>Kakehashi</title>{body}", result.response.status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_own_path(address: str) -> bool:
    """A path of ours: `//host`, a backslash or a scheme would lead elsewhere."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return plain and not parts.scheme and not parts.netloc
