"""One engine as the page shows it: what its row says, and what its plug-in says of its settings."""

from dataclasses import dataclass

from app.desk.reading.engines import EngineLine, Needs
from app.domain.translating.coverage import Pair, missing
from app.domain.translating.tone import Tone
from app.errands.asking import LONGEST
from app.translation.translator import engines
from app.web import engine_words


@dataclass(frozen=True, slots=True)
class Seen:
    """`missing`: needed pairs it does not speak. `silent`: what the shop wants and it cannot be asked for."""

    line: EngineLine
    label: str
    host: str = ""
    longest: int = 0
    warning: str = ""
    missing: tuple[Pair, ...] = ()
    silent: tuple[tuple[str, Tone], ...] = ()


def seen(line: EngineLine, needs: Needs) -> Seen:
    engine = engines().get(line.name)
    if engine is None:  # a plug-in of a release that is gone
        return Seen(line, line.name)
    lacks = missing(needs.pairs, line.pairs) if line.pairs is not None else ()
    silent = tuple((language, tone) for language, tone in needs.tones.items() if not engine.speaks(language, tone))
    warning = engine_words.warning(engine, line.settings)
    longest = min(engine.longest, LONGEST)
    return Seen(line, engine.label, engine.host(line.settings), longest, warning, lacks, silent)


def label(name: str) -> str:
    engine = engines().get(name)
    return engine.label if engine else name
