"""Judging the effect of a finished action."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.operations import JudgedTooEarly
from learningloop.people.models import Group
from learningloop.sources.register.operations import record_source
from learningloop.trail.models import Event, Reading
from tests.loop import ON, accepted, agreed, closed, reported

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.fixture
def answers(world):
    return {
        "evidence": "9 of 12 files", "verdict": "practice", "why": "The files say so", "on": "2026-07-15",
        "group": world.groups["audit"].pk, "shown_by": "", "again_on": "",
    }  # fmt: skip


def url(action):
    return reverse("evaluation:carry_out", args=["eastshire", action.reference])


def confirm(client, action, answers, **more):
    return client.post(url(action), {**answers, "confirmed": "1", **more}, follow=True)


def test_judges_after_a_look_at_the_answers(world, action, answers, signed_in):
    client = signed_in(world.people["group_chair"])
    page = client.post(url(action), answers).content.decode()
    assert "Check your answers" in page and "Practice changed. People work differently" in page
    assert not Evaluation.objects.exists()
    response = confirm(client, action, answers)
    assert response.redirect_chain == [("/eastshire/evaluations/E-2026-001/", 302)]
    assert "Practice changed" in response.content.decode() and "9 of 12 files" in response.content.decode()
    assert Event.objects.filter(kind="evaluation.carried-out", actor_id=world.people["group_chair"].pk).exists()


def test_what_was_answered_can_be_changed(world, action, answers, signed_in):
    form = signed_in(world.people["officer"]).post(url(action), {**answers, "change": "1"}).context["form"]
    assert form["why"].value() == "The files say so" and not form.errors
    assert not Evaluation.objects.exists()


def test_the_form_says_what_each_verdict_means(world, action, answers, signed_in):
    client = signed_in(world.people["officer"])
    page = client.get(url(action)).content.decode()
    assert "Not improved or reversed. It is as it was, or worse again. The thread reopens" in page
    assert "Re-audit" in page and "Ten files read" in page
    assert (
        "The thread reopens" in client.post(url(action), {**answers, "verdict": "not-improved"}).content.decode()
    )


def test_files_are_kept_with_it(world, action, answers, signed_in):
    client = signed_in(world.people["officer"])
    file = SimpleUploadedFile("audit.txt", b"Nine of twelve")
    page = confirm(client, action, answers, uploads=[file]).content.decode()
    stored = Evaluation.objects.get().files.get()
    assert "audit.txt" in page
    address = reverse("evaluation:file", args=["eastshire", "E-2026-001", stored.key])
    assert b"".join(client.get(address).streaming_content) == b"Nine of twelve"


def test_a_file_that_is_refused_loses_no_answer(world, action, answers, signed_in):
    file = SimpleUploadedFile("audit.exe", b"MZ\x00\x01")
    page = confirm(signed_in(world.people["officer"]), action, answers, uploads=[file]).content.decode()
    assert "audit.exe cannot be taken" in page and 'name="why" value="The files say so"' in page
    assert not Evaluation.objects.exists()


def test_a_second_press_records_nothing_twice(world, action, answers, signed_in):
    client = signed_in(world.people["officer"])
    confirm(client, action, answers)
    assert "Nothing was recorded twice" in confirm(client, action, answers).content.decode()
    assert Evaluation.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"evidence": ""}, "evidence"),
        ({"evidence": "x" * 100_000}, "evidence"),
        ({"why": " "}, "why"),
        ({"verdict": ""}, "verdict"),
        ({"verdict": "splendid"}, "verdict"),
        ({"verdict": "unknown"}, "again_on"),
        ({"verdict": "no-evidence", "again_on": "2026-07-15"}, "again_on"),
        ({"again_on": "2026-07-01"}, "again_on"),
        ({"again_on": "31 2 2027"}, "again_on"),
        ({"again_on": "9999-01-01"}, "again_on"),
        ({"on": TOMORROW}, "on"),
        ({"on": "2026-06-29"}, "on"),
        ({"shown_by": "999999"}, "shown_by"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(world, action, answers, signed_in, changed, field):
    page = confirm(signed_in(world.people["officer"]), action, {**answers, **changed})
    assert list(page.context["form"].errors) == [field]
    assert ("The files say so" if "why" not in changed else "9 of 12 files") in page.content.decode()
    assert not Evaluation.objects.exists()


def test_only_a_later_source_that_the_person_may_open_is_offered(world, action, answers, signed_in):
    by = world.people["officer"]
    later = {"board": world.board, "kind": "audit", "started_on": date(2026, 7, 1), "by": by}
    seen = record_source(title="Re-audit", **later)
    hidden = record_source(title="Closed", sensitivity="named", named_people=[by], **later)
    earlier = record_source(title="Before", **{**later, "started_on": date(2026, 5, 2)})
    client = signed_in(world.people["business_manager"])
    for source, good in [(seen, True), (hidden, False), (earlier, False)]:
        errors = client.post(url(action), {**answers, "shown_by": source.pk}).context["form"].errors
        assert ("shown_by" not in errors) is good, source


def test_a_group_of_another_board_is_refused(world, action, answers, signed_in):
    foreign = Group.objects.get(home=world.other, key="audit").pk
    page = signed_in(world.people["officer"]).post(url(action), {**answers, "group": foreign})
    assert list(page.context["form"].errors) == ["group"]


@pytest.mark.parametrize(
    ("name", "status"), [("group_chair", 200), ("agency_lead", 403), ("lay_member", 403), ("stranger", 404)]
)
def test_who_may_judge(world, action, signed_in, name, status):
    assert signed_in(world.people[name]).get(url(action)).status_code == status


def test_only_what_is_done_and_assured(world, judge, signed_in):
    action = reported(world)
    assert signed_in(world.people["officer"]).get(url(action)).status_code == 403
    action = closed(world, agreed(world))
    with pytest.raises(JudgedTooEarly):
        judge(action, on=ON)


def test_unknown_and_wrong_method(world, action, signed_in):
    officer = signed_in(world.people["officer"])
    assert officer.get(reverse("evaluation:carry_out", args=["eastshire", "A-1999-001"])).status_code == 404
    assert officer.delete(url(action)).status_code == 405


def test_opening_what_grew_from_a_restricted_source_is_noted(world, signed_in):
    action = closed(world, agreed(world, accepted(world, sensitivity="group")))
    signed_in(world.people["officer"]).get(url(action))
    assert Reading.objects.get().reference == action.reference
