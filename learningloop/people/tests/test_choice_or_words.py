"""An agency is chosen from a short list, and asked for by its name where a board has hundreds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learningloop.kit.forms import ChoiceOrWords, FilterForm
from learningloop.people.events import AGENCY_ADDED
from learningloop.people.models import Agency
from learningloop.people.policy import agencies_on
from learningloop.trail.operations import log, operation


class Where(FilterForm):
    school = ChoiceOrWords(label="School")

    def __init__(self, data, board):
        super().__init__(data)
        self.fields["school"].offer(agencies_on(board).values_list("slug", "name"))


@operation
def found(*, board, number, by):
    named = {f"school-{n}": f"School {n:03}" for n in range(1, number)} | {"oak-lane": "Oak Lane & Co"}
    rows = Agency.objects.bulk_create(Agency(slug=slug, name=name, kind="school") for slug, name in named.items())
    board.agencies.add(*rows)
    for row in rows:
        log(AGENCY_ADDED, row, name=row.name)


@pytest.fixture
def many(world):
    found(board=world.board, number=500, by=world.people["officer"])
    return world.board


def test_a_short_list_is_chosen_from_in_the_order_of_names(world):
    found(board=world.board, number=20, by=world.people["officer"])
    choices = Where({}, world.board).fields["school"].choices
    names = list(agencies_on(world.board).values_list("name", flat=True))
    assert [name for _, name in choices] == ["Any", *sorted(names, key=str.casefold)]
    assert "<select" in str(Where({}, world.board))


def test_a_long_list_is_asked_by_name_and_not_read(many):
    with CaptureQueriesContext(connection) as asked:
        form = Where({"school": "oak-lane"}, many)
        assert form.is_valid()
    assert all("LIMIT" in one["sql"] for one in asked.captured_queries)
    assert 'type="text"' in str(form)
    assert 'value="Oak Lane &amp; Co"' in str(form)


@pytest.mark.parametrize("words", ["oak lane", "Oak Lane & Co", "oak-lane", " OAK "])
def test_part_of_a_name_is_enough_where_no_other_has_it(many, words):
    form = Where({"school": words}, many)
    assert form.is_valid()
    assert form.cleaned_data["school"] == "oak-lane"


def test_a_whole_name_is_meant_before_a_part_of_others(many):
    form = Where({"school": "school 001"}, many)
    assert form.is_valid()
    assert form.cleaned_data["school"] == "school-1"


def test_a_name_that_none_has_is_asked_again_and_stays_in_the_box(many):
    form = Where({"school": "elm"}, many)
    assert "There is none called “elm”" in form.errors["school"][0]
    assert 'value="elm"' in str(form)


def test_part_of_several_names_tells_some_of_them(many):
    [told] = Where({"school": "chool 04"}, many).errors["school"]
    assert told.startswith("“chool 04” is part of 10 names: School 040, School 041, School 042")
