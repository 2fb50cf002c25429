"""An OpenAI-shaped server as its reference documents it: two models, of which one thinks first."""

import json
import re

from tests.translation.documented import Job, insist, posted

MODELS = {"small-1": "ordinary", "thinker-1": "reasoning"}


def openai_error(status, words):
    return {"error": {"message": words, "type": "invalid_request_error", "param": None, "code": None}}


CHAT_FIELDS = {"model", "messages", "temperature", "max_tokens", "max_completion_tokens", "response_format"}
CHAT_FIELDS |= {"n", "stop", "stream", "top_p", "seed", "user"}


def chat(asked):
    posted(asked, openai_error, CHAT_FIELDS)
    given = asked.body
    authorized = asked.headers.get("Authorization")
    insist(authorized is None or authorized.startswith("Bearer "), openai_error, 401, "Incorrect API key provided")
    insist(given.get("model") in MODELS, openai_error, 404, f"The model `{given.get('model')}` does not exist")
    check_chat_limits(given)
    form = given.get("response_format", {"type": "text"})
    insist(form in ({"type": "text"}, {"type": "json_object"}), openai_error, 400, "Bad response_format")
    messages = given.get("messages") or []
    roles = [(message.get("role"), isinstance(message.get("content"), str)) for message in messages]
    insist(roles == [("system", True), ("user", True)], openai_error, 400, "Bad messages")
    text = json.loads(messages[1]["content"])["text"]
    source, target = re.search(r"Translate from (.+) into (.+)\.", messages[0]["content"]).groups()
    answer = lambda text: json.dumps({"translation": text}, ensure_ascii=False)  # noqa: E731 - one line says it
    return Job(
        text,
        source,
        target,
        lambda text: completion(given["model"], answer(text)),
        openai_error,
        lambda text: completion(given["model"], answer(text)[: len(text) // 2], "length"),
    )


def check_chat_limits(given):
    """Models that think first refuse what the others ask for, and say so."""
    thinks = MODELS[given["model"]] == "reasoning"
    wanted, other = ("max_completion_tokens", "max_tokens") if thinks else ("max_tokens", "max_completion_tokens")
    insist(other not in given, openai_error, 400, f"Unsupported parameter: '{other}'. Use '{wanted}' instead.")
    limit, heat = given.get(wanted), given.get("temperature", 1)
    insist(isinstance(limit, int) and 0 < limit <= 8_000, openai_error, 400, f"Bad {wanted}")
    insist(heat == 1 if thinks else 0 <= heat <= 2, openai_error, 400, "Unsupported value: 'temperature'")


def completion(model, content, reason="stop"):
    message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": reason}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
    }
