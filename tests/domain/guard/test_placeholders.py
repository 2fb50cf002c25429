"""What a template or a translator left in a text is seen."""

import pytest

from tests.domain.guard.saying import LANGUAGES, ambers, reds

FORMS = ["{{name}}", "{{ order.name }}", "{% if x %}", "%(count)s", "{name}", "%{name}", "⟦0⟧"]


@pytest.mark.parametrize("target", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_placeholder_left_over_lost_or_changed_blocks(form, target):
    assert reds("Hello", f"x {form}", "en", target) == {"placeholders"}
    assert reds(f"Hello {form}", "x", "en", target) == {"placeholders"}


@pytest.mark.parametrize("form", FORMS)
def test_a_placeholder_kept_as_written_is_told(form):
    assert reds(f"Hello {form}", f"Hallo {form}") == set()
    assert ambers(f"Hello {form}", f"Hallo {form}") == {"placeholders"}


def test_a_translated_placeholder_blocks():
    assert reds("Hello {{name}}", "Hola {{nombre}}", "en", "es") == {"placeholders"}
    assert reds("Hello {{ name }}", "Hola {{name}}", "en", "es") == set()
