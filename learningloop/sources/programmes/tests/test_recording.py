"""What an agency's own quality assurance found becomes a source, and tells of none that is closed."""

import pytest

from learningloop.records.operations.removal import put_back, remove_record
from learningloop.sources.programmes.models import Recorded
from learningloop.sources.programmes.operations import RecordedAlready, note_outcome, record_outcome
from learningloop.sources.programmes.tests.test_programme import AUDIT, BASE, TODAY, an_activity, enter, on
from learningloop.sources.register.models import Sensitivity, Source
from learningloop.trail.queries import history

FOUND = "Nine of ten were good"
LINK = "Record it as a source"


@pytest.fixture
def outcome(world):
    return noted(world, an_activity(world))


@pytest.fixture
def officer(world):
    return enter(world.people["officer"])


def noted(world, activity, found=FOUND):
    return note_outcome(activity=activity, on=TODAY, found=found, by=world.people["agency_lead"])


def page_of(outcome):
    return f"{BASE}{outcome.activity.reference}/"


def record_url(outcome, number=1):
    return f"{page_of(outcome)}{number}/record/"


def words(response):
    return " ".join(response.content.decode().split())


def main_of(response):
    return words(response).partition("<main")[2].partition("</main>")[0]


def sheet(world, **told):
    """The cover sheet as it is sent."""
    return {
        "kind": "audit", "title": AUDIT, "summary": FOUND, "agencies": [world.agencies["police"].pk],
        "sensitivity": "board", **on("started_on", TODAY), **told,
    }  # fmt: skip


def recorded(world, outcome, by="officer", **told):
    asked = {"kind": "audit", "title": AUDIT, "started_on": TODAY} | told
    return record_outcome(outcome=outcome, by=world.people[by], **asked)


def test_the_cover_sheet_is_filled_in_and_the_outcome_shows_what_came_of_it(world, officer, outcome):
    assert f'href="{record_url(outcome)}"' in words(officer.get(page_of(outcome)))
    form = officer.get(record_url(outcome)).context["form"]
    first = {name: form[name].value() for name in ("kind", "title", "started_on", "completed_on", "summary")}
    assert first == {
        "kind": "audit", "title": AUDIT, "started_on": TODAY, "completed_on": TODAY, "summary": FOUND,
    }  # fmt: skip
    assert form["agencies"].value() == [world.agencies["police"].pk]
    page = words(officer.post(record_url(outcome), sheet(world), follow=True))
    source = Source.objects.get()
    assert f"{source.reference} is in the register." in page
    assert f'href="{page_of(outcome)}"' in page, "from the source one finds what it came from"
    assert list(source.agencies.all()) == [world.agencies["police"]] and source.summary == FOUND
    assert [event.kind for event in history(source)] == ["outcome.recorded", "source.recorded"]
    page = words(officer.get(page_of(outcome)))
    assert f'Became <a class="govuk-link" href="/eastshire/sources/{source.reference}/"' in page
    assert LINK not in page


