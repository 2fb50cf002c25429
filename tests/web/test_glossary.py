"""The glossary's pages and file: any agent keeps it, wrong things are told in words, and nothing of another shop's."""

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.errors import Rejected
from app.domain.translating import glossary as terms
from app.domain.translating.glossary import Given
from app.errands.runtime import Runtime
from app.models import GlossaryTerm, Shop, TermSuggestion
from app.web import glossary_reading, spreadsheets
from tests import cast
from tests.visiting import signed_in
from tests.web.scene import Desk, sit_down

HEADER = "term,translation,source,target,note\r\n"


@pytest.fixture
def desk(client: FlaskClient, runtime: Runtime, hana: Shop) -> Desk:
    return sit_down(client, runtime, hana)


def kept(desk: Desk, shop: Shop | None = None) -> list[tuple[str, str, str, str]]:
    with desk.database.transaction(read_only=True) as session:
        rows = session.scalars(select(GlossaryTerm).where(GlossaryTerm.shop_id == (shop or desk.shop).id))
        return sorted((row.term, row.translation, row.source, row.target) for row in rows)


def version(desk: Desk) -> int:
    return int(desk.row(Shop, desk.shop.id).glossary_version)


def send(desk: Desk, path: str, content: bytes | str, **form: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    headers = signed_in(desk.runtime.settings, desk.shop.domain) | {"HX-Request": "true"}
    return desk.client.post(path, data=form | {"file": (io.BytesIO(data), "words.csv")}, headers=headers)


def look(desk: Desk, content: bytes | str) -> tuple[str, dict[str, str]]:
    """What the page says of a file, and what its button would send back."""
    text = send(desk, "/glossary/import_previews", content).text
    fields = {name: text.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("digest", "mark")}
    return text, fields


def suggestion(desk: Desk, shop: Shop | None = None, **columns: Any) -> int:
    values = {"source": "ja", "target": "es", "term": "湯呑", "translation": "yunomi", "seen": 2}
    with desk.database.transaction() as session:
        row = TermSuggestion(shop_id=(shop or desk.shop).id, created_at=cast.NOON, **(values | columns))
        session.add(row)
        session.flush()
        return int(row.id)


def test_a_term_is_added_changed_and_removed(desk: Desk) -> None:
    assert desk.post("/glossary", {"term": " Hana  Ceramics "}).status_code == 303
    assert kept(desk) == [("Hana Ceramics", "", "", "")]
    page = desk.page("/glossary")
    assert ">Hana Ceramics</a>" in page
    assert "Never translate</span>" in page
    changed = {"term": "Hana", "translation": "花", "source": "en", "target": "zh-TW", "note": "brand"}
    assert desk.post("/glossary/1", changed).status_code == 303
    assert kept(desk) == [("Hana", "花", "en", "zh-Hant")]
    page = desk.page("/glossary/1")
    assert 'value="brand"' in page
    assert '<option value="zh-Hant" selected>' in page
    assert desk.post("/glossary/1/removal").status_code == 303
    assert (kept(desk), version(desk)) == ([], 3)
    assert "Add your shop's name first" in desk.page("/glossary")


@pytest.mark.parametrize("path", ["/glossary", "/glossary/1"])
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(desk: Desk, path: str) -> None:
    desk.post("/glossary", {"term": "Hana"})
    desk.post("/glossary", {"term": "Asagao"})
    id_ = "new-term" if path == "/glossary" else "term"
    for form, field, words in (
        ({"term": "x", "note": "mine"}, "term", "Write at least two"),
        ({"term": "ASAGAO", "note": "mine"}, "term", "“Asagao” is in the glossary already"),
        ({"term": "Cup", "translation": "Cup", "note": "mine"}, "translation", "translated into itself"),
        ({"term": "Cup", "source": "no tag", "note": "mine"}, "source", "is not a language"),
        ({"term": "Cup", "source": "es", "target": "es", "note": "mine"}, "target", "must differ"),
    ):
        answer = desk.post(path, form)
        assert answer.status_code == 422
        assert words in answer.text.partition(f'id="{id_}-{field}-error"')[2].partition("</p>")[0]
        assert 'value="mine"' in answer.text
    assert (len(kept(desk)), version(desk)) == (2, 2)


def test_the_dialog_begins_with_what_was_marked_and_says_what_is_wrong_inside_it(desk: Desk) -> None:
    shown = desk.get("/glossary/new?term=Asagao+cup", **{"HX-Request": "true"}).text
    assert 'value="Asagao cup"' in shown
    assert "<html" not in shown
    wrong = desk.post("/glossary", {"term": "x", "dialog": "1"})
    assert (wrong.status_code, "Write at least two" in wrong.text, "<html" in wrong.text) == (422, True, False)
    done = desk.post("/glossary", {"term": "<b>Asagao</b>", "dialog": "1"})
    assert done.status_code == 200
    assert "“&lt;b&gt;Asagao&lt;/b&gt;” was added." in done.text
    assert kept(desk) == [("<b>Asagao</b>", "", "", "")]
    assert "<h1>Add to the glossary</h1>" in desk.page("/glossary/new?term=Asagao")


def test_words_of_people_are_never_markup(desk: Desk) -> None:
    evil = "<script>alert(1)</script>"
    desk.post("/glossary", {"term": evil, "translation": f"x{evil}", "note": evil})
    suggestion(desk, term=evil, translation=evil)
    plan = look(desk, f"{evil},{evil} 2\n{evil},x\nx,{evil}\n")[0]
    for page in (desk.page("/glossary"), desk.page("/glossary/1"), plan):
        assert "&lt;script&gt;" in page
        assert evil not in page


def test_the_list_is_narrowed_down_and_goes_on(desk: Desk) -> None:
    with desk.database.transaction() as session:
        for number in range(60):
            columns = {"translation": "taza" if number % 2 else "", "target": "es" if number < 10 else ""}
            session.add(GlossaryTerm(shop_id=desk.shop.id, term=f"Cup {number}", created_at=cast.NOON, **columns))
    first = desk.page("/glossary")
    assert ("Cup 59<" in first, "Cup 10<" in first, "Cup 9<" in first) == (True, True, False)
    assert "before=11" in first
    second = desk.page("/glossary?before=11")
    assert ("Cup 9<" in second, "Cup 10<" in second, "Older" in second) == (True, False, False)
    found = desk.page("/glossary?q=cup+1&kind=translated&target=es")
    assert ("Cup 1<" in found, "Cup 11<" in found, "Cup 10<" in found) == (True, False, False)
    assert "No term fits this filter." in desk.page("/glossary?q=teapot")
    assert desk.page("/glossary?before=x&kind=evil&source=%00")


def test_suggestions_are_accepted_or_dismissed_and_counted_in_words(desk: Desk) -> None:
    first, second = suggestion(desk, seen=3), suggestion(desk, term="Asagao", translation="")
    suggestion(desk, term="急須", seen=1)
    page = desk.page("/glossary")
    assert "in 3 conversations" in page
    assert "急須" not in page
    assert desk.post(f"/glossary/suggestions/{first}/acceptance").status_code == 303
    assert desk.post(f"/glossary/suggestions/{second}/dismissal").status_code == 303
    assert kept(desk) == [("湯呑", "yunomi", "ja", "es")]
    page = desk.page("/glossary")
    assert "Suggested by corrections" not in page
    assert "From a suggestion" in page
    again = desk.post(f"/glossary/suggestions/{first}/acceptance")
    assert again.status_code == 303
    assert "answered already" in desk.page(again.location)


def test_a_suggestion_that_somebody_added_by_hand_is_no_longer_shown(desk: Desk) -> None:
    waits = suggestion(desk)
    desk.post("/glossary", {"term": "湯呑"})
    assert "Suggested by corrections" not in desk.page("/glossary")
    desk.post("/glossary/1/removal")
    desk.post("/glossary", {"term": "湯呑", "translation": "taza", "source": "ja", "target": "es"})
    answer = desk.post(f"/glossary/suggestions/{waits}/acceptance")
    assert "in the glossary already" in desk.page(answer.location)


def test_one_shops_words_are_nothing_to_another(desk: Desk, mei: Shop) -> None:
    with desk.database.transaction() as session:
        session.add(GlossaryTerm(shop_id=mei.id, term="Oolong Secret", created_at=cast.NOON))
    theirs = suggestion(desk, mei, term="Mei Secret")
    assert "Secret" not in desk.page("/glossary")
    assert "Secret" not in desk.page("/glossary?q=secret")
    assert "Secret" not in desk.get("/glossary.csv").text
    for path in ("/glossary/1", "/glossary/1/removal", f"/glossary/suggestions/{theirs}/acceptance"):
        assert desk.post(path, {"term": "Mine"}).status_code == 404
    assert "New: 1" in look(desk, "Oolong Secret")[0]
    assert kept(desk, mei) == [("Oolong Secret", "", "", "")]


def test_a_file_is_looked_at_before_it_is_imported(desk: Desk) -> None:
    desk.post("/glossary", {"term": "Asagao"})
    desk.post("/glossary", {"term": "Bowl"})
    file = (
        HEADER
        + "asagao,朝顔,,,\r\nBowl,,,,\r\n\r\nCup,taza,en,es,round\r\nx,,,,\r\nPlate,plato,??,es,\r\ncup,vaso,en,es,\r\n"
    )
    text, fields = look(desk, file)
    for words in ("New: 1", "Changed: 1", "As it is: 1", "Wrong: 3", "before: Never translate", "Import 2 terms"):
        assert words in text
    assert "Line 6: " in text
    assert "The same term stands in line 5 already." in text
    assert "“??” is not a language" in text
    assert (len(kept(desk)), version(desk)) == (2, 2)
    answer = send(desk, "/glossary/imports", file, **fields)
    assert "1 terms were added and 1 changed." in answer.text
    assert "3 wrong lines were left out." in answer.text
    assert kept(desk) == [("Bowl", "", "", ""), ("Cup", "taza", "en", "es"), ("asagao", "朝顔", "", "")]
    assert version(desk) == 3


def test_what_was_not_looked_at_is_not_imported(desk: Desk) -> None:
    _text, fields = look(desk, "Cup,taza\n")
    other = send(desk, "/glossary/imports", "Bowl,cuenco\n", **fields)
    assert "Import 1 terms" in other.text
    assert "Bowl" in other.text
    desk.post("/glossary", {"term": "Cup"})
    late = send(desk, "/glossary/imports", "Cup,taza\n", **fields)
    assert "Changed: 1" in late.text
    assert kept(desk) == [("Cup", "", "", "")]
    assert send(desk, "/glossary/imports", "Cup,taza\n").status_code == 200
    assert kept(desk) == [("Cup", "", "", "")]


JAPANESE = "用語,訳語,原文の言語,訳文の言語,メモ\r\n湯呑,taza,ja,es,丸い\r\n"
READ = [(2, Given("湯呑", "taza", "ja", "es", "丸い"))]


@pytest.mark.parametrize(
    "content",
    [
        JAPANESE.encode(),
        JAPANESE.encode("utf-8-sig"),
        JAPANESE.encode("cp932"),
        JAPANESE.encode("utf-16"),
        JAPANESE.replace(",", "\t").encode("utf-16"),
        JAPANESE.replace(",", ";").encode(),
        JAPANESE.replace("\r\n", "\n").encode(),
        JAPANESE.replace("\r\n", "\r").encode(),
        'term;note;target;source;translation;price\n湯呑;"丸い";es;ja;taza;3,50\n'.encode(),
        "Note,Source language,Target language,Source term,Target term\n丸い,ja,es,湯呑,taza\n".encode(),
    ],
)
def test_files_are_read_as_spreadsheets_write_them(content: bytes) -> None:
    assert glossary_reading.read(content) == READ


def test_a_file_without_names_of_columns_is_read_in_our_order() -> None:
    lines = glossary_reading.read(b'Asagao\n\n"two\nlines",x\nBowl,Bowl,en\nlast,,,,note,and,more\n')
    assert lines == [
        (1, Given("Asagao")),
        (3, Given("two\nlines", "x")),
        (5, Given("Bowl", "", "en")),
        (6, Given("last", "", "", "", "note")),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file."),
        (b"PK\x03\x04rest", "This is a workbook."),
        (b"\xff\xfe\x00", "cannot be read"),
        ("Größe,taille".encode("latin-1"), "cannot be read"),
        (b"\x81\x00\xfc\xfc", "cannot be read"),
        (HEADER.encode(), "There are no terms in this file."),
        (b" \n,,,\n", "There are no terms in this file."),
        (b"Cup\n" * 5001, "at most 5,000 lines"),
        (b'"' + b"x" * 200_000 + b'"', "no table"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(desk: Desk, content: bytes, words: str) -> None:
    for path in ("/glossary/import_previews", "/glossary/imports"):
        answer = send(desk, path, content)
        assert (answer.status_code, words in answer.text) == (422, True), answer.text
    assert desk.post("/glossary/import_previews").status_code == 422


def test_a_large_file_is_read_and_imported_whole(desk: Desk) -> None:
    file = HEADER + "".join(f"Term {number},訳語 {number},en,ja,{'n' * 50}\n" for number in range(5000))
    text, fields = look(desk, file)
    assert "New: 5,000" in text
    assert "and 4,900 more" in text
    assert "5,000 terms were added" in send(desk, "/glossary/imports", file, **fields).text
    assert "These are 1 more than the 5,000 terms" in look(desk, "One more,x")[0]
    assert (len(kept(desk)), version(desk)) == (5000, 1)


def test_what_is_exported_is_read_again_as_it_was(desk: Desk) -> None:
    words = ["Hana", "=1+1 cup", "'=x", "''+x", "'quoted'", "-5 off", "＝x", 'a "b", c', "@home", "a;b"]
    for word in words:
        assert desk.post("/glossary", {"term": word, "translation": f"{word} x", "note": word}).status_code == 303
    answer = desk.get("/glossary.csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="glossary-')
    cells = [cell for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(spreadsheets.DANGEROUS)]
    text, _fields = look(desk, answer.data)
    assert f"As it is: {len(words)}" in text
    assert "There is nothing to import." in text


WORDS = st.text("ab'=+-@＝ ,;\"\té湯", min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.builds(Given, WORDS, WORDS, st.sampled_from(["", "ja"]), st.just(""), WORDS), min_size=1, max_size=5)
)
def test_any_words_survive_the_way_into_a_file_and_back(given_terms: list[Given]) -> None:
    good = []
    for one in given_terms:
        try:
            good.append(terms.read(one))
        except Rejected:
            continue
    rows = [[glossary_reading.written(getattr(one, name)) for name in glossary_reading.COLUMNS] for one in good]
    content = b"".join(spreadsheets.lines(glossary_reading.COLUMNS, rows))
    if good:
        assert [terms.read(one) for _line, one in glossary_reading.read(content)] == good


def test_the_pages_speak_japanese(desk: Desk) -> None:
    desk.change(desk.agent, locale="ja-JP", language="ja")
    desk.post("/glossary", {"term": "Hana"})
    page = desk.page("/glossary")
    assert "用語集" in page
    assert "翻訳しない" in page
    assert "1文字の語はどの単語にも含まれてしまいます。" in desk.post("/glossary", {"term": "x"}).text
    assert "5,000行" in desk.page("/glossary/import")
    assert "新規：1" in look(desk, "Cup,taza\n")[0]


def test_words_written_from_right_to_left_stay_on_their_side_of_the_arrow(desk: Desk) -> None:
    desk.post("/glossary", {"term": "كوب", "translation": "ספל"})
    page = desk.get("/glossary").text
    assert '→ <bdi class="strong">ספל</bdi>' in page
    assert re.search(r"<bdi><a [^>]*>كوب</a></bdi>", page)
    plan, _sent = look(desk, "term,translation\nشاي,תה\n")
    assert '<bdi class="strong">شاي</bdi> → <bdi>תה</bdi>' in plan
