"""Agencies keep their programme of quality assurance, and the board reads it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.queries import PACKS
from learningloop.kit.dates import day
from learningloop.people.operations import add_agency, add_person, grant_role
from learningloop.people.rules import BUSINESS_MANAGER
from learningloop.sources.programmes.models import Activity, Outcome
from learningloop.sources.programmes.operations import (
    DoneAlready,
    HasEnded,
    NotTheirAgency,
    add_activity,
    change_activity,
    end_activity,
    note_outcome,
)
from learningloop.trail.operations import SYSTEM, ChangedMeanwhile
from learningloop.trail.queries import history, state_of

BASE = "/eastshire/programme/"
TODAY = timezone.localdate()
AUDIT = "Audit of ten case files"


def on(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def enter(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def lead(world):
    return enter(world.people["agency_lead"])


@pytest.fixture
def officer(world):
    return enter(world.people["officer"])


@pytest.fixture
def audit(world):
    return an_activity(world)


def an_activity(world, agency="police", what=AUDIT, since=40, frequency="monthly"):
    return add_activity(
        board=world.board, agency=world.agencies[agency], what=what, frequency=frequency,
        started_on=TODAY - timedelta(days=since), by=world.people["business_manager"],
    )  # fmt: skip


def test_a_lead_adds_notes_changes_and_ends_what_their_agency_does(world, lead):
    sent = {"agency": world.agencies["police"].pk, "what": AUDIT, "frequency": "yearly", **on("started_on", TODAY)}
    page = lead.post(f"{BASE}add/", sent, follow=True).content.decode()
    made = Activity.objects.get()
    assert f"{made.reference} is added." in page and "It was not noted as done yet." in page
    url = f"{BASE}{made.reference}/"
    page = lead.post(
        f"{url}note/", {"found": "Nine of ten were good", **on("on", TODAY)}, follow=True
    ).content.decode()
    assert "Nine of ten were good" in page and "Noted by Agency lead" in page
    seen = lead.get(f"{url}change/").context["form"]["seen"].value()
    lead.post(f"{url}change/", {"what": "Audit of twelve case files", "frequency": "quarterly", "seen": seen})
    made.refresh_from_db()
    assert (made.what, made.frequency) == ("Audit of twelve case files", "quarterly")
    page = lead.post(f"{url}end/", {"why": "Done with health now"}, follow=True).content.decode()
    assert "Done with health now" in page and "Note what it found" not in page
    assert [event.kind for event in history(made)] == [
        "activity.ended", "activity.changed", "activity.done", "activity.added",
    ]  # fmt: skip


def test_the_board_sees_all_and_what_is_late_an_agency_its_own(world, lead, officer, audit):
    other = an_activity(world, "school", "Survey of pupils", since=10)
    page = officer.get(BASE)
    assert page.context["listing"].total == 2
    assert "2 activities of 2 agencies, 1 late" in " ".join(page.content.decode().split())
    late = officer.get(BASE, {"state": "late"})
    assert [one.pk for one in late.context["listing"].page] == [audit.pk]
    assert [one.pk for one in lead.get(BASE).context["listing"].page] == [audit.pk]
    assert lead.get(f"{BASE}{other.reference}/").status_code == 404


def test_what_is_late_waits_at_home_until_it_is_noted(world, lead, officer, audit):
    words = f"Note what your quality assurance found: {AUDIT}"
    assert words in lead.get("/eastshire/").content.decode()
    assert words not in officer.get("/eastshire/").content.decode()
    note_outcome(activity=audit, on=TODAY - timedelta(days=2), found="Good", by=world.people["agency_lead"])
    assert words not in lead.get("/eastshire/").content.decode()


def test_a_contributor_notes_but_does_not_change(world, audit):
    contributor = enter(world.people["contributor"])
    url = f"{BASE}{audit.reference}/"
    contributor.post(f"{url}note/", {"found": "Good", **on("on", TODAY)})
    assert Outcome.objects.get().by == world.people["contributor"]
    assert contributor.get(f"{url}change/").status_code == 403
    assert contributor.get(f"{BASE}add/").status_code == 403


def test_a_lead_adds_to_no_other_agency(world, lead):
    sent = {"agency": world.agencies["school"].pk, "what": AUDIT, "frequency": "yearly", **on("started_on", TODAY)}
    assert "Select a valid choice" in lead.post(f"{BASE}add/", sent).content.decode()
    with pytest.raises(NotTheirAgency):
        add_activity(
            board=world.board, agency=world.agencies["school"], what=AUDIT, frequency="yearly", started_on=TODAY,
            by=world.people["agency_lead"],
        )  # fmt: skip
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("page", "changed", "words"),
    [
        ("note", on("on", TODAY + timedelta(days=1)), "This day has not come yet"),
        ("note", on("on", TODAY - timedelta(days=4000)), "more than ten years ago"),
        ("note", {"found": ""}, "Enter what it found"),
        ("note", {"found": "a" * 5001}, "at most"),
        ("end", {"why": ""}, "Enter why it is done no longer"),
        ("change", {"what": ""}, "Enter what the agency does"),
        ("change", {"frequency": "hourly"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(lead, audit, page, changed, words):
    url = f"{BASE}{audit.reference}/{page}/"
    good = {name: "Kept words" for name in ("found", "what", "why")} | {"frequency": "yearly", **on("on", TODAY)}
    answer = lead.post(url, good | changed).content.decode()
    assert words in answer
    kept = {"note": "found", "end": "why", "change": "what"}[page] not in changed
    assert ("Kept words" in answer) == kept
    assert not Outcome.objects.exists()


def test_two_who_change_one_activity_both_see_it(world, lead, officer, audit):
    url = f"{BASE}{audit.reference}/change/"
    seen = lead.get(url).context["form"]["seen"].value()
    change_activity(activity=audit, what="Another text", frequency="monthly", by=SYSTEM)
    page = lead.post(url, {"what": "My text", "frequency": "monthly", "seen": seen}).content.decode()
    assert "My text" in page and "Another text" in page
    with pytest.raises(ChangedMeanwhile):
        change_activity(activity=audit, what="x", frequency="monthly", seen=state_of(audit) - 1, by=SYSTEM)


def test_the_same_is_done_once_and_nothing_is_done_to_what_ended(world, audit):
    with pytest.raises(DoneAlready):
        an_activity(world)
    other = an_activity(world, what="Other")
    with pytest.raises(DoneAlready):
        change_activity(activity=other, what=AUDIT, frequency="yearly", by=SYSTEM)
    end_activity(activity=audit, on=TODAY, why="Merged", by=SYSTEM)
    with pytest.raises(HasEnded):
        note_outcome(activity=audit, on=TODAY, found="x", by=world.people["agency_lead"])
    an_activity(world)


def test_what_a_real_framework_says_is_taken_over_once(world):
    """Northamptonshire's document names a hundred activities of fourteen agencies."""
    board = load_framework(framework=read_framework(PACKS / "northamptonshire.yaml"), by=SYSTEM).board
    person = add_person(email="unit@example.invalid", name="Unit", by=SYSTEM)
    grant_role(person=person, role=BUSINESS_MANAGER, why="Unit", board=board, on=TODAY, by=SYSTEM)
    client, base = enter(person), f"/{board.slug}/programme/"
    assert "Take over what the framework says" in client.get(base).content.decode()
    told = client.get(f"{base}framework/").context["told"]
    assert (len(told), len({one.agency for one in told})) == (100, 14)
    assert len({one.key for one in told}) == 100
    some = [one.key for one in told if "police" in one.agency.name.lower()]
    client.post(f"{base}framework/", {"told": some})
    with scope(board=board):
        assert Activity.objects.count() == len(some) == 7
    assert len(client.get(f"{base}framework/").context["told"]) == 93
    assert "Choose" in client.post(f"{base}framework/", {}).content.decode()


