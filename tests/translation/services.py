"""LibreTranslate, DeepL, Google, Microsoft and MyMemory, each as strict as its documentation."""

import html
import re

from tests.translation.chatting import chat
from tests.translation.documented import Job, Wrong, insist, posted

LIBRE = ("en", "es", "fr", "de", "ja", "ko", "zh", "zt", "it", "pt")
DEEPL_SOURCES = ("AR", "DE", "EN", "ES", "FR", "IT", "JA", "KO", "NL", "PL", "PT", "RU", "ZH")
DEEPL_TARGETS = (*DEEPL_SOURCES[:2], "EN-GB", "EN-US", "ES", "FR", "IT", "JA", "KO", "NL", "PL", "PT-BR", "PT-PT")
DEEPL_TARGETS += ("RU", "ZH", "ZH-HANS", "ZH-HANT")
DEEPL_FORMAL = {"DE", "ES", "FR", "IT", "JA", "NL", "PL", "PT-BR", "PT-PT", "RU"}
GOOGLE = ("ar", "de", "en", "es", "fr", "iw", "ja", "ko", "no", "pt", "zh", "zh-CN", "zh-TW")
MICROSOFT = ("ar", "de", "en", "es", "fr", "he", "ja", "ko", "nb", "pt", "pt-pt", "zh-Hans", "zh-Hant", "fil")


def libre_error(status, words):
    return {"error": words}


def deepl_error(status, words):
    return {"message": words}


def google_error(status, words):
    reason = "dailyLimitExceeded" if "Daily" in words else "invalid"
    errors = [{"message": words, "domain": "global", "reason": reason}]
    return {"error": {"code": status, "message": words, "errors": errors, "status": "INVALID_ARGUMENT"}}


def microsoft_error(status, words):
    return {"error": {"code": status * 1000, "message": words}}


def libre_translate(asked):
    posted(asked, libre_error, {"q", "source", "target", "format", "alternatives", "api_key"})
    given = asked.body
    for name in ("q", "source", "target"):
        insist(given.get(name), libre_error, 400, f"Invalid request: missing {name} parameter")
    insist(given.get("format", "text") in {"text", "html"}, libre_error, 400, "this format is not supported")
    insist(len(given["q"]) <= 2_000, libre_error, 400, "Invalid request: request exceeds text limit (2000)")
    for name, codes in (("source", (*LIBRE, "auto")), ("target", LIBRE)):
        insist(given[name] in codes, libre_error, 400, f"{given[name]} is not supported")
    return Job(given["q"], given["source"], given["target"], lambda text: {"translatedText": text}, error=libre_error)


def libre_languages(asked):
    return [{"code": code, "name": code, "targets": [to for to in LIBRE if to != code]} for code in LIBRE]


def deepl_key(asked):
    authorized = re.fullmatch(r"DeepL-Auth-Key \S+", asked.headers.get("Authorization", ""))
    insist(authorized, deepl_error, 403, "Authorization failed")
    insist("auth_key" not in {*asked.query, *(asked.body or ())}, deepl_error, 403, "auth_key is no longer taken")


def deepl_translate(asked):
    deepl_key(asked)
    posted(asked, deepl_error, {"text", "target_lang", "source_lang", "formality", "context", "model_type"})
    given, texts = asked.body, asked.body.get("text")
    fine = isinstance(texts, list) and 0 < len(texts) <= 50 and all(isinstance(text, str) for text in texts)
    insist(fine, deepl_error, 400, "Value for 'text' not supported.")
    target, formality = given.get("target_lang"), given.get("formality", "default")
    insist(target in DEEPL_TARGETS, deepl_error, 400, "Value for 'target_lang' not supported.")
    insist(given.get("source_lang", "EN") in DEEPL_SOURCES, deepl_error, 400, "Value for 'source_lang' not supported.")
    insist(formality in {"default", "more", "less", "prefer_more", "prefer_less"}, deepl_error, 400, "Bad 'formality'.")
    lacks = formality in {"more", "less"} and target not in DEEPL_FORMAL
    insist(not lacks, deepl_error, 400, "'formality' is not supported for given 'target_lang'.")
    source = given.get("source_lang", "")
    return Job(
        texts[0],
        source,
        target,
        lambda text: {"translations": [{"detected_source_language": source or "EN", "text": text}]},
        error=deepl_error,
    )


def deepl_languages(asked):
    deepl_key(asked)
    kind = asked.query.get("type", "source")
    insist(kind in {"source", "target"}, deepl_error, 400, "Value for 'type' not supported.")
    codes = DEEPL_TARGETS if kind == "target" else DEEPL_SOURCES
    extra = {"supports_formality": True} if kind == "target" else {}
    return [{"language": code, "name": code, **extra} for code in codes]


