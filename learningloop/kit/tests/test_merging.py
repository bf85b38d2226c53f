"""What differs between two texts, and what becomes of two changes of one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learningloop.kit.merging import compared, merged
from learningloop.kit.seen import Began, read

WORDS = st.lists(
    st.sampled_from(["the ", "child", " was ", "not\n", "seen. ", "Nobody ", "asked", "!", ""]), max_size=14
)
TEXT = WORDS.map("".join)


@given(TEXT, TEXT)
def test_comparing_loses_nothing_and_marks_what_is_on_one_side_only(one, other):
    left, right = compared(one, other)
    assert "".join(text for text, _alone in left) == one
    assert "".join(text for text, _alone in right) == other
    same = ["".join(text for text, alone in side if not alone) for side in (left, right)]
    assert same[0] == same[1]
    if one == other:
        assert not any(alone for _text, alone in [*left, *right])


@given(TEXT, TEXT)
def test_who_changed_nothing_stands_in_nobodys_way(former, now):
    assert merged(former, former, now) == merged(former, now, former) == merged(former, now, now) == now


@given(TEXT, TEXT, TEXT)
def test_merging_does_not_depend_on_who_came_first(former, mine, theirs):
    assert merged(former, mine, theirs) == merged(former, theirs, mine)


@given(TEXT, TEXT, TEXT)
def test_nothing_that_either_added_is_lost(former, mine, theirs):
    together = merged(former, mine, theirs)
    assume(together is not None)
    for side in (mine, theirs):
        for text, alone in compared(former, side)[1]:
            assert not alone or text in together


@given(TEXT, TEXT, TEXT)
def test_changes_in_two_places_come_together(mine, theirs, between):
    """With something between that both kept, and that stands nowhere else."""
    middle = f" kept1 {between} kept2 "
    told = merged(f"one{middle}two", f"{mine} one{middle}two", f"one{middle}two {theirs}")
    assert told == f"{mine} one{middle}two {theirs}"


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [
        ("The boy was seen.", "The child was not seen.", "The boy was not seen."),
        ("The child was seen. Twice.", "A child was seen.", "A child was seen. Twice."),
        ("The boy was seen.", "The girl was seen.", None),
        ("The child was seen. Once.", "The child was seen. Twice.", None),
        ("", "The child was not seen.", None),
    ],
)
def test_two_changes_of_a_sentence(mine, theirs, together):
    assert merged("The child was seen.", mine, theirs) == together


def test_a_long_text_is_compared_by_the_sentence():
    text = "One sentence here. " * 4000
    left, _right = compared(text, text.replace("One", "Two", 1))
    assert ("One sentence here. ", True) in left


@given(
    st.integers(0, 10**9),
    st.dictionaries(st.text("abc_", min_size=1), TEXT),
    st.lists(st.text("abc_", min_size=1)),
)
def test_what_the_hidden_field_bears_is_read_again(state, answers, asked):
    began = Began(state, answers, state + 1, tuple(asked))
    assert read(began.written()) == began


@pytest.mark.parametrize("written", ["x", "1.@@", "1.AAAA", "..", "1.eJw=", "9" * 5000 + ".x"])
def test_what_cannot_be_read_counts_as_the_oldest_state(written):
    assert read(written).state in (0, 1)
    assert read("") is None
