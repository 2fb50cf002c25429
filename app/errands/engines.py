"""A shop's translation engine in use: shield, translate, put back; a lost token is a failure, never a guess."""

from dataclasses import dataclass

from app.desk import channels
from app.desk.sealing import sealer
from app.domain.errors import Refused
from app.domain.shielding import LostToken, hide, restore
from app.domain.words import N_
from app.errands.runtime import Runtime
from app.translation.translator import Request, Translator, engines, translate


@dataclass(frozen=True, slots=True)
class Interpreter:
    """One shop's engine; `name` goes beside every text it made."""

    name: str
    translator: Translator

    def put(self, text: str, source: str, target: str) -> str:
        """Raises Unavailable or Refused, whose words a person may read."""
        shielded = hide(text)
        if not shielded.text.strip():
            return text
        answer = translate(self.translator, Request(shielded.text, source, target))
        try:
            return restore(answer, shielded.hidden)
        except LostToken as error:
            raise Refused(*error.args) from error


def interpreter(runtime: Runtime, shop_id: int) -> Interpreter:
    """The engine this shop chose; raises Refused where it cannot be opened."""
    with runtime.desk(shop_id, read_only=True) as desk:
        choice = channels.translator(desk, sealer(runtime.settings.api_secrets))
    engine = engines().get(choice.name)
    if engine is None:
        raise Refused(N_("There is no such translation engine:"), choice.name)
    try:
        return Interpreter(choice.name, engine.open(choice.settings))
    except KeyError as error:
        raise Refused(
            N_("The translation engine is not set up: Settings → Translation."), f"({engine.label}: {error.args[0]})"
        ) from error
