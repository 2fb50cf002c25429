"""The glossary's rows: refused in words, versioned with every change, one shop's alone; suggestions that come twice."""

import threading
from contextlib import contextmanager

import pytest

from app.desk import glossary, glossary_import, orders, suggestions
from app.desk.desk import SYSTEM, Actor, ActorKind, open_desk
from app.desk.glossary import Wish
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.translating.glossary import Given, Origin
from app.domain.translating.learning import Suggestion
from app.models import GlossaryTerm, TermSuggestion
from tests import cast
from tests.cast import NOON


@pytest.fixture
def at(database):
    @contextmanager
    def open_(shop, days=0, actor=SYSTEM):
        from datetime import timedelta

        with open_desk(database, shop.id, actor, now=NOON + timedelta(days=days)) as desk:
            yield desk

    return open_


def version(at, shop):
    with at(shop) as desk:
        return desk.shop.glossary_version


def terms(at, shop, source, target, **more):
    with at(shop) as desk:
        return [(term.term, term.expected) for term in glossary.terms_for(desk, source, target, **more)]


def test_a_term_fits_its_pair_of_languages_and_every_change_makes_a_new_version(at, hana, database):
    agent = cast.agent(database, hana.id)
    with at(hana, actor=Actor(ActorKind.AGENT, agent.id)) as desk:
        glossary.add(desk, Given("Hana Ceramics"))
        cup = glossary.add(desk, Given("湯呑", "yunomi", "ja", "es"))
        row = desk.get(GlossaryTerm, cup)
        assert (row.agent_id, row.origin, row.created_at) == (agent.id, "HAND", NOON)
    assert version(at, hana) == 2
    assert terms(at, hana, "ja", "es") == [("Hana Ceramics", "Hana Ceramics"), ("湯呑", "yunomi")]
    assert terms(at, hana, "ja", "fr") == [("Hana Ceramics", "Hana Ceramics")]
    with at(hana) as desk:
        glossary.save(desk, cup, Given("湯呑", "taza yunomi", "ja", "es", "two words"))
    assert version(at, hana) == 3
    assert ("湯呑", "taza yunomi") in terms(at, hana, "ja", "es")
    with at(hana) as desk:
        glossary.remove(desk, cup)
    assert version(at, hana) == 4
    assert len(terms(at, hana, "ja", "es")) == 1


def test_what_is_refused_changes_nothing_and_no_version(at, hana):
    with at(hana) as desk:
        first = glossary.add(desk, Given("Asagao", "", "ja", "es"))
        second = glossary.add(desk, Given("Asagao", "Morning glory", "ja", "en"))
    for given in (Given("ＡＳＡＧＡＯ", "x1", "ja", "es"), Given("x"), Given("Cup", "Cup")):
        with pytest.raises(Rejected), at(hana) as desk:
            glossary.add(desk, given)
    with pytest.raises(Rejected, match="already for these languages"), at(hana) as desk:
        glossary.save(desk, second, Given("asagao", "Prunkwinde", "ja", "es"))
    with at(hana) as desk:
        assert desk.get(GlossaryTerm, second).translation == "Morning glory"
    assert version(at, hana) == 2
    with at(hana) as desk:
        glossary.save(desk, first, Given("asagao", "", "ja", "es"))
        assert desk.get(GlossaryTerm, first).term == "asagao"


def test_titles_of_the_order_are_kept_terms_unless_the_glossary_says_otherwise(at, hana, mei):
    with at(hana) as desk:
        order_id = orders.mirror(desk, cast.order()).order_id
        glossary.add(desk, Given("Hana"))
    assert terms(at, hana, "es", "ja", order_id=order_id) == [("Asagao cup", "Asagao cup"), ("Hana", "Hana")]
    assert terms(at, hana, "es", "ja") == [("Hana", "Hana")]
    assert terms(at, mei, "es", "ja", order_id=order_id) == []
    with at(hana) as desk:
        glossary.add(desk, Given("asagao CUP", "朝顔カップ", "", "ja"))
    assert terms(at, hana, "es", "ja", order_id=order_id) == [("asagao CUP", "朝顔カップ"), ("Hana", "Hana")]
    assert terms(at, hana, "es", "ja", order_id=order_id, within="¿Y mi HANA?") == [("Hana", "Hana")]


