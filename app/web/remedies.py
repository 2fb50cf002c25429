"""Remedies of an order: what is possible, a form a kind, the truth before the confirm, and how far one has come."""

from dataclasses import dataclass, replace

from flask import Blueprint, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from app.desk import remedies, remedy_options
from app.desk.desk import Desk
from app.desk.reading import remedy as reading
from app.desk.reading.remedy_order import FormOrder, form_order
from app.desk.remedies import Wanted
from app.domain.errors import Conflict, DeskError, GatewayError, NotAllowed, Rejected
from app.domain.problems import LookAgain, NotPossible
from app.domain.remedies.kinds import RemedyState
from app.errands import remedy, staff_tokens
from app.errands.remedy import Click
from app.web import dialogs, remedy_forms
from app.web.auth import current, desk, runtime
from app.web.i18n import ui_language
from app.web.remedy_forms import Asked, KindForm, Typed

LARGEST_LABEL = 11 * 1024 * 1024  # a label of ten megabytes and the form around it
blueprint = Blueprint("remedies", __name__)
Answer = str | tuple[str, int]
REFUSALS = (DeskError, GatewayError)
NOT_TYPED = frozenset({"token", "digest", "asking", "shop", "host", "id_token", "locale", "embedded"})


@blueprint.get("/orders/<int:order_id>/remedies/new")
def new(order_id: int) -> str:
    """What is possible for this order now, and why the rest is not."""
    with desk(read_only=True) as opened:
        offer, order = remedy_options.offer(opened, order_id), form_order(opened, order_id)
    known = remedy_forms.forms().keys() & remedy.kinds().keys()
    shown = [option for option in offer.options if option.kind in known]
    return dialogs.shown("remedies/_options.html", order=order, options=shown, words_of=dialogs.words_of)


@blueprint.get("/orders/<int:order_id>/remedies/new/<kind>")
def form(order_id: int, kind: str) -> Answer:
    """One kind's form; `of` in the address names the return that it is a step of."""
    return _Form(order_id, remedy_forms.form_of(kind), _typed(request.args)).shown()


@blueprint.post("/orders/<int:order_id>/remedies/new/<kind>")
def again(order_id: int, kind: str) -> Answer:
    """Back from the preview, or a form that grew: with all that was typed."""
    return _Form(order_id, remedy_forms.form_of(kind), _typed()).shown()


@blueprint.post("/orders/<int:order_id>/remedy_previews")
def preview(order_id: int) -> Answer:
    """Shopify's own computation of a choice; nothing is done."""
    request.max_content_length = LARGEST_LABEL
    typed = _typed()
    asked = _Form(order_id, remedy_forms.form_of(typed.text("kind")), typed)
    try:
        with desk(read_only=True) as opened:
            order = form_order(opened, order_id)
        asked = asked.with_what_came()
        shown = remedy.preview(runtime(), current().shop_id, dialogs.actor(), order_id, asked.wanted(order))
    except LookAgain as conflict:
        return _conflict(order_id, conflict)
    except (Rejected, NotAllowed, GatewayError) as refusal:
        return asked.shown(refusal)
    return _preview(order, shown, asked.typed)


@blueprint.post("/orders/<int:order_id>/remedies")
def create(order_id: int) -> Answer:
    """Confirm a preview: once or ten times, it is one remedy."""
    visit, typed = current(), _typed()
    click = Click(typed.text("token"), typed.text("digest"), request.form.get("asking"))
    try:
        staff_tokens.keep(runtime(), visit.shop_id, visit.agent.id, visit.token)
        remedy_id = remedy.request(runtime(), visit.shop_id, dialogs.actor(), order_id, click)
    except LookAgain as conflict:
        return _conflict(order_id, conflict)
    except NotPossible as refusal:
        return _conflict(order_id, refusal)
    except (NotAllowed, GatewayError) as refusal:
        return _not_confirmed(order_id, typed, refusal)
    return _state(order_id, remedy_id), 201


@blueprint.get("/orders/<int:order_id>/remedies/<int:remedy_id>")
def show(order_id: int, remedy_id: int) -> str:
    """How far a remedy has come; asks again by itself until it has ended."""
    return _state(order_id, remedy_id)


@blueprint.post("/orders/<int:order_id>/remedies/<int:remedy_id>/withdrawal")
def withdraw(order_id: int, remedy_id: int) -> Answer:
    """Undo it before it goes, or take back a wish for approval."""
    try:
        with desk() as opened:
            remedies.withdraw(opened, order_id, remedy_id)
    except Conflict as late:
        return _state(order_id, remedy_id, dialogs.explain(late)), 409
    return _state(order_id, remedy_id)


