"""Versions of a framework: each can be read, with its days, who approved it and what it changed."""

import pytest

from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.queries import current_version, periods
from learningloop.frameworks.rules.differences import marked
from learningloop.trail.operations import SYSTEM
from tests.world import framework

LONG = "To learn from experience, from what children say, and from what those who work with them every day see"


@pytest.fixture
def two(world):
    """A second version of Eastshire's framework: the purpose reworded, the audit called otherwise."""
    first = world.version.document
    purpose = (first.purpose[0].model_copy(update={"text": LONG}),)
    kinds = tuple(
        kind.model_copy(update={"name": "Practice audit"}) if kind.key == "audit" else kind
        for kind in first.source_kinds
    )
    changed = first.model_copy(update={"purpose": purpose, "source_kinds": kinds})
    return load_framework(framework=changed, by=SYSTEM)


@pytest.fixture
def reader(world, signed_in):
    return signed_in(world.people["practitioner"])


def test_the_newest_whose_day_has_come_is_in_force(world, two):
    assert current_version(world.board) == two
    second, first = periods(world.board)
    assert second.is_in_force
    assert not first.is_in_force
    assert first.was_replaced_at_once


def test_every_version_is_listed_and_can_be_read(two, reader):
    page = reader.get("/eastshire/framework/versions/").content.decode()
    assert page.index("Version 2") < page.index("Version 1")
    assert "another version took its place the same day" in page
    assert "The first version" in page
    first = reader.get("/eastshire/framework/versions/1/").content.decode()
    assert "This is not the version in force." in first
    assert LONG not in first
    assert LONG in reader.get("/eastshire/framework/versions/2/").content.decode()
    assert LONG in reader.get("/eastshire/framework/").content.decode()
    assert reader.get("/eastshire/framework/versions/3/").status_code == 404


def test_what_a_version_changed_is_told_under_its_headings_with_long_texts_marked(two, reader):
    page = reader.get("/eastshire/framework/versions/2/changes/").content.decode()
    assert "2 differences, in the order of the document." in page
    assert "<ins>experience, from what children say," in page
    assert (
        "The kind of source &#x27;Audit&#x27;: name was &#x27;Audit&#x27;, is now &#x27;Practice audit&#x27;"
        in page
    )
    assert page.index(">Purpose</h2>") < page.index(">Kinds of source</h2>")
    first = reader.get("/eastshire/framework/versions/1/changes/").content.decode()
    assert "This is the first version." in first


def test_any_version_can_be_taken_away(two, reader):
    for number in (1, 2):
        answer = reader.get(f"/eastshire/framework/versions/{number}/download/yaml/")
        assert f"eastshire-framework-{number}.yaml" in answer.headers["Content-Disposition"]
        assert (b"children say" in answer.content) is (number == 2)


def test_a_version_of_another_board_is_not_found(two, reader):
    assert reader.get("/westshire/framework/versions/1/").status_code == 404


def test_the_list_costs_the_same_however_many(world, reader, django_assert_num_queries):
    reader.get("/eastshire/framework/versions/")
    with django_assert_num_queries(5):
        reader.get("/eastshire/framework/versions/")
    for name in ("A", "B", "C"):
        load_framework(framework=framework("eastshire", f"East{name}", "ESCB"), by=SYSTEM)
    reader.get("/eastshire/framework/versions/")
    with django_assert_num_queries(5):
        reader.get("/eastshire/framework/versions/")


@pytest.mark.parametrize(
    ("was", "now", "before", "after"),
    [
        ("a b c", "a x c", [("a", False), ("b", True), ("c", False)], [("a", False), ("x", True), ("c", False)]),
        ("a", "a b", [("a", False)], [("a", False), ("b", True)]),
        ("", "a", [], [("a", True)]),
        ("a b", "a b", [("a b", False)], [("a b", False)]),
    ],
)
def test_words_that_the_other_text_lacks_are_marked(was, now, before, after):
    assert marked(was, now) == (before, after)