def test_one_shops_terms_are_nothing_to_another(at, hana, mei):
    with at(hana) as desk:
        term_id = glossary.add(desk, Given("Asagao", "朝顔"))
    with at(mei) as desk:
        glossary.add(desk, Given("Asagao", "牽牛花"))
        assert [line.given.translation for line in glossary.page(desk, Wish())] == ["牽牛花"]
        plan = glossary_import.look_at(desk, [(1, Given("Asagao", "朝顔"))])
        assert plan.good[0].before == "牽牛花"
        for act in (glossary.one, glossary.remove):
            with pytest.raises(NotFound):
                act(desk, term_id)
    assert terms(at, mei, "en", "ja") == [("Asagao", "牽牛花")]
    assert terms(at, hana, "en", "ja") == [("Asagao", "朝顔")]
    with at(mei) as desk:
        glossary.forget_all(desk)
    assert terms(at, mei, "en", "ja") == []
    assert terms(at, hana, "en", "ja") == [("Asagao", "朝顔")]


def test_a_page_is_filtered_and_the_next_one_goes_on_where_it_ended(at, hana):
    with at(hana) as desk:
        for number in range(7):
            glossary.add(desk, Given(f"Cup 100%_{number}", "taza" if number % 2 else "", "en", "es"))
        glossary.add(desk, Given("Bowl", "cuenco", "en", "fr"))
        first = glossary.page(desk, Wish(words="100%_", target="es"), most=5)
        rest = glossary.page(desk, Wish(words="100%_", target="es"), before=first[-1].id, most=5)
        assert [line.given.term[-1] for line in (*first, *rest)] == list("6543210")
        assert len(glossary.page(desk, Wish(words="100_"))) == 0
        assert len(glossary.page(desk, Wish(words="CUENCO"))) == 1
        assert len(glossary.page(desk, Wish(kind="kept"))) == 4
        assert len(glossary.page(desk, Wish(kind="translated"))) == 4
        assert len(glossary.page(desk, Wish(source="ja"))) == 0
        assert glossary.count(desk) == 8


def test_an_import_does_what_was_shown_and_is_one_change(at, hana):
    lines = [
        (2, Given("Asagao", "朝顔")),
        (3, Given("Cup", "taza", "en", "es")),
        (4, Given("?")),
        (5, Given("Bowl")),
    ]
    with at(hana) as desk:
        glossary.add(desk, Given("asagao"))
        glossary.add(desk, Given("Bowl"))
        shown = glossary_import.look_at(desk, lines)
        assert [len(shown.of(fate)) for fate in ("new", "changed", "same")] == [1, 1, 1]
        assert [line.line for line in shown.wrong] == [4]
    assert version(at, hana) == 2
    with at(hana) as desk:
        glossary_import.bring_in(desk, lines, shown.mark)
    assert version(at, hana) == 3
    assert terms(at, hana, "en", "es") == [("Asagao", "朝顔"), ("Bowl", "Bowl"), ("Cup", "taza")]
    with pytest.raises(Conflict), at(hana) as desk:
        glossary_import.bring_in(desk, lines, shown.mark)
    with at(hana) as desk:
        glossary_import.bring_in(desk, lines, glossary_import.look_at(desk, lines).mark)
        assert {line.origin for line in glossary.page(desk, Wish())} == {"HAND", "IMPORT"}
    assert version(at, hana) == 3


def test_a_glossary_has_an_end(at, hana, monkeypatch):
    monkeypatch.setattr(glossary, "MOST_TERMS", 2)
    lines = [(1, Given("One")), (2, Given("Two")), (3, Given("Three"))]
    with at(hana) as desk:
        plan = glossary_import.look_at(desk, lines)
        assert plan.too_many == 1
        with pytest.raises(Rejected, match="at most 2 terms"):
            glossary_import.bring_in(desk, lines, plan.mark)
        glossary.add(desk, Given("One"))
        glossary.add(desk, Given("Two"))
        with pytest.raises(Rejected, match="at most 2 terms"):
            glossary.add(desk, Given("Three"))
        assert glossary_import.look_at(desk, lines[:2]).too_many == 0


