"""Writing and changing a draft: what the form takes, what it refuses, that nothing typed is lost."""

import re
from datetime import timedelta

import pytest

from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.operations import AlreadySent, edit_shared_item, send_shared_item
from learningloop.embedding.sharing.tests.conftest import DUE, TODAY
from learningloop.people.rules import GROUP_MEMBER, PRACTITIONER
from learningloop.trail.queries import history
from tests.two_people import choosing, hidden
from tests.world import extra_agency


def test_a_draft_is_written_from_a_finding(world, finding, officer, signed_in, url, answers):
    client = signed_in(officer)
    form = client.get(url("write", query=f"?finding={finding.reference}")).content.decode()
    assert re.search(rf'value="{finding.reference}"[^>]* checked', form)
    page = client.post(url("write"), answers, follow=True).content.decode()
    item = SharedItem.objects.get()
    assert "saved as a draft" in page and "Check and send" in page
    assert (item.title, item.return_by, item.sent_on) == ("Keep chronologies", DUE, None)
    assert [list(item.findings.all()), list(item.agencies.all())] == [[finding], [world.agencies["police"]]]


def test_every_agency_of_a_kind_and_an_older_finding_by_reference(
    world, make_finding, officer, signed_in, url, answers
):
    extra_agency(world, "probation", "Eastshire Probation")
    extra_agency(world, "fire", "Eastshire Fire")
    more = make_finding("Visits are late")
    asked = {
        **answers,
        "agencies": [],
        "kinds": ["other"],
        "findings": [],
        "other_findings": more.reference.lower(),
    }
    signed_in(officer).post(url("write"), asked)
    item = SharedItem.objects.get()
    assert {agency.name for agency in item.agencies.all()} == {"Eastshire Probation", "Eastshire Fire"}
    assert list(item.findings.all()) == [more]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "Enter the title"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"body": ""}, "Enter the text"),
        ({"body": "y" * 100_000}, "at most 20000 characters"),
        ({"findings": []}, "Choose at least one finding that the item tells of"),
        ({"findings": ["F-1999-001"]}, "Choose findings from the list"),
        ({"other_findings": "F-1999-001"}, "There is no finding F-1999-001 that you can open"),
        ({"agencies": []}, "Choose at least one agency"),
        ({"agencies": ["westshire-police"]}, "Select a valid choice"),
        ({"roles": []}, "Choose who in these agencies gets it"),
        ({"roles": ["officer"]}, "Select a valid choice"),
        (
            {"return_by": "", "return_by_day": "31", "return_by_month": "2", "return_by_year": "2027"},
            "a real date",
        ),
        ({"return_by": ""}, "Enter the date by which"),
        ({"return_by": (TODAY - timedelta(days=1)).isoformat()}, "must be from today"),
        ({"return_by": "3026-01-01"}, "must be from today"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(officer, signed_in, url, answers, wrong, told):
    asked = {**answers, **wrong}
    page = signed_in(officer).post(url("write"), asked)
    text = page.content.decode()
    assert page.status_code == 200 and told in text and "There is a problem" in text
    assert asked["body"] in text and asked["title"] in text
    assert not SharedItem.objects.exists()


def test_a_finding_that_one_may_not_open_can_neither_be_seen_nor_chosen(
    world, restricted, finding, signed_in, url, answers
):
    client = signed_in(world.people["trainer"])
    assert "Child ES" not in client.get(url("write")).content.decode()
    for wrong in ({"findings": [restricted.reference]}, {"other_findings": restricted.reference}):
        assert "Child ES" not in client.post(url("write"), {**answers, **wrong}).content.decode()
    assert not SharedItem.objects.exists()


def test_the_button_pressed_twice_writes_one(officer, signed_in, url, answers):
    client = signed_in(officer)
    client.post(url("write"), answers)
    assert "Nothing was written twice" in client.post(url("write"), answers, follow=True).content.decode()
    assert SharedItem.objects.count() == 1


def test_a_preview_shows_the_text_clean_and_writes_nothing(officer, signed_in, url):
    typed = {"preview": "1", "title": "Half", "body": "# Seen\n\n<script>x</script> **bold** [a](javascript:b)"}
    text = signed_in(officer).post(url("write"), typed).content.decode()
    assert "<h2>Seen</h2>" in text and "<strong>bold</strong>" in text
    assert "<script>x" not in text and 'href="javascript' not in text
    assert 'value="Half"' in text and "There is a problem" not in text
    assert not SharedItem.objects.exists()


def test_a_script_gets_the_preview_alone(officer, signed_in, url, draft):
    typed = {"preview": "1", "body": "Seen *live*"}
    for page in (url("write"), url("edit", draft)):
        text = signed_in(officer).post(page, typed, headers={"HX-Request": "true"}).content.decode()
        assert "<em>live</em>" in text and "<form" not in text and text.strip().startswith("<section")


def test_a_draft_is_changed_and_its_history_tells(world, make_finding, draft, officer, signed_in, url, answers):
    other = make_finding("Visits are late")
    client = signed_in(officer)
    assert "Every file **needs** one." in client.get(url("edit", draft)).content.decode()
    changed = {
        **answers, "title": "Shorter", "findings": [other.reference], "agencies": ["eastshire-health"],
        "roles": [GROUP_MEMBER.key],
    }  # fmt: skip
    page = client.post(url("edit", draft), changed, follow=True).content.decode()
    draft.refresh_from_db()
    assert (draft.title, draft.roles, list(draft.findings.all())) == ("Shorter", [GROUP_MEMBER.key], [other])
    assert f"chose the findings it tells of: {other.reference}" in page and "Eastshire Police" in page
    assert "Visits are late" not in str([event.before | event.after for event in history(draft)])


def test_what_was_sent_is_not_changed(sent, officer, signed_in, url, answers):
    assert signed_in(officer).get(url("edit", sent)).status_code == 403
    assert signed_in(officer).post(url("edit", sent), answers).status_code == 403
    with pytest.raises(AlreadySent):
        edit_shared_item(item=sent, findings=sent.findings.all(), agencies=[], title="New", by=officer)


def test_a_change_that_comes_after_sending_is_refused_with_what_was_typed(
    draft, officer, signed_in, url, answers, monkeypatch
):
    def too_late(**told):
        send_shared_item(item=draft, on=TODAY, by=officer)
        return edit_shared_item(**{**told, "item": draft})

    monkeypatch.setattr("learningloop.embedding.sharing.views.writing.edit_shared_item", too_late)
    text = signed_in(officer).post(url("edit", draft), {**answers, "title": "Later words"}).content.decode()
    assert "so it stays as it is" in text and "Later words" in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("business_manager", 200), ("trainer", 200), ("lay_member", 403), ("agency_lead", 403), ("practitioner", 403),
     ("contributor", 403), ("group_chair", 403), ("independent_chair", 403), ("stranger", 404)],
)  # fmt: skip
def test_who_writes(world, signed_in, url, who, status):
    assert signed_in(world.people[who]).get(url("write")).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("trainer", 200), ("officer", 200), ("lay_member", 404), ("agency_lead", 404), ("practitioner", 404),
     ("independent_chair", 404), ("stranger", 404)],
)  # fmt: skip
def test_who_changes_a_draft(world, draft, signed_in, url, who, status):
    assert signed_in(world.people[who]).get(url("edit", draft)).status_code == status
    assert signed_in(world.people[who]).get(url("detail", draft)).status_code == status


