"""Drawing a finding from a source, and changing it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from learningloop.learning.models import Finding
from learningloop.learning.operations import AgenciesMissing, ChangedMeanwhile, NotInFramework, edit_finding
from learningloop.people.models import Agency
from learningloop.sources.register.operations import add_theme, complete_source
from learningloop.trail.models import Event, Reading
from learningloop.trail.queries import history
from tests.two_people import choosing, hidden

IMPOSSIBLE = {"drawn_on_day": "31", "drawn_on_month": "2", "drawn_on_year": "2026"}
TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.fixture
def answers(world, neglect):
    return {
        "kind": "strength", "statement": "Chronologies are kept", "evidence": "9 of 12 files",
        "passage": "Page 12", "voice": "Child ES was asked", "practice": "several",
        "agencies": [world.agencies["police"].pk, world.agencies["health"].pk], "themes": ["neglect"],
        "priority": "neglect", "domain": "", "good": "audits/risk", "drawn_on": "2026-05-03",
    }  # fmt: skip


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


def test_draws_a_finding_whole(world, source, answers, officer, url, neglect):
    response = officer.post(url("finding_draw", source), answers, follow=True)
    assert response.redirect_chain == [("/eastshire/findings/F-2026-001/", 302)]
    page = response.content.decode()
    for told in (
        "F-2026-001 is drawn", "Strength", "Chronologies are kept", "9 of 12 files", "Page 12",
        "Child ES was asked", "Eastshire Health and Eastshire Police", "Neglect", "Risk is identified", "Audits",
        "3 May 2026",
    ):  # fmt: skip
        assert told in page
    finding = Finding.objects.get()
    assert (finding.domain, finding.good_statement, finding.multi_agency) == ("audits", "risk", True)
    assert list(finding.themes.all()) == [neglect]
    assert Event.objects.filter(kind="finding.drawn", actor_id=world.people["officer"].pk).count() == 1


def test_draws_one_after_the_other(source, answers, officer, url):
    here = url("finding_draw", source)
    response = officer.post(here, answers | {"another": ""}, follow=True)
    assert response.redirect_chain == [(here, 302)]
    assert response.context["form"]["statement"].value() is None
    assert "F-2026-001" in response.content.decode()


def test_a_second_press_of_the_button_draws_nothing_twice(source, answers, officer, url):
    officer.post(url("finding_draw", source), answers)
    response = officer.post(url("finding_draw", source), answers, follow=True)
    assert "Nothing was recorded twice" in response.content.decode()
    officer.post(url("finding_draw", source), answers | {"evidence": "8 of 10 files, a month later"})
    assert Finding.objects.count() == 2


def test_begins_with_the_day_on_which_the_source_was_completed(world, source, officer, url):
    assert officer.get(url("finding_draw", source)).context["form"]["drawn_on"].value() == timezone.localdate()
    complete_source(source=source, on=date(2026, 6, 1), by=world.people["officer"])
    assert officer.get(url("finding_draw", source)).context["form"]["drawn_on"].value() == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"kind": ""}, "kind", "Answer the question"),
        ({"kind": "worry"}, "kind", ""),
        ({"statement": "   "}, "statement", "Enter what was learned"),
        ({"statement": "x" * 100_000}, "statement", "2000"),
        ({"evidence": "x" * 100_000}, "evidence", "20000"),
        ({"voice": "x" * 100_000}, "voice", "10000"),
        ({"passage": "x" * 100_000}, "passage", "200"),
        ({"practice": ""}, "practice", "Answer the question"),
        ({"practice": "one"}, "agencies", "Choose the one agency"),
        ({"practice": "one", "agencies": []}, "agencies", "Choose the one agency"),
        ({"agencies": [999_999]}, "agencies", ""),
        ({"agencies": ["police"]}, "agencies", ""),
        ({"themes": ["no-such-theme"]}, "themes", ""),
        ({"priority": "no-such"}, "priority", ""),
        ({"domain": "no-such"}, "domain", ""),
        ({"good": "audits/no-such"}, "good", ""),
        ({"drawn_on": "", **IMPOSSIBLE}, "drawn_on", "Date drawn must be a real date"),
        ({"drawn_on": "", "drawn_on_day": "3"}, "drawn_on", "Date drawn must include a month and year"),
        ({"drawn_on": ""}, "drawn_on", "Enter the date drawn"),
        ({"drawn_on": "2026-05-02"}, "drawn_on", "The source began on 3 May 2026"),
        ({"drawn_on": TOMORROW}, "drawn_on", "Date drawn must be today or in the past"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(source, answers, officer, url, changed, field, said):
    page = officer.post(url("finding_draw", source), answers | changed)
    assert said in str(page.context["form"].errors[field])
    kept = {"9 of 12 files", "Child ES was asked", "Chronologies are kept"}
    assert sum(words in page.content.decode() for words in kept) >= 2
    assert not Finding.objects.exists()


def test_one_agency_of_several_is_not_all_of_them(world, source, answers, officer, url):
    alone = answers | {"agencies": [world.agencies["police"].pk]}
    page = officer.post(url("finding_draw", source), alone)
    assert "Choose the other agencies too" in str(page.context["form"].errors["agencies"])
    officer.post(url("finding_draw", source), answers | {"agencies": []})
    assert not Finding.objects.get().agencies.exists()


def test_what_is_another_boards_is_refused(world, source, answers, officer, url):
    add_theme(board=world.other, slug="theirs", name="Theirs", by=world.people["stranger"])
    foreign = {"agencies": [Agency.objects.get(slug="westshire-police").pk], "themes": ["theirs"]}
    page = officer.post(url("finding_draw", source), answers | foreign)
    assert set(foreign) <= set(page.context["form"].errors)
    assert "Theirs" not in page.content.decode() and "Westshire" not in page.content.decode()


def test_the_framework_is_asked_again_by_the_operation(world, draw):
    for wrong in ({"priority": "x"}, {"domain": "x"}, {"domain": "audits", "good_statement": "x"}):
        with pytest.raises(NotInFramework):
            draw(**wrong)
    with pytest.raises(AgenciesMissing):
        draw(multi_agency=False)


def test_who_may_draw(world, source, answers, signed_in, url, make_source):
    theirs = make_source("Review", kind="case-review", group=world.groups["cases"])
    led = make_source("Audit led", kind="audit", lead=world.people["independent_reviewer"], group=None)
    for name, thing, status in [
        ("business_manager", source, 302), ("group_chair", source, 302), ("group_member", source, 302),
        ("group_member", theirs, 403), ("independent_chair", source, 403), ("agency_lead", source, 403),
        ("lay_member", source, 403), ("independent_reviewer", source, 404), ("independent_reviewer", led, 302),
        ("practitioner", source, 404), ("stranger", source, 404),
    ]:  # fmt: skip
        own = answers | {"statement": f"Drawn by {name}"}
        assert signed_in(world.people[name]).post(url("finding_draw", thing), own).status_code == status, name


@pytest.mark.parametrize("page", ["finding_draw", "finding_edit"])
def test_addresses_that_lead_nowhere(officer, finding, source, url, page):
    thing = source if page == "finding_draw" else finding
    assert officer.get(url(page, thing).replace("2026-001", "2026-999")).status_code == 404
    assert officer.put(url(page, thing)).status_code == 405


def test_the_form_shows_what_is_there_and_changes_it(world, source, answers, officer, url):
    officer.post(url("finding_draw", source), answers)
    finding = Finding.objects.get()
    form = officer.get(url("finding_edit", finding)).context["form"]
    assert (form["kind"].value(), form["practice"].value(), form["good"].value()) == (
        "strength", "several", "audits/risk",
    )  # fmt: skip
    changed = answers | {
        "statement": "Kept by some",
        "good": "",
        "domain": "",
        "themes": [],
        "seen": form["seen"].value(),
    }
    response = officer.post(url("finding_edit", finding), changed, follow=True)
    assert response.redirect_chain == [("/eastshire/findings/F-2026-001/", 302)]
    assert "F-2026-001 is changed" in response.content.decode()
    finding.refresh_from_db()
    assert (finding.statement, finding.good_statement, finding.themes.count()) == ("Kept by some", "", 0)
    event = history(finding).first()
    assert event.before["statement"] == "Chronologies are kept" and event.after["statement"] == "Kept by some"


def test_two_people_do_not_overwrite_each_other(world, source, answers, finding, officer, url):
    began = history(finding).first().pk
    mine = answers | hidden(officer.get(url("finding_edit", finding)))
    other = {"themes": [], "agencies": [], "by": world.people["business_manager"]}
    edit_finding(finding=finding, statement="Theirs", **other)
    page = officer.post(url("finding_edit", finding), mine)
    assert "changed this too" in page.content.decode() and "Chronologies are kept" in page.content.decode()
    again = mine | choosing(page, "mine")
    assert officer.post(url("finding_edit", finding), again).status_code == 302
    with pytest.raises(ChangedMeanwhile):
        edit_finding(finding=finding, seen=began, **other)


def test_changing_is_refused_as_drawing_is(finding, answers, officer, url):
    page = officer.post(url("finding_edit", finding), answers | {"practice": "one", "drawn_on": "2026-05-01"})
    assert "agencies" in page.context["form"].errors
    page = officer.post(url("finding_edit", finding), answers | {"drawn_on": "2026-05-01"})
    assert "drawn_on" in page.context["form"].errors


def test_who_may_change_a_finding(world, finding, signed_in, url):
    for name, status in [
        ("group_member", 200), ("agency_lead", 403), ("lay_member", 403), ("independent_reviewer", 404),
        ("practitioner", 404), ("stranger", 404),
    ]:  # fmt: skip
        assert signed_in(world.people[name]).get(url("finding_edit", finding)).status_code == status, name


def test_a_closed_source_is_drawn_from_by_those_it_names(world, draw, closed, answers, signed_in, url):
    grown = draw(source=closed)
    for name, status in [("officer", 200), ("business_manager", 404), ("group_chair", 404)]:
        client = signed_in(world.people[name])
        assert client.get(url("finding_draw", closed)).status_code == status
        assert client.get(url("finding_edit", grown)).status_code == status
        assert client.get(url("source_learning", closed)).status_code == status
    assert Reading.objects.filter(reference__in=[closed.reference, grown.reference]).count() == 3


def test_a_framework_without_domains_asks_for_none(source, officer, url, monkeypatch):
    bare = source.framework.model_copy(update={"domains": (), "priorities": ()})
    monkeypatch.setattr(type(source), "framework", bare)
    page = officer.get(url("finding_draw", source))
    assert not {"priority", "domain", "good"} & set(page.context["form"].fields)
    told = {"kind": "need", "statement": "Missing", "practice": "several", "drawn_on": "2026-05-03"}
    assert officer.post(url("finding_draw", source), told).status_code == 302