def test_a_second_press_records_nothing_and_leads_to_the_source(world, officer, outcome):
    officer.post(record_url(outcome), sheet(world))
    for again in (
        officer.post(record_url(outcome), sheet(world), follow=True),
        officer.get(record_url(outcome), follow=True),
    ):
        assert "came of this already. Nothing was recorded twice." in words(again)
    with pytest.raises(RecordedAlready):
        recorded(world, outcome)
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "why"),
    [
        ({"kind": "case-review"}, "kind", "Select a valid choice"),
        ({"kind": "unknown"}, "kind", "Select a valid choice"),
        ({"kind": ""}, "kind", "Choose"),
        ({"title": ""}, "title", "Enter"),
        ({"started_on_day": "40"}, "started_on", "must"),
        (on("completed_on", TODAY.replace(year=TODAY.year - 1)), "completed_on", "completed before it began"),
        ({"sensitivity": "group", "group": ""}, "group", "Choose the group"),
        ({"agencies": ["0"]}, "agencies", "Select a valid choice"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(world, officer, outcome, wrong, field, why):
    answer = officer.post(record_url(outcome), sheet(world, summary="In other words", licence="Open", **wrong))
    form = answer.context["form"]
    assert why in " ".join(form.errors[field]), form.errors
    assert "In other words" in words(answer) and "Open" in words(answer)
    assert not Source.objects.exists()


def test_a_kind_that_an_independent_person_must_lead_is_not_offered(officer, outcome):
    page = words(officer.get(record_url(outcome)))
    assert ">Case review<" not in page and '<option value="audit" selected>Audit</option>' in page


def test_a_long_activity_gives_a_title_that_can_be_saved(world, officer):
    outcome = noted(world, an_activity(world, what="Audit of files\n" * 30))
    title = officer.get(record_url(outcome)).context["form"]["title"].value()
    assert len(title) == 300 and "\n" not in title
    officer.post(record_url(outcome), sheet(world, title=title))
    assert Source.objects.get().title == title


def test_each_outcome_has_its_own_source(world, officer, outcome):
    second = noted(world, outcome.activity, "All were good")
    officer.post(record_url(outcome, 2), sheet(world, title="The second"))
    assert Recorded.objects.get().outcome == second
    assert officer.get(record_url(outcome)).context["form"]["summary"].value() == FOUND
    for number in (0, 3, 10**30):
        assert officer.get(record_url(outcome, number)).status_code == 404


def test_only_who_may_record_sources_is_led_there(world, outcome):
    for role in ("agency_lead", "contributor", "group_member", "lay_member"):
        reader = enter(world.people[role])
        assert LINK not in words(reader.get(page_of(outcome))), role
        assert reader.post(record_url(outcome), sheet(world)).status_code == 403, role
    assert enter(world.people["stranger"]).get(record_url(outcome)).status_code == 404
    assert LINK in words(enter(world.people["group_chair"]).get(page_of(outcome)))
    assert not Source.objects.exists()


def test_of_a_closed_source_the_outcome_tells_nothing(world, officer, outcome):
    manager = enter(world.people["business_manager"])
    before = main_of(manager.get(page_of(outcome)))
    source = recorded(world, outcome, sensitivity=Sensitivity.NAMED, title="Closed")
    assert f"{source.reference}" in words(officer.get(page_of(outcome)))
    assert main_of(manager.get(page_of(outcome))) == before
    lead = words(enter(world.people["agency_lead"]).get(page_of(outcome)))
    assert source.reference not in lead and "Became" not in lead
    assert source.reference not in words(manager.get(BASE))
    manager.post(record_url(outcome), sheet(world))
    assert Source.objects.exclude(pk=source.pk).count() == 1, "a refusal would tell of the closed one"


def test_who_may_not_open_an_open_source_reads_only_words(world, outcome):
    source = recorded(world, outcome)
    page = words(enter(world.people["contributor"]).get(page_of(outcome)))
    assert "Became a source of the board’s learning" in page and source.reference not in page


def test_the_source_tells_where_it_came_from_only_to_who_may_read_that(world, outcome):
    source = recorded(world, outcome)
    page = f"/eastshire/sources/{source.reference}/"
    trainer = enter(world.people["trainer"])
    assert trainer.get(page).status_code == 200 and trainer.get(page_of(outcome)).status_code == 404
    assert f'href="{page_of(outcome)}"' not in words(trainer.get(page))


def test_a_source_recorded_by_mistake_is_removed_and_put_back_with_its_tie(world, officer, outcome):
    source = recorded(world, outcome)
    removed = remove_record(record=source, why="By mistake", by=world.people["officer"])
    page = words(officer.get(page_of(outcome)))
    assert LINK in page and "Became" not in page
    put_back(removed=removed, by=world.people["officer"])
    assert source.reference in words(officer.get(page_of(outcome)))


def test_the_page_costs_the_same_however_often_it_was_done(world, officer, outcome, django_assert_max_num_queries):
    for number in range(12):
        recorded(world, noted(world, outcome.activity, f"Good {number}"), title=f"Audit {number}")
    with django_assert_max_num_queries(25):
        assert words(officer.get(page_of(outcome))).count("Became ") == 12


def test_an_ended_activity_can_still_be_learned_from(world, officer, outcome):
    officer.post(f"{page_of(outcome)}end/", {"why": "Merged"})
    officer.post(record_url(outcome), sheet(world))
    assert Source.objects.exists()
