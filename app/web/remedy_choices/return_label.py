"""The form of how a return is sent back: a label as a file, tracking, or both."""

from dataclasses import replace

from flask import request

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import ReturnLabelChoice
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.errands import remedy_forms as fetching
from app.errands.remedy_forms import About
from app.web.remedy_forms import Asked, KindForm, Typed, step


def _read(typed: Typed, order: FormOrder) -> ReturnLabelChoice:
    del order
    return ReturnLabelChoice(
        return_gid=typed.text("of"),
        tracking_number=typed.text("tracking_number"),
        tracking_url=typed.text("tracking_url"),
        label_url=typed.text("label_url"),
        notify=typed.flag("notify"),
    )


def _needs(asked: Asked) -> ReturnNow:
    return fetching.one_return(asked.runtime, asked.shop_id, About(asked.order_id, asked.about, asked.language))


def _brings(asked: Asked, typed: Typed) -> Typed:
    """A file that came goes where Shopify takes labels from; from then on the form holds its address."""
    file = request.files.get("label")
    content = file.read() if file else b""
    if not content:
        return typed
    address = fetching.upload_label(asked.runtime, asked.shop_id, content)
    return replace(typed, form={**typed.form, "label_url": address})


FORM = KindForm(RemedyKind.RETURN_LABEL, _read, _needs, reason=step, brings=_brings)
