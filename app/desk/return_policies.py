"""The shop's own rules on returns, by market: the owner's to change, and every change is recorded with who made it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from babel import Locale

from app.desk import owners
from app.desk.desk import Desk
from app.domain.errors import NotFound, Rejected
from app.domain.events import ReturnPolicyChanged
from app.domain.law import EVERYWHERE, Law, MarketPolicy, Payer, undercut
from app.domain.words import N_
from app.models import ReturnPolicy

MOST_DAYS = 365
LONGEST_NOTE = 1000
COUNTRY = re.compile(r"[A-Z]{2}")
NO_COUNTRIES = frozenset({"CQ", "EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})  # CLDR's territories that no parcel goes to


@dataclass(frozen=True, slots=True)
class Given:
    """A rule as it was typed."""

    country_code: str = ""
    days: str = ""
    return_costs: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """`less_than`: the laws that give more than this rule says, for a warning."""

    policy: MarketPolicy
    less_than: tuple[Law, ...]


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """`free`: countries without a rule of their own; `owners` may change any."""

    lines: tuple[PolicyLine, ...]
    free: tuple[str, ...]
    owners: tuple[str, ...]


def page(desk: Desk) -> PolicyPage:
    rules = everything(desk)
    taken = {rule.country_code for rule in rules}
    return PolicyPage(
        lines=tuple(PolicyLine(rule, undercut(rule, taken)) for rule in rules),
        free=tuple(sorted(({EVERYWHERE} | countries()) - taken)),
        owners=owners.names(desk),
    )


def everything(desk: Desk) -> tuple[MarketPolicy, ...]:
    """The rule for everywhere first."""
    return tuple(map(_policy, desk.all(desk.select(ReturnPolicy).order_by(ReturnPolicy.country_code))))


def for_country(desk: Desk, country_code: str) -> MarketPolicy | None:
    """The country's own rule, else the one for everywhere."""
    query = desk.select(ReturnPolicy).where(ReturnPolicy.country_code.in_((country_code, EVERYWHERE)))
    row = desk.one(query.order_by(ReturnPolicy.country_code.desc()))
    return _policy(row) if row is not None else None


def save(desk: Desk, given: Given) -> MarketPolicy:
    """Make or change the rule for a country, "" for everywhere."""
    _lock(desk)
    rule = _read(given)
    row = _row(desk, rule.country_code) or ReturnPolicy(country_code=rule.country_code)
    row.days, row.return_costs, row.note = rule.days, str(rule.return_costs), rule.note
    row.changed_at = desk.now
    desk.add(row)
    desk.record(ReturnPolicyChanged(rule.country_code, rule.days))
    return rule


def remove(desk: Desk, country_code: str) -> None:
    _lock(desk)
    row = _row(desk, country_code)
    if row is None:
        raise NotFound(N_("There is no rule on returns for this country."))
    desk.session.delete(row)
    desk.record(ReturnPolicyChanged(country_code, None))


@cache
def countries() -> frozenset[str]:
    """The codes of all countries and territories a parcel may go to."""
    codes = map(str, Locale("en").territories)
    return frozenset(filter(COUNTRY.fullmatch, codes)) - NO_COUNTRIES


def _lock(desk: Desk) -> None:
    owners.require(desk)
    desk.session.refresh(desk.shop, with_for_update=True)  # two saving the same country wait for each other


def _row(desk: Desk, country_code: str) -> ReturnPolicy | None:
    return desk.one(desk.select(ReturnPolicy).where(ReturnPolicy.country_code == country_code))


def _policy(row: ReturnPolicy) -> MarketPolicy:
    payer = Payer(row.return_costs) if row.return_costs in set(Payer) else Payer.UNSAID
    return MarketPolicy(row.country_code, row.days, payer, row.note)


def _read(given: Given) -> MarketPolicy:
    if given.country_code != EVERYWHERE and given.country_code not in countries():
        raise Rejected(N_("Choose one of the countries."), "country_code")
    if given.return_costs not in set(Payer):
        raise Rejected(N_("Choose who pays for sending back."), "return_costs")
    note = given.note.strip()
    if len(note) > LONGEST_NOTE:
        raise Rejected(N_("At most %(count)s characters fit here."), "note", count=LONGEST_NOTE)
    return MarketPolicy(given.country_code, _days(given.days), Payer(given.return_costs), note)


def _days(given: str) -> int:
    """Days as typed, also in the wide digits of a Japanese keyboard."""
    typed = unicodedata.normalize("NFKC", given).strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_DAYS))) or int(typed) > MOST_DAYS:
        raise Rejected(N_("Enter whole days from 0 to %(most)s."), "days", most=MOST_DAYS)
    return int(typed)
