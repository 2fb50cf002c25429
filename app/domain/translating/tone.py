"""How a language is spoken to somebody: one word for the shop's choice, the customer's and the reply's."""

from enum import StrEnum


class Tone(StrEnum):
    """ANY leaves it to the engine. FORMAL: 敬語, Sie, vous, 존댓말. WARM is friendly and polite, BRIEF is short."""

    ANY = ""
    FORMAL = "FORMAL"
    WARM = "WARM"
    BRIEF = "BRIEF"

    @classmethod
    def of(cls, value: str) -> "Tone":
        """An unknown word from a form or a column is ANY."""
        return cls(value) if value in set(cls) else cls.ANY


def chosen(*wishes: str) -> Tone:
    """The first that says something: the reply's, the customer's, the shop's for the language."""
    return next((tone for tone in map(Tone.of, wishes) if tone), Tone.ANY)