def test_the_same_term_added_by_eight_at_once_is_there_once(at, hana):
    refused = []

    def add(capitals):
        try:
            with at(hana) as desk:
                glossary.add(desk, Given("asagao".upper() if capitals else "asagao"))
        except Rejected:
            refused.append(1)

    threads = [threading.Thread(target=add, args=(number % 2,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    assert version(at, hana) == 1
    with at(hana) as desk:
        assert glossary.count(desk) == 1


YUNOMI = Suggestion("湯呑", "yunomi", "ja", "es")


def note(at, shop, found, talk, days=0):
    with at(shop, days) as desk:
        suggestions.note(desk, found, talk)


def seen(at, shop):
    with at(shop) as desk:
        return [(line.given.term, line.given.translation, line.seen) for line in suggestions.waiting(desk)]


def test_a_change_is_suggested_when_it_comes_in_a_second_conversation(at, hana, mei):
    other = Suggestion("発送", "yunomi", "ja", "es")
    note(at, hana, [YUNOMI, other], 1)
    note(at, hana, [YUNOMI], 1)
    assert seen(at, hana) == []
    note(at, hana, [YUNOMI], 2)
    assert seen(at, hana) == [("湯呑", "yunomi", 2)]
    note(at, hana, [YUNOMI, other], 3)
    assert seen(at, hana) == [("湯呑", "yunomi", 3)]
    assert seen(at, mei) == []


def test_an_accepted_suggestion_is_a_term_and_is_not_asked_again(at, hana):
    rival = Suggestion("湯呑", "taza", "ja", "es")
    for talk in (1, 2):
        note(at, hana, [YUNOMI, rival], talk)
    with at(hana) as desk:
        chosen = next(line for line in suggestions.waiting(desk) if line.given.translation == "yunomi")
        suggestions.accept(desk, chosen.id)
        assert [(line.given, line.origin) for line in glossary.page(desk, Wish())] == [
            (Given("湯呑", "yunomi", "ja", "es"), Origin.SUGGESTION)
        ]
    assert (seen(at, hana), version(at, hana)) == ([], 1)
    note(at, hana, [YUNOMI, rival], 3)
    assert seen(at, hana) == []
    with pytest.raises(Conflict), at(hana) as desk:
        suggestions.accept(desk, chosen.id)


def test_a_dismissed_suggestion_stays_dismissed(at, hana):
    for talk in (1, 2):
        note(at, hana, [YUNOMI], talk)
    with at(hana) as desk:
        suggestions.dismiss(desk, suggestions.waiting(desk)[0].id)
    note(at, hana, [YUNOMI], 3)
    assert (seen(at, hana), version(at, hana)) == ([], 0)


def test_what_the_glossary_has_already_suggests_nothing(at, hana):
    with at(hana) as desk:
        glossary.add(desk, Given("湯呑", "taza"))
    for talk in (1, 2):
        note(at, hana, [YUNOMI], talk)
    with at(hana) as desk:
        assert desk.all(desk.select(TermSuggestion)) == []


def test_what_came_once_is_forgotten_in_time_and_with_its_conversation(at, hana, mei):
    note(at, hana, [YUNOMI], 1)
    note(at, hana, [Suggestion("急須", "tetera", "ja", "es")], 2, days=91)
    with at(hana) as desk:
        assert [row.term for row in desk.all(desk.select(TermSuggestion))] == ["急須"]
    note(at, mei, [YUNOMI], 2)
    with at(hana) as desk:
        suggestions.forget(desk, [2])
        assert desk.all(desk.select(TermSuggestion)) == []
    with at(mei) as desk:
        assert len(desk.all(desk.select(TermSuggestion))) == 1
