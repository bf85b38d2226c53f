from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from learningloop.kit import slots
from learningloop.kit.slots import Panel, Slot, Tab


def late(thing, person):
    return Tab("Late", "/late/")


def early(thing, person):
    return Tab("Early", "/early/", count=3)


def other(thing, person):
    return None


def test_fillers_come_in_their_order_whoever_was_first():
    one, two = Slot("one"), Slot("two")
    one.fill(late, 90), one.fill(other), one.fill(early, 10)
    two.fill(early, 10), two.fill(late, 90), two.fill(other)
    assert one.fillers() == two.fillers() == [early, other, late]


def test_filling_twice_is_once():
    slot = Slot("tabs")
    slot.fill(early)
    slot.fill(early)
    assert slot.fillers() == [early]


def test_there_are_six_slots_and_no_more():
    assert sorted(slots.SLOTS) == [
        "framework.uses", "home.waiting", "record.later", "records.tags", "source.page", "source.tabs"
    ]  # fmt: skip
    with pytest.raises(KeyError):
        slots.fill("home.weather", early)


def below(record, person):
    return [Panel(f"Made of {record}", "kit/parts/next.html", {"what": "Look again"})]


def not_mine(record, person):
    return []


def test_a_record_shows_what_later_stages_made_of_it(monkeypatch):
    slot = Slot("record.later")
    monkeypatch.setattr(slots, "RECORD_LATER", slot)
    slot.fill(below), slot.fill(not_mine)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    made = Template("{% load later %}{% later record %}").render(Context({"request": request, "record": "<A-1>"}))
    assert '<h2 class="govuk-heading-m">Made of &lt;A-1&gt;</h2>' in made
    assert "Look again" in made


def agreed(records, person):
    return {one.pk: slots.Tag("<Agreed>", "well") for one in records if one.pk == 1}


def tardy(records, person):
    return {one.pk: slots.Tag("Late") for one in records}


def test_each_record_of_a_list_bears_what_later_stages_say_of_it(monkeypatch):
    slot = Slot("records.tags")
    monkeypatch.setattr(slots, "RECORDS_TAGS", slot)
    slot.fill(agreed), slot.fill(tardy)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    rows = [SimpleNamespace(pk=1), SimpleNamespace(pk=2)]
    page = "{% load later %}{% later_tags rows as tags %}{{ tags|tags_of:rows.0 }}|{{ tags|tags_of:rows.1 }}"
    first, second = Template(page).render(Context({"request": request, "rows": rows})).split("|")
    assert "&lt;Agreed&gt;" in first and "Late" in first and "kit-tag--well" in first
    assert "Agreed" not in second and "Late" in second
