"""How words are taken apart, reduced to stems, and shown in context."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.search.rules.passages import hits, marked, passage
from learningloop.search.rules.stems import stem
from learningloop.search.rules.words import bare, folded, plain, question, weights, words

FAMILIES = [
    "neglect neglects neglected neglecting neglectful",
    "chronology chronologies",
    "agency agencies",
    "safeguard safeguards safeguarded safeguarding",
    "supervise supervises supervised supervising supervision supervisor",
    "prioritise prioritised prioritize prioritization prioritisation",
    "assess assesses assessed assessment assessments",
    "train trains trained training",
    "child children",
    "cry cries cried crying",
    "hop hops hopped hopping",
    "file files filed filing",
    "monitor monitored monitoring",
    "improve improves improved improving improvement",
    "abuse abuses abused abusing abusive",
    "agree agreed agreeing agrees",
]
TEXT = st.text(alphabet=st.sampled_from("ab cdeé'’-.,\n“”İß1234567890ﬁSRZ"), max_size=120)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_forms_of_a_word_have_one_stem(family):
    assert len({stem(word) for word in family.split()}) == 1


def test_words_that_mean_something_else_keep_their_own_stems():
    told = ["health", "heal", "police", "person", "review", "revise", "school", "scholar", "risk", "brisk"]
    assert len({stem(word) for word in told}) == len(told)


def test_a_text_is_words_in_small_letters_without_accents_or_possessives():
    told = [word for word, _start, _end in words("Zoë’s file: A-2026-031, the café's 9 of 12 O'Brien")]
    assert told == ["zoe", "file", "a-2026-031", "the", "cafe", "9", "of", "12", "obrien"]


@given(TEXT)
def test_folding_keeps_each_letter_in_its_place(text):
    assert len(folded(text)) == len(text)
    for word, start, end in words(text):
        assert 0 <= start < end <= len(text)
        assert word


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_a_stem_is_never_empty_nor_longer_than_its_word_by_more_than_a_letter(word):
    assert bool(stem(word)) == bool(word)
    assert len(stem(word)) <= len(word) + 1


def test_a_title_counts_more_than_a_text_and_repeating_has_an_end():
    told = weights(bare("Neglect of a child"), bare("neglect neglected neglect neglecting neglect; missing"))
    assert told["neglect"] > told["child"] > told["miss"]
    assert told["neglect"] == told["child"] + 3
    assert "of" not in told


@pytest.mark.parametrize(
    ("typed", "stems", "phrases", "reference"),
    [
        ("Neglected children", ["neglect", "child"], (), ""),
        ("the voice of the child", ["voic", "child"], (), ""),
        ('"voice of the child" neglect', ["voic", "child", "neglect"], (" voice of the child ",), ""),
        ("“not seen”", ["see"], (" not seen ",), ""),
        ('"unclosed phrase', ["unclos", "phrase"], (), ""),
        ("a 2026 31", ["a-2026-031"], (), "A-2026-031"),
        ("A-2026-031", ["a-2026-031"], (), "A-2026-031"),
        ("the of", [], (), ""),
        ("", [], (), ""),
        ("%_\\'; drop", ["drop"], (), ""),
    ],
)
def test_what_was_typed_is_understood(typed, stems, phrases, reference):
    asked = question(typed)
    assert (asked.stems, asked.phrases, asked.reference) == (stems, phrases, reference)
    assert asked.empty is (not stems)


@given(TEXT, TEXT)
def test_a_phrase_is_found_where_its_words_stand_together(before, after):
    assert " seen by nobody " in plain(f"{before} seen, by “nobody” {after}")
    assert " seen by nobody " not in plain("seen by nobodys")


@given(TEXT, st.sets(st.sampled_from(["ab", "cde", "a", "1"])))
def test_marking_loses_nothing(text, stems):
    parts = marked(text, hits(text, stems))
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)


@given(TEXT, st.integers(20, 80))
def test_a_passage_is_a_stretch_of_the_text(text, length):
    told = "".join(part.text for part in passage(text, hits(text, {"ab"}), length))
    inside = told.removeprefix("… ").removesuffix(" …") if len(text) > length else told
    assert inside in text
    assert len(inside) <= max(length, 1)


def test_a_passage_shows_the_words_that_were_looked_for_and_marks_them():
    text = "Nothing of note. " * 40 + "Chronologies were not kept. " + "More of the same. " * 40
    parts = passage(text, hits(text, {stem("chronology")}))
    assert [part.text for part in parts if part.found] == ["Chronologies"]
    assert parts[0].text == "… "
    assert parts[-1].text == " …"


def test_a_beginning_marks_every_word_that_begins_so():
    assert hits("chronology chronic cold", (), ["chron"]) == [(0, 10), (11, 18)]
