"""The chain: any single change, removal, insertion or swap is found, and the first is named."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.trail.rules import Entry, Head, canonical, digest_of, first_fault, genesis, link_of

CHAIN = "event/eastshire"
SALT = "00" * 16
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
CONTENTS = st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=3), min_size=1, max_size=12)


def chained(contents, chain=CHAIN):
    entries, link = [], genesis(chain)
    for position, content in enumerate(contents, 1):
        digest = digest_of(content, SALT)
        link = link_of(link, chain, position, digest)
        entries.append(Entry(position, content, SALT, digest, link))
    return entries, Head(chain, len(entries), link)


def test_the_form_is_the_one_that_is_documented():
    """Golden values: were one of them to change, no trail written before could be verified."""
    content = {"kind": "action.closed", "facts": {"b": 1.0, "a": "Zoë"}, "at": "2026-11-21T07:14:15.000001+00:00"}
    assert canonical(content) == (
        '{"at":"2026-11-21T07:14:15.000001+00:00","facts":{"a":"Zoë","b":1},"kind":"action.closed"}'
    )
    digest = digest_of(content, SALT)
    assert genesis(CHAIN) == GENESIS
    assert digest == DIGEST
    assert link_of(genesis(CHAIN), CHAIN, 1, digest) == LINK


GENESIS = "9efe2967554e144309bc82fdd44197542ec8c0261d699459afe501002ebaf201"
DIGEST = "c5ebfba4220b22c0e18f5ca3dea4cafad0aa7eb6da46752edfbb726d50f6f92d"
LINK = "a7502036e476f2cebfd22dee97b2011dc2c6e81d1d33ee9fc89a59d510ba4359"


@pytest.mark.parametrize(("value", "form"), [(1e20, "1" + "0" * 20), (1.5e300, "15" + "0" * 299), (0.1, "0.1")])
def test_a_number_is_written_as_either_database_gives_it_back(value, form):
    assert canonical(value) == form == canonical(json.loads(form))


@given(CONTENTS)
def test_an_untouched_chain_is_whole(contents):
    entries, head = chained(contents)
    assert first_fault(entries, head) is None
    assert first_fault(entries, head, kept=head) is None


@given(CONTENTS, st.data())
def test_a_change_is_found_where_it_was_made(contents, data):
    entries, head = chained(contents)
    at = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(VALUES.map(lambda value: {"other": value}).filter(lambda one: one != entries[at].content))
    entries[at] = replace(entries[at], content=other)
    assert first_fault(entries, head).position == at + 1


@given(CONTENTS, st.data())
def test_a_change_with_its_digest_and_link_written_anew_is_found(contents, data):
    entries, head = chained(contents)
    at = data.draw(st.integers(0, len(entries) - 1))
    digest = digest_of({"forged": True}, SALT)
    link = link_of(entries[at - 1].link if at else genesis(CHAIN), CHAIN, at + 1, digest)
    entries[at] = Entry(at + 1, {"forged": True}, SALT, digest, link)
    fault = first_fault(entries, head)
    assert fault.position in (at + 1, at + 2)


@given(CONTENTS, st.data())
def test_a_removal_is_found_where_it_was_made(contents, data):
    entries, head = chained(contents)
    at = data.draw(st.integers(0, len(entries) - 1))
    del entries[at]
    assert first_fault(entries, head).position == at + 1


@given(CONTENTS.filter(lambda contents: len(contents) > 1), st.data())
def test_a_removal_with_the_rest_moved_up_is_found(contents, data):
    entries, head = chained(contents)
    at = data.draw(st.integers(0, len(entries) - 2))
    moved = [replace(entry, position=entry.position - 1) for entry in entries[at + 1 :]]
    assert first_fault(entries[:at] + moved, replace(head, length=head.length - 1)).position == at + 1


@given(CONTENTS.filter(lambda contents: len(contents) > 1), st.data())
def test_a_swap_is_found_at_the_first_of_the_two(contents, data):
    entries, head = chained(contents)
    one, other = sorted(data.draw(st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True)))
    first, second = entries[one], entries[other]
    entries[one], entries[other] = replace(second, position=one + 1), replace(first, position=other + 1)
    assert first_fault(entries, head).position == one + 1


@given(CONTENTS, st.data())
def test_what_is_put_in_is_found(contents, data):
    entries, head = chained(contents)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries.insert(at + 1, replace(entries[at], content={"forged": True}))
    assert first_fault(entries, head).position == at + 1


@given(CONTENTS, st.data())
def test_a_cut_end_is_found_even_when_the_head_was_mended(contents, data):
    entries, head = chained(contents)
    left = data.draw(st.integers(0, len(entries) - 1))
    cut, _ = chained(contents[:left])
    assert first_fault(cut, head).position == left + 1
    mended = Head(CHAIN, left, cut[-1].link if cut else genesis(CHAIN))
    assert first_fault(cut, mended) is None, "which is why an end is kept outside"
    assert first_fault(cut, mended, kept=head).position == left + 1


@given(CONTENTS, CONTENTS)
def test_a_chain_written_anew_does_not_pass_through_the_end_that_was_kept(contents, more):
    _, kept = chained(contents)
    entries, head = chained([{"forged": True}, *contents[1:], *more])
    assert first_fault(entries, head, kept=kept).position == kept.length


@given(CONTENTS)
def test_a_chain_that_grew_passes_through_the_end_that_was_kept(contents):
    _, kept = chained(contents)
    entries, head = chained([*contents, {"later": 1}])
    assert first_fault(entries, head, kept=Head.read(str(kept))) is None


@given(CONTENTS, st.data())
def test_an_erased_entry_must_be_said_to_be_erased(contents, data):
    entries, head = chained(contents)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = replace(entries[at], content=None, salt="")
    assert first_fault(entries, head).position == at + 1
    assert first_fault(entries, head, erased={at + 1}) is None


@given(CONTENTS)
def test_an_entry_belongs_to_its_own_chain(contents):
    entries, head = chained(contents)
    assert first_fault(entries, replace(head, chain="event/westshire")).position == 1