def test_where_the_framework_says_nothing_the_page_says_so(officer):
    assert (
        "names nothing that is not in the programmes already" in officer.get(f"{BASE}framework/").content.decode()
    )


def test_the_list_goes_out_and_costs_the_same_however_long(world, officer, django_assert_max_num_queries):
    for number in range(30):
        an_activity(world, what=f"Audit {number}")
    with django_assert_max_num_queries(20):
        assert officer.get(BASE).context["listing"].total == 30
    rows = officer.get(BASE, {"format": "csv"}).content.decode()
    assert rows.count("Audit ") == 30 and day(TODAY) not in rows


def test_a_neighbour_sees_nothing(world, audit):
    assert enter(world.people["stranger"]).get(f"{BASE}{audit.reference}/").status_code == 404


def test_an_agency_of_two_boards_has_a_programme_on_each(world, officer):
    shared = add_agency(slug="both", name="Both", kind="provider", boards=[world.board, world.other], by=SYSTEM)
    add_activity(
        board=world.other, agency=shared, what=AUDIT, frequency="yearly", started_on=TODAY,
        by=world.people["stranger"],
    )  # fmt: skip
    assert officer.get(BASE).context["listing"].total == 0


def test_a_button_pressed_twice_notes_once(lead, audit):
    url, sent = f"{BASE}{audit.reference}/note/", {"found": "Nine of ten were good", **on("on", TODAY)}
    assert lead.post(url, sent).status_code == 302
    page = lead.post(url, sent).content.decode()
    assert "This is noted for that day already" in page and "Nine of ten were good" in page
    assert audit.outcomes.count() == 1
