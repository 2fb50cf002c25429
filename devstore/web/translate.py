"""A LibreTranslate-shaped engine: it answers from the demo's phrasebook, and says so when it cannot."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from devstore.phrasebook.book import LANGUAGES, language_code, phrasebook
from devstore.phrasebook.translating import ENGINE, Detected, UnknownTextError, detect, translate

pages = Blueprint("translate", __name__, url_prefix="/translate-engine")
MAX_CHARACTERS = 20_000


@pages.post("/translate")
def translate_text() -> tuple[Response, int]:
    asked = _asked()
    texts = asked.get("q")
    problem = _problem(asked)
    if problem:
        return jsonify({"error": problem}), 400
    many = isinstance(texts, list)
    pieces = [str(item) for item in texts] if isinstance(texts, list) else [str(texts)]
    target = language_code(str(asked["target"]))
    try:
        done = [_one(piece, str(asked["source"]), target) for piece in pieces]
    except UnknownTextError as error:
        return jsonify({"error": f"The {ENGINE} engine: {error}"}), 400
    answer: dict[str, Any] = {"translatedText": [text for text, _ in done] if many else done[0][0], "engine": ENGINE}
    if str(asked["source"]) == "auto":
        found = [{"language": item.language, "confidence": item.confidence} for _, item in done]
        answer["detectedLanguage"] = found if many else found[0]
    return jsonify(answer), 200


@pages.post("/detect")
def detect_language() -> tuple[Response, int]:
    text = str(_asked().get("q") or "")
    if not text.strip():
        return jsonify({"error": "Invalid request: missing q parameter"}), 400
    found = detect(text)
    return jsonify([{"language": found.language, "confidence": found.confidence}] if found else []), 200


@pages.get("/languages")
def languages() -> Response:
    codes = list(LANGUAGES)
    return jsonify([{"code": code, "name": name, "targets": codes} for code, name in LANGUAGES.items()])


@pages.get("/phrases")
def phrases() -> tuple[Response, int]:
    """What can be said: the English (or ?source=) wording beside the target's."""
    source, target = language_code(request.args.get("source", "en")), language_code(request.args.get("target", "ja"))
    if source not in LANGUAGES or target not in LANGUAGES:
        return jsonify({"error": "unknown language"}), 400
    pairs = [
        {"source": group.translation(source), "target": group.translation(target)}
        for group in phrasebook().groups
        if group.translation(source) and group.translation(target)
    ]
    return jsonify({"engine": ENGINE, "source": source, "target": target, "phrases": pairs}), 200


def _asked() -> dict[str, Any]:
    if request.is_json:
        body = request.get_json(silent=True)
        return body if isinstance(body, dict) else {}
    form = request.form.to_dict()
    texts = request.form.getlist("q")
    return {**form, "q": texts if len(texts) > 1 else form.get("q")}


def _problem(asked: dict[str, Any]) -> str | None:
    for name in ("q", "source", "target"):
        if not asked.get(name):
            return f"Invalid request: missing {name} parameter"
    source, target = language_code(str(asked["source"])), language_code(str(asked["target"]))
    if source not in LANGUAGES and source != "auto":
        return f"{asked['source']} is not supported"
    if target not in LANGUAGES:
        return f"{asked['target']} is not supported"
    length = sum(map(len, asked["q"])) if isinstance(asked["q"], list) else len(str(asked["q"]))
    return f"Invalid request: more than {MAX_CHARACTERS} characters" if length > MAX_CHARACTERS else None


def _one(text: str, source: str, target: str) -> tuple[str, Detected]:
    found = Detected(language_code(source), 100)
    if source == "auto":
        found = detect(text) or Detected("", 0)
        if not found.language:
            raise UnknownTextError("cannot tell the language of this text")
    return (text if found.language == target else translate(text, found.language, target)), found