@dataclass(frozen=True, slots=True)
class _Form:
    """One kind's form for one order, as it was typed so far."""

    order_id: int
    kind: KindForm
    typed: Typed

    def wanted(self, order: FormOrder) -> Wanted:
        choice = self.kind.read(self.typed, order)
        return Wanted(self.kind.kind, self.kind.reason(self.typed), self.typed.text("note"), choice)

    def with_what_came(self) -> "_Form":
        return replace(self, typed=self.kind.brings(self._asked(), self.typed))

    def shown(self, error: Exception | None = None) -> Answer:
        with desk(read_only=True) as opened:
            order, against = form_order(opened, self.order_id), self._against(opened)
        try:
            needs = self.kind.needs(self._asked())
        except REFUSALS as failure:
            return self._without_needs(order, error or failure)
        page = dialogs.shown(
            "remedies/_form.html",
            order=order,
            form=self.kind,
            needs=needs,
            typed=self.typed.form,
            about=self.typed.text("of"),
            against=against,
            problem=dialogs.explain(error) if error else "",
            field=getattr(error, "field", ""),
        )
        return (page, _status(error)) if error else page

    def _against(self, opened: Desk) -> str:
        """What stands against it as far as the mirror knows; Shopify has the last word, so the form stays open."""
        offer = remedy_options.offer(opened, self.order_id)
        here = (option for option in offer.options if option.kind is self.kind.kind and not option.possible)
        option = next(here, None)
        return dialogs.words_of(option.problem, **option.params) if option and option.problem else ""

    def _without_needs(self, order: FormOrder, failure: Exception) -> Answer:
        """What the form lists cannot be had now: what was typed is kept for another try."""
        page = dialogs.shown(
            "remedies/_conflict.html",
            order=order,
            problem=dialogs.explain(failure),
            remedy_id=0,
            kind=self.kind.kind,
            typed=_kept(self.typed),
        )
        return page, _status(failure)

    def _asked(self) -> Asked:
        visit, typed = current(), self.typed
        words = (typed.text("of"), typed.text("search"))
        return Asked(runtime(), visit.shop_id, dialogs.actor(), self.order_id, visit.agent.language, *words)


def _typed(given: MultiDict[str, str] | None = None) -> Typed:
    return Typed(ImmutableMultiDict(request.form if given is None else given), ui_language())


def _preview(order: FormOrder, shown: remedies.Preview, typed: Typed, error: Exception | None = None) -> str:
    return dialogs.shown(
        "remedies/_preview.html",
        order=order,
        preview=shown,
        terms=shown.terms,
        overs=getattr(shown.verdict, "overs", ()),
        typed=_kept(typed),
        problem=dialogs.explain(error) if error else "",
    )


def _kept(typed: Typed) -> list[tuple[str, str]]:
    """What a form brought, to be shown in it again."""
    return [(name, value) for name, value in typed.form.items() if name not in NOT_TYPED]


def _not_confirmed(order_id: int, typed: Typed, refusal: Exception) -> Answer:
    """Nothing was confirmed: the same numbers stand there still, with what is in the way."""
    with desk(read_only=True) as opened:
        order, shown = form_order(opened, order_id), remedies.preview(opened, order_id, typed.text("token"))
    return _preview(order, shown, typed, refusal), _status(refusal)


def _state(order_id: int, remedy_id: int, problem: str = "") -> str:
    with desk(read_only=True) as opened:
        page, now = reading.page(opened, order_id, remedy_id), opened.now
        order = form_order(opened, order_id)
    words = dialogs.words_of(page.problem, **_values(page)) if page.problem else ""
    return dialogs.shown(
        "remedies/_state.html", order=order, given=page, now=now, words=words, problem=problem, states=RemedyState
    )


def _values(page: reading.RemedyPage) -> dict[str, str]:
    """Our words for a problem take its one value from what was stored with it."""
    return dict.fromkeys(("words", "limit", "name"), page.error)


def _conflict(order_id: int, refusal: LookAgain | NotPossible) -> tuple[str, int]:
    """What was shown is not what is: `remedy_id` is the one in the way, where there is one."""
    with desk(read_only=True) as opened:
        order = form_order(opened, order_id)
    in_the_way = refusal.intent_id if isinstance(refusal, LookAgain) else 0
    page = dialogs.shown(
        "remedies/_conflict.html", order=order, problem=dialogs.explain(refusal), remedy_id=in_the_way, kind=None
    )
    return page, 409 if isinstance(refusal, LookAgain) else 422


def _status(error: Exception) -> int:
    if isinstance(error, GatewayError):
        return 503
    return 403 if isinstance(error, NotAllowed) else 422
