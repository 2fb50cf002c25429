"""The macros page: each text in its languages, checked and shown with sample facts before it is kept."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import macros
from app.desk.macros import MacroPage, VariantText
from app.domain import macros as liquid
from app.domain.errors import Conflict, Rejected
from app.domain.money import Money, MoneyBag
from app.domain.rules.facts import CustomerFacts, Facts, FulfillmentFacts, OrderFacts, ShopFacts
from app.web.auth import desk, page_url
from app.web.telling import explain

blueprint = Blueprint("macros", __name__)
OFFERED = ("en", "ja", "zh-Hans", "zh-Hant", "ko", "fr", "de", "es", "it", "pt", "nl", "th", "vi", "id")
NAMES = {
    "ja": "田中 花子",
    "zh-Hans": "陈静",
    "zh-Hant": "林雅婷",
    "ko": "김민수",
    "de": "Anna Weber",
    "es": "María Díaz",
}


@blueprint.get("/macros")
def index() -> str:
    return _list()


@blueprint.post("/macros")
def create() -> Response | tuple[str, int]:
    name = request.form.get("name", "")
    try:
        with desk() as opened:
            macro_id = macros.create(opened, name)
    except (Rejected, Conflict) as refusal:
        return _list(name=name, problem=explain(refusal)), 422
    return _to(macro_id)


@blueprint.get("/macros/<int:macro_id>")
def show(macro_id: int) -> str:
    with desk(read_only=True) as opened:
        page = macros.page(opened, macro_id)
    return _editor(page, _chosen(page, request.args.get("language", "")))


@blueprint.post("/macros/<int:macro_id>/variants")
def save(macro_id: int) -> Response | tuple[str, int]:
    given = VariantText(*(request.form.get(name, "") for name in ("language", "subject", "body")))
    try:
        with desk() as opened:
            macros.save_variant(opened, macro_id, given)
    except Rejected as refusal:
        with desk(read_only=True) as opened:
            page = macros.page(opened, macro_id)
        return _editor(page, given, refusal), 422
    flash(_("Saved."), "success")
    return _to(macro_id, given.language)


@blueprint.post("/macros/<int:macro_id>/variants/<language>/removal")
def remove_variant(macro_id: int, language: str) -> Response:
    with desk() as opened:
        macros.remove_variant(opened, macro_id, language)
    return _to(macro_id)


@blueprint.post("/macros/<int:macro_id>/removal")
def remove(macro_id: int) -> Response:
    with desk() as opened:
        macros.remove(opened, macro_id)
    return redirect(page_url("macros.index"), 303)


def _to(macro_id: int, language: str | None = None) -> Response:
    return redirect(page_url("macros.show", macro_id=macro_id, language=language), 303)


def _list(name: str = "", problem: str = "") -> str:
    with desk(read_only=True) as opened:
        pages = macros.everything(opened)
    return render_template("macros/index.html", pages=pages, name=name, problem=problem)


def _chosen(page: MacroPage, language: str) -> VariantText:
    by_language = {variant.language: variant for variant in page.variants}
    fallback = VariantText(language, "", "") if language or not page.variants else page.variants[0]
    return by_language.get(language, fallback)


def _editor(page: MacroPage, variant: VariantText, refusal: Rejected | None = None) -> str:
    return render_template(
        "macros/show.html",
        page=page,
        variant=variant,
        refusal=refusal,
        offered=[language for language in OFFERED if language not in page.languages],
        variables=liquid.VARIABLES,
        sample=_sample(variant) if refusal is None else None,
    )


def _sample(variant: VariantText) -> tuple[str, str] | None:
    """Subject and body as a made-up customer would get them; None while there is no text that can be shown."""
    if not variant.body:
        return None
    variables = liquid.variables_of(_facts(variant.language))
    try:
        return liquid.render(variant.subject, variables), liquid.tidy(liquid.render(variant.body, variables))
    except (Rejected, liquid.MissingVariable):
        return None


def _facts(language: str) -> Facts:
    total = MoneyBag(Money.of("9000", "JPY"), Money.of("60.00", "USD"))
    return Facts(
        shop=ShopFacts("Example Shop", "hello@shop.example", "https://shop.example", "en"),
        customer=CustomerFacts(NAMES.get(language, "Alex Martin"), "alex@customer.example", language),
        order=OrderFacts("#1042", "https://shop.example/orders/1042", "PAID", "FULFILLED", "US", language, total),
        fulfillment=FulfillmentFacts(
            "IN_TRANSIT", "Japan Post", "EJ123456789JP", "https://track.example/EJ123456789JP"
        ),
    )
