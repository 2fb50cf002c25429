"""The app's language, dates and amounts as this agent reads them; catalogues are read from .po files as they stand."""

from datetime import UTC, date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context

from app.domain.languages import display_name
from app.domain.money import Money
from app.domain.places import asleep
from app.web import telling, words

CATALOGUES = Path(__file__).parent / "locales"
SPOKEN = ("en", "ja")
OFFERED = "ar cs da de el en es fi fr he hu id it ja ko ms nl nb pl pt ro ru sv th tr uk vi zh-Hans zh-Hant"


def install(app: Flask) -> None:
    """Give the app its languages and its templates their filters."""
    babel = Babel(app, locale_selector=_locale, default_locale="en")
    babel.__dict__["domain_instance"] = _Catalogues()  # Flask-Babel reads compiled files only, and none are committed
    filters = {"money": money, "when": when, "day": day, "time_in": time_in, "language": language, "country": country}
    app.jinja_env.filters.update(filters | {"word": words.word, "tone": words.tone, "chip": chip})
    app.jinja_env.filters.update(told=telling.told, explain=telling.explain)
    app.jinja_env.filters.update(number=number, asleep=asleep, topic=words.topic, date=calendar_day)
    app.jinja_env.globals.update(ui_language=ui_language, languages=languages)
    app.jinja_env.globals.update(navigation=lambda: _navigation(app), has_page=lambda name: name in app.view_functions)


def ui_language() -> str:
    return str(get_locale() or "en").replace("_", "-")


def money(amount: Money) -> str:
    return amount.show(str(get_locale()))


@pass_context
def when(context: Context, moment: datetime) -> str:
    """Short: the time of today, the day of this year, else the date; in the shop's zone."""
    zone = _zone(context)
    local, today = moment.astimezone(zone), context.get("now", datetime.now(UTC)).astimezone(zone)
    locale = get_locale()
    if local.date() == today.date():
        return str(format_time(local, "short", tzinfo=zone, locale=locale))
    if local.year == today.year:
        return str(format_skeleton("MMMd", local, tzinfo=zone, locale=locale))
    return str(format_date(local, "medium", locale=locale))


@pass_context
def day(context: Context, moment: datetime) -> str:
    """Day and time in full, in the shop's zone."""
    return str(format_datetime(moment, "medium", tzinfo=_zone(context), locale=get_locale()))


def calendar_day(given: date) -> str:
    """A day of somebody's calendar, in no zone of ours, with its weekday: Tue, Nov 17, 2026."""
    return str(format_skeleton("yMMMEd", given, locale=get_locale()))


def time_in(moment: datetime, zone: ZoneInfo) -> str:
    return str(format_time(moment, "short", tzinfo=zone, locale=get_locale()))


def language(tag: str) -> str:
    """A language's name: `es` is Spanish, `zh-Hant` Traditional Chinese."""
    return _language_name(tag, str(get_locale()))


@lru_cache(maxsize=512)
def _language_name(tag: str, reader: str) -> str:
    return display_name(tag, reader)


def chip(tag: str) -> str:
    """The shortest sign of a language, for a narrow list."""
    return {"zh-Hans": "简中", "zh-Hant": "繁中"}.get(tag, tag.upper() or "?")


def country(code: str) -> str:
    locale = get_locale() or Locale("en")
    return str(locale.territories.get(code, code))


def number(value: int) -> str:
    return str(format_decimal(value, locale=get_locale()))


def languages(*also: str) -> list[str]:
    """The languages an agent chooses from, by their names, and those already in use."""
    tags = dict.fromkeys((*OFFERED.split(), *filter(None, also)))
    return sorted(tags, key=language)


def _locale() -> str:
    """The admin's language for this agent where we speak it, else the address's, the browser's best, English."""
    visit = g.get("visit")
    if visit is not None:
        primary = visit.agent.locale.lower().partition("-")[0]
        return primary if primary in SPOKEN else "en"
    named = request.args.get("locale", "").lower().partition("-")[0]  # the admin's, where nobody is known yet
    return named if named in SPOKEN else request.accept_languages.best_match(SPOKEN) or "en"


def _zone(context: Context) -> ZoneInfo:
    visit = context.get("visit")
    try:
        return ZoneInfo(visit.timezone) if visit else ZoneInfo("UTC")
    except (ZoneInfoNotFoundError, ValueError):  # a zone Shopify knows and this machine does not
        return ZoneInfo("UTC")


def _navigation(app: Flask) -> list[tuple[str, str]]:
    """The pages beside the inbox that this installation has."""
    return [(endpoint, str(label)) for endpoint, label in words.ENDPOINT.items() if endpoint in app.view_functions]


@cache
def catalogue(locale: str) -> NullTranslations:
    """One language's sentences, from every file of its folder; English is the source and needs none."""
    paths = sorted((CATALOGUES / locale / "LC_MESSAGES").glob("*.po"))
    if not paths:
        return NullTranslations()
    whole = Catalog(locale=locale)
    for path in paths:
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


# Flask-Babel has no types, so its classes are Any
class _Catalogues(Domain):  # type: ignore[misc]
    def get_translations(self) -> NullTranslations:
        return catalogue(str(get_locale()))