def google_key(asked):
    key = asked.headers.get("X-goog-api-key")
    insist(key and "key" not in asked.query, google_error, 403, "The request is missing a valid API key.")


def google_translate(asked):
    google_key(asked)
    posted(asked, google_error, {"q", "source", "target", "format", "model"})
    given = asked.body
    texts = [given["q"]] if isinstance(given.get("q"), str) else given.get("q")
    insist(isinstance(texts, list) and 0 < len(texts) <= 128, google_error, 400, "Required Text")
    insist(given.get("target") in GOOGLE, google_error, 400, "Invalid Value")
    insist(given.get("source", "en") in GOOGLE, google_error, 400, "Invalid Value")
    insist(given.get("format") == "text", google_error, 400, "without format=text the answer would be HTML")
    shape = lambda text: {"data": {"translations": [{"translatedText": text}]}}  # noqa: E731 - one line says it
    return Job(texts[0], given.get("source", ""), given["target"], shape, error=google_error)


def google_languages(asked):
    google_key(asked)
    return {"data": {"languages": [{"language": code} for code in GOOGLE]}}


def microsoft_translate(asked):
    key = asked.headers.get("Ocp-Apim-Subscription-Key")
    insist(key and asked.query["api-version"] == "3.0", microsoft_error, 401, "The request is not authorized.")
    insist(asked.kind.startswith("application/json"), microsoft_error, 415, "The Content-Type header is missing.")
    fine = isinstance(asked.body, list) and all(set(row) in ({"text"}, {"Text"}) for row in asked.body)
    insist(fine, microsoft_error, 400, "The body of the request is not valid JSON.")
    unknown = set(asked.query) - {"api-version", "from", "to", "textType", "category", "profanityAction"}
    insist(not unknown, microsoft_error, 400, f"unknown parameters: {sorted(unknown)}")
    source, target = asked.query.get("from", ""), asked.query.get("to")
    insist(target in MICROSOFT, microsoft_error, 400, "The target language is not valid.")
    insist(not source or source in MICROSOFT, microsoft_error, 400, "The source language is not valid.")
    shape = lambda text: [{"translations": [{"text": text, "to": target}]}]  # noqa: E731 - one line says it
    return Job(asked.body[0]["text"], source, target, shape, error=microsoft_error)


def microsoft_languages(asked):
    insist(asked.query.get("scope") == "translation", microsoft_error, 400, "The scope parameter is not valid.")
    return {"translation": {code: {"name": code, "nativeName": code, "dir": "ltr"} for code in MICROSOFT}}


def mymemory(asked):
    text, pair = asked.query.get("q", ""), asked.query.get("langpair", "")
    shaped = lambda text, status: {  # noqa: E731 - one line says it
        "responseData": {"translatedText": text, "match": 1},
        "responseStatus": status,
        "matches": [],
    }
    if len(text) > 500 or "|" not in pair:
        raise Wrong(200, shaped("QUERY LENGTH LIMIT EXCEEDED. MAX ALLOWED QUERY : 500 CHARS", "403"))
    source, target = pair.split("|")
    return Job(text, source, target, lambda text: shaped(text, 200), error=libre_error)


def google_page(asked):
    """The page for phones, which deep-translator reads."""
    page = "<html><body><div class='result-container'>{}</div></body></html>"
    shape = lambda text: page.format(html.escape(text))  # noqa: E731 - one line says it
    return Job(asked.query["q"], asked.query["sl"], asked.query["tl"], shape, error=libre_error)


def route(asked):
    """The service that answers at this method and path, told apart as their clients tell them."""
    is_microsoft = "api-version" in asked.query
    ways = {
        ("POST", "/translate"): microsoft_translate if is_microsoft else libre_translate,
        ("GET", "/languages"): microsoft_languages if is_microsoft else libre_languages,
        ("POST", "/v2/translate"): deepl_translate,
        ("GET", "/v2/languages"): deepl_languages,
        ("POST", "/language/translate/v2"): google_translate,
        ("GET", "/language/translate/v2/languages"): google_languages,
        ("GET", "/get"): mymemory,
        ("GET", "/m"): google_page,
        ("POST", "/v1/chat/completions"): chat,
    }
    way = ways.get((asked.method, asked.path))
    insist(way, libre_error, 404, f"{asked.method} {asked.path} is nothing here")
    return way(asked)
