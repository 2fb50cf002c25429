"""The contact form: a visitor's claims stay claims, what he typed is never lost, and nothing of the past is shown."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _

from app.desk import form_limits, shops
from app.desk.desk import CUSTOMER
from app.desk.raw_mail import form_bytes
from app.errands import receive_message
from app.errands.runtime import Runtime
from app.shopify.auth import ProxyIdentity, UnverifiedError, verify_proxy
from app.web.words import INQUIRY

blueprint = Blueprint("storefront_contact", __name__)

LIMITS = {"name": 100, "email": 254, "order": 30, "message": 5_000}
HONEYPOT = "website"
ADDRESS = re.compile(r"[^\s@<>(),;:\"\[\]]{1,64}@[^\s@<>(),;:\"\[\]]+\.[^\s@<>(),;:\"\[\]]{2,}")
KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Which shop's storefront, and the customer Shopify vouches for ("" for nobody)."""

    runtime: Runtime
    shop_id: int
    shop_name: str
    customer_gid: str


@blueprint.get("/proxy/")
@blueprint.get("/proxy/contact")
def show() -> Response:
    visitor = _visitor()
    return _form(visitor, {}, {}) if isinstance(visitor, Visitor) else visitor


@blueprint.post("/proxy/")
@blueprint.post("/proxy/contact")
def send() -> Response:
    visitor = _visitor()
    if not isinstance(visitor, Visitor):
        return visitor
    if request.form.get(HONEYPOT):
        return _thanks(visitor)  # whoever fills in what nobody sees is told that all went well
    typed = {name: request.form.get(name, "").strip() for name in (*LIMITS, "reason")}
    if errors := _errors(typed):
        return _form(visitor, typed, errors, 422)
    if not _allowed(visitor, typed["email"].lower()):
        return _form(
            visitor, typed, {"form": _("We got several messages in a short time. Please try again later.")}, 429
        )
    receive_message.accept(visitor.runtime, visitor.shop_id, "contact_form", _raw(visitor, typed))
    return _thanks(visitor)


def _visitor() -> Visitor | Response:
    runtime: Runtime = current_app.extensions["kakehashi"]
    try:
        identity = verify_proxy(request.args.items(multi=True), runtime.settings.api_secrets, datetime.now(UTC))
    except UnverifiedError:
        return Response(_("This page opens only inside the shop."), 401, mimetype="text/plain")
    with runtime.database.transaction(read_only=True) as session:
        shop = shops.known(session, identity.shop)
    if shop is None or not shop.installed:
        return Response(_("This shop does not use this page."), 404, mimetype="text/plain")
    with runtime.desk(shop.id, read_only=True) as desk:
        name = desk.shop.name
    return Visitor(runtime, shop.id, name, _gid(identity))


def _gid(identity: ProxyIdentity) -> str:
    is_number = identity.customer_id.isascii() and identity.customer_id.isdecimal()
    return f"gid://shopify/Customer/{identity.customer_id}" if is_number else ""


def _errors(typed: Mapping[str, str]) -> dict[str, str]:
    found = {
        name: _("Please shorten this to %(most)s characters.", most=most)
        for name, most in LIMITS.items()
        if len(typed[name]) > most
    }
    if not ADDRESS.fullmatch(typed["email"]):
        found["email"] = _("Please give an e-mail address that we can answer to.")
    if not typed["message"]:
        found["message"] = _("Please write your message.")
    if typed["reason"] and typed["reason"] not in INQUIRY:
        found["reason"] = _("Please choose one of these.")
    return found


def _allowed(visitor: Visitor, address: str) -> bool:
    with visitor.runtime.desk(visitor.shop_id, CUSTOMER, read_only=True) as desk:
        return form_limits.is_allowed(desk, address)


def _raw(visitor: Visitor, typed: Mapping[str, str]) -> bytes:
    """The one-time key makes a form sent twice one message."""
    given = request.form.get("key", "")
    reason = typed["reason"]
    subject = str(INQUIRY[reason]) if reason else _("Message from the contact form")
    locale = request.accept_languages.best or ""
    return form_bytes(
        {
            **typed,
            "id": given if KEY.fullmatch(given) else secrets.token_hex(16),
            "subject": f"{subject} {typed['order']}".strip(),
            "locale": locale,
            "customer_gid": visitor.customer_gid,
        }
    )


def _form(visitor: Visitor, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    given = request.form.get("key", "")
    page = render_template(
        "storefront/contact.html",
        shop_name=visitor.shop_name,
        typed=typed,
        errors=errors,
        reasons=INQUIRY,
        limits=LIMITS,
        honeypot=HONEYPOT,
        key=given if KEY.fullmatch(given) else secrets.token_hex(16),
    )
    return _page(page, status)


def _thanks(visitor: Visitor) -> Response:
    return _page(render_template("storefront/thanks.html", shop_name=visitor.shop_name), 200)


def _page(html: str, status: int) -> Response:
    """Always HTML, never Liquid, which the shop would run; never kept by anybody."""
    response = make_response(html, status)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response
