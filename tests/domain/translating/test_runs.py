"""What the memory knows is not asked for again, and the whole reads as one text in its language."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.translating.runs import compose, digests, plan
from app.domain.translating.segments import digest


def remembered(**known):
    return {digest(text): said for text, said in known.items()}


def test_sentences_the_memory_does_not_know_stay_together():
    runs = plan("One. Two. Three. Four.", {digest("Three."): "Drei."})
    assert [(run.text, run.known) for run in runs] == [("One. Two.", ""), ("Three.", "Drei."), ("Four.", "")]


def test_paragraphs_are_parted_where_a_change_should_cost_one():
    assert [run.text for run in plan("One. Two.\n\nThree.", {}, by_paragraph=True)] == ["One. Two.", "Three."]
    assert [run.text for run in plan("One. Two.\n\nThree.", {})] == ["One. Two.\n\nThree."]


def test_between_japanese_sentences_no_space_is_left_and_between_others_one_is_made():
    runs = plan("One. Two.", {digest("One."): "一。", digest("Two."): "二。"})
    assert compose(runs, [run.known for run in runs], "ja") == "一。二。"
    runs = plan("一。二。", {digest("一。"): "One.", digest("二。"): "Two."})
    assert compose(runs, [run.known for run in runs], "en") == "One. Two."


def test_lines_stay_lines():
    runs = plan("  Hello\n- one\n- two\n", {digest("- one"): "- eins"})
    assert compose(runs, [run.known or run.text for run in runs], "de") == "  Hello\n- eins\n- two\n"


@given(st.text(alphabet=st.sampled_from("aB .\n"), max_size=60), st.booleans())
def test_untouched_texts_come_out_as_they_went_in(text, by_paragraph):
    runs = plan(text, {}, by_paragraph=by_paragraph)
    assert "".join(run.text + run.gap for run in runs) == text


@given(
    st.lists(st.sampled_from(["One.", " Two.", "\n\n", " Three.", " "]), max_size=8).map("".join),
    st.sets(st.sampled_from(["One.", "Two.", "Three."])),
    st.booleans(),
)
def test_whatever_was_asked_of_a_text_can_be_found_by_the_text(text, known, by_paragraph):
    asked = plan(text, remembered(**dict.fromkeys(known, "x")), by_paragraph=by_paragraph)
    assert {run.digest for run in asked if not run.known and run.text.strip()} <= digests(text)
