"""Any chat endpoint of OpenAI's shape: a strict prompt, the text as data, and an answer that is not believed unseen.

It is asked for JSON because everything a model adds of its own then stands outside the one value that is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from app.domain.errors import Refused
from app.domain.fields import FieldKind, SettingField
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.translation import prompting
from app.translation.calling import Service, host_of
from app.translation.translator import Pairs, Request, Translator, weight

ORDINARY, REASONING = "ordinary", "reasoning"
PROMPT, JSON_OBJECT = "prompt", "json_object"
LEAST, MOST, THINKING = 200, 4_000, 4_000  # tokens of an answer; further ones for a model that thinks first
# "stop" or nothing at all is an answer; these are halves of one, or none.
CUT_OFF = frozenset({"length", "content_filter", "tool_calls", "function_call"})


@dataclass(frozen=True, slots=True)
class ChatServer:
    url: str
    api_key: str
    model: str
    kind: str
    form: str

    def translate(self, asked: Request) -> str:
        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else None
        told = self._service.post(self.url, self._body(asked), headers)
        answer = prompting.read(self._content(told))
        if answer is None:
            raise self._service.no_translation()
        if prompting.is_strange(answer, asked.text, prompting.system(asked)):
            raise Refused(N_("The model answered something else than a translation."), self.model)
        return answer

    def pairs(self) -> Pairs | None:
        return None

    def _body(self, asked: Request) -> dict[str, object]:
        body: dict[str, object] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": prompting.system(asked)},
                {"role": "user", "content": prompting.data(asked)},
            ],
        }
        tokens = min(LEAST + 2 * weight(asked.text), MOST)
        if self.kind == REASONING:
            body["max_completion_tokens"] = tokens + THINKING
        else:
            body |= {"max_tokens": tokens, "temperature": 0}
        if self.form == JSON_OBJECT:
            body["response_format"] = {"type": "json_object"}
        return body

    def _content(self, told: object) -> str:
        try:
            choice = told["choices"][0]  # type: ignore[index] # its shape is what is being tried
            content, reason = choice["message"]["content"], choice.get("finish_reason")
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise self._service.no_translation() from error
        if reason in CUT_OFF:
            raise Refused(N_("The translation engine gave half an answer:"), f"{self.model} ({reason})")
        if not isinstance(content, str):
            raise self._service.no_translation()
        return content

    @property
    def _service(self) -> Service:
        return Service(f"Chat ({self.model})", self.api_key)


class Chat:
    name: ClassVar[str] = "chat"
    label: ClassVar[str] = "Chat model (OpenAI-compatible)"
    is_advised: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("url", "Address", FieldKind.URL, required=True),
        SettingField("api_key", "API key", FieldKind.SECRET),
        SettingField("model", "Model", required=True),
        SettingField("kind", "Kind of model", FieldKind.CHOICE, default=ORDINARY, choices=(ORDINARY, REASONING)),
        SettingField("form", "Asked for JSON by", FieldKind.CHOICE, default=PROMPT, choices=(PROMPT, JSON_OBJECT)),
    )
    longest: ClassVar[int] = 1_500  # what a model of middling speed writes while we wait

    def open(self, settings: Mapping[str, str]) -> Translator:
        return ChatServer(
            _endpoint(settings["url"]),
            settings.get("api_key", ""),
            settings["model"],
            settings.get("kind") or ORDINARY,
            settings.get("form") or PROMPT,
        )

    def host(self, settings: Mapping[str, str]) -> str:
        return host_of(settings.get("url", ""))

    def speaks(self, target: str, tone: Tone) -> bool:
        return True


def _endpoint(url: str) -> str:
    """Servers are known by their host alone, by what clients call a base address (…/v1), or by the whole path."""
    address = url.rstrip("/")
    if address.endswith("/chat/completions"):
        return address
    return address + ("/chat/completions" if urlsplit(address).path else "/v1/chat/completions")


ENGINE = Chat()