def test_the_form_costs_the_same_however_many_findings_there_are(
    make_finding, officer, signed_in, url, django_assert_max_num_queries
):
    client = signed_in(officer)

    def look():
        with django_assert_max_num_queries(30) as counted:
            assert client.get(url("write")).status_code == 200
        return len(counted)

    make_finding()
    one = look()
    for number in range(20):
        make_finding(f"Finding {number}")
    assert look() == one


def test_roles_on_offer_are_those_held_for_an_agency(officer, signed_in, url):
    text = signed_in(officer).get(url("write")).content.decode()
    assert f'value="{PRACTITIONER.key}"' in text and 'value="lay-member"' not in text


def test_two_who_change_a_draft_do_not_overwrite_each_other(draft, officer, signed_in, url, answers):
    client = signed_in(officer)
    seen = hidden(client.get(url("edit", draft)))
    client.post(url("edit", draft), {**answers, "title": "First", **seen})
    page = client.post(url("edit", draft), {**answers, "title": "Second", **seen})
    draft.refresh_from_db()
    assert draft.title == "First"
    assert "changed this too" in page.content.decode() and "Second" in page.content.decode()
    client.post(url("edit", draft), {**answers, "title": "Second", **choosing(page, "mine")})
    draft.refresh_from_db()
    assert draft.title == "Second"
