"""Agencies are chosen from a list of checkboxes, and hundreds of them from lists that are folded by kind."""

import lxml.html
import pytest
from django import forms

from learningloop.kit.picking import PickManyField
from learningloop.people.models import Agency
from learningloop.people.policy import agencies_on
from learningloop.people.tests.test_choice_or_words import found


class Who(forms.Form):
    agencies = PickManyField(Agency.objects.none(), kind="kind", to_field_name="slug", required=False)

    def __init__(self, board, data=None, initial=None):
        super().__init__(data, initial=initial)
        self.fields["agencies"].queryset = agencies_on(board)


@pytest.fixture
def many(world):
    found(board=world.board, number=90, by=world.people["officer"])
    return world.board


def page(form):
    return lxml.html.fromstring(f"<div>{form}</div>")


def test_a_few_stay_one_list_in_the_order_of_names(world):
    labels = page(Who(world.board)).xpath("//label[contains(@class, 'checkboxes')]/text()")
    names = list(agencies_on(world.board).values_list("name", flat=True))
    assert [label.strip() for label in labels] == sorted(names, key=str.casefold)


def test_many_are_folded_by_kind_and_those_chosen_stand_on_top(many):
    tree = page(Who(many, initial={"agencies": ["school-7", "oak-lane"]}))
    assert tree.xpath("//details/summary[starts-with(text(), 'School')]/text()") == ["School (89)"]
    on_top = tree.xpath("//input[@name='agencies'][not(ancestor::details)]")
    assert [box.get("value") for box in on_top] == ["oak-lane", "school-7"]
    assert all(box.get("checked") is not None for box in on_top)
    assert not tree.xpath("//details//input[@checked]")


def test_each_of_many_has_a_label_of_its_own(many):
    tree = page(Who(many))
    boxes, labels = tree.xpath("//input/@id"), tree.xpath("//label/@for")
    assert len(set(boxes)) == len(boxes) == Agency.objects.filter(boards=many).count() + 1
    assert set(boxes) <= set(labels)
    assert "id_agencies_0" in boxes


def test_the_box_that_searches_sends_nothing(many):
    [box] = page(Who(many)).xpath("//input[@type='search']")
    assert box.get("name") is None


def test_what_is_chosen_of_many_is_taken_and_what_is_not_offered_is_refused(many):
    form = Who(many, data={"agencies": "oak-lane"})
    form.data = type("Sent", (dict,), {"getlist": lambda self, name: [self[name]]})(form.data)
    assert form.is_valid()
    assert [agency.slug for agency in form.cleaned_data["agencies"]] == ["oak-lane"]
    assert "Oak Lane &amp; Co" in str(form)
