"""One engine tried by hand, and asked what it speaks: outside any transaction, and whatever it answers, it is told."""

import time
from dataclasses import dataclass

from app.desk import engine_list, engines
from app.desk.engines import EngineSetup, Pairs
from app.desk.sealing import sealer
from app.domain.errors import GatewayError, Refused
from app.domain.shielding import hide
from app.domain.translating.breaker import Breaker
from app.domain.translating.chain import Leg
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.errands.asking import Call, Caller, opened
from app.errands.interpreting import Purpose
from app.errands.runtime import Runtime

SAMPLES = {
    "en": "Thank you for your order.",
    "ja": "ご注文ありがとうございます。",
    "es": "Gracias por su pedido.",
    "de": "Vielen Dank für Ihre Bestellung.",
    "fr": "Merci pour votre commande.",
    "zh-Hans": "感谢您的订购。",
    "ko": "주문해 주셔서 감사합니다.",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """`error` says why nothing came; `took` in milliseconds. `pairs_error`: why it could not say what it speaks."""

    sample: str
    source: str
    target: str
    text: str = ""
    error: str = ""
    took: int = 0
    pairs_error: str = ""


def run(runtime: Runtime, shop_id: int, engine_id: int, reader: str) -> Tried:
    """One sentence of ours, by this engine alone, resting or not; NotFound where it is not this shop's."""
    setup, sends_out = _read(runtime, shop_id, engine_id)
    pairs, pairs_error = _ask(setup) if sends_out else (setup.pairs, "")
    caller, tried = Caller((setup,)), _chosen(pairs, reader)
    began, error = time.monotonic(), ""
    try:
        text = _said(caller, setup, tried, sends_out=sends_out)
    except GatewayError as refusal:
        text, error = "", str(refusal)
    took = round((time.monotonic() - began) * 1000)
    with runtime.desk(shop_id) as desk:
        engines.record(desk, caller.uses)
        if sends_out:
            breaker = caller.breakers.get(setup.id, (setup.breaker if error else Breaker(), ""))[0]
            engines.rest(desk, setup.id, breaker, error)
        if sends_out and not pairs_error:
            engine_list.keep_pairs(desk, setup.id, setup.settings, sealer(runtime.settings.api_secrets), pairs)
    return Tried(tried.sample, tried.source, tried.target, text, error, took, pairs_error)


def ask_pairs(runtime: Runtime, shop_id: int, engine_id: int) -> str:
    """What it speaks, kept; returns why it could not say, which is no reason not to use it."""
    setup, sends_out = _read(runtime, shop_id, engine_id)
    if not sends_out:
        return ""
    pairs, error = _ask(setup)
    if not error:
        with runtime.desk(shop_id) as desk:
            engine_list.keep_pairs(desk, setup.id, setup.settings, sealer(runtime.settings.api_secrets), pairs)
    return error


def _read(runtime: Runtime, shop_id: int, engine_id: int) -> tuple[EngineSetup, bool]:
    with runtime.desk(shop_id, read_only=True) as desk:
        return engines.setup(desk, sealer(runtime.settings.api_secrets), engine_id), desk.shop.sends_out


def _ask(setup: EngineSetup) -> tuple[Pairs | None, str]:
    try:
        return opened(setup).pairs(), ""
    except GatewayError as error:
        return None, str(error)


def _said(caller: Caller, setup: EngineSetup, tried: Tried, *, sends_out: bool) -> str:
    if not sends_out:
        raise Refused(N_("Nothing may be sent to a translation engine from here: see Settings → Privacy."))
    if setup.cap and setup.spent >= setup.cap:
        raise Refused(N_("The month's characters for this translation engine are used up:"), setup.name)
    if not tried.sample:
        raise Refused(N_("It speaks no pair of languages that we have a sentence for."))
    leg = Leg(setup.id, tried.source, tried.target)
    return caller.ask(Call(leg, Purpose.TEST, Tone.ANY), hide(tried.sample)).text


def _chosen(pairs: Pairs | None, reader: str) -> Tried:
    """Into the reader's language where it goes, else what it can."""
    wishes = [(source, reader) for source in SAMPLES if source != reader]
    for source, target in (*wishes, *sorted(pairs or ())):
        if source in SAMPLES and (not pairs or (source, target) in pairs):
            return Tried(SAMPLES[source], source, target)
    return Tried("", "", "")
