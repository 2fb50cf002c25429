"""The form for what came back: how many of each line, what becomes of them and where; a line may have several fates."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import Disposition, ProcessedLine, ReturnProcessingChoice
from app.domain.remedies.kinds import RemedyKind
from app.errands import remedy_forms as fetching
from app.errands.remedy_forms import About, Inspection
from app.web.remedy_forms import Asked, KindForm, Typed


def _read(typed: Typed, order: FormOrder) -> ReturnProcessingChoice:
    del order
    return ReturnProcessingChoice(
        return_gid=typed.text("of"),
        lines=tuple(_line(typed, key, count) for key, count in typed.quantities()),
        refund=typed.flag("refund"),
        exchanges=typed.flag("exchanges"),
        all_shipping=typed.flag("all_shipping"),
        duties=typed.flag("duties"),
        to_store_credit=typed.flag("to_store_credit"),
        notify=typed.flag("notify"),
    )


def _line(typed: Typed, key: str, count: int) -> ProcessedLine:
    """`key` is the line's gid and the number of its fate; where goods go matters only when they are restocked."""
    fate = Disposition(typed.text(f"fate:{key}") or Disposition.UNKNOWN)
    if fate is Disposition.UNKNOWN:
        raise NotPossible(Problem.FATE_MISSING, key, title=typed.text(f"title:{key.rpartition(':')[0]}"))
    place = typed.text(f"place:{key}") if fate is Disposition.RESTOCKED else ""
    return ProcessedLine(key.rpartition(":")[0], count, fate, place)


def _needs(asked: Asked) -> Inspection:
    return fetching.inspection(asked.runtime, asked.shop_id, About(asked.order_id, asked.about, asked.language))


FORM = KindForm(RemedyKind.RETURN_PROCESSING, _read, _needs)
