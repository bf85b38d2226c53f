"""The lead of a review whose framework asks for it is independent, and has declared it."""

from datetime import date

import pytest

from learningloop.people.operations import grant_role
from learningloop.people.rules import AGENCY_LEAD, OFFICER
from learningloop.sources.register.models import Declaration, Source
from learningloop.sources.register.operations import edit_source, record_source
from learningloop.sources.register.operations.independence import DeclarationMissing, NotIndependent
from learningloop.sources.register.rules import Declared
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests.world import TODAY

ON = date(2026, 5, 3)
NO_TIE = Declared(tie_to_case=False, tie_to_agencies=False, words="Signed the form", on=ON)
PATH = "/eastshire/sources/record/case-review/"
NEW = {
    "title": "Review of Child ES", "started_on_day": "3", "started_on_month": "5", "started_on_year": "2026",
    "sensitivity": "board",
}  # fmt: skip
ANSWERED = {
    "tie_to_case": "no", "tie_to_agencies": "no", "declared_words": "Signed the form",
    "declared_on_day": "3", "declared_on_month": "5", "declared_on_year": "2026",
}  # fmt: skip


@pytest.fixture
def reviewer(world):
    return world.people["independent_reviewer"]


def review(world, lead, agencies=("police",), declared=NO_TIE, **more):
    return record_source(
        board=world.board, kind="case-review", title="Review of Child ES", started_on=ON, lead=lead,
        agencies=[world.agencies[key] for key in agencies], declared=declared, by=SYSTEM, **more,
    )  # fmt: skip


def change(source, agencies, **more):
    edit_source(source=source, agencies=agencies, themes=[], named_people=[], by=SYSTEM, **more)


def test_a_declaration_is_kept_with_the_agencies_it_was_about(world, reviewer):
    source = review(world, reviewer)
    kept = source.declarations.get()
    assert (kept.person, kept.words, kept.declared_on) == (reviewer, "Signed the form", ON)
    assert list(kept.agencies.all()) == [world.agencies["police"]]
    assert Event.objects.get(kind="source.independence-declared").reference == source.reference


def test_without_a_declaration_nobody_leads(world, reviewer):
    with pytest.raises(DeclarationMissing, match="Ask Independent reviewer whether they have a tie"):
        review(world, reviewer, declared=None)
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("case", "agencies", "tie"),
    [
        (True, False, "a tie to the case\\."),
        (False, True, "a tie to an agency whose work is reviewed"),
        (True, True, "a tie to the case and to an agency"),
    ],
)
def test_a_declared_tie_is_refused_with_the_reason(world, reviewer, case, agencies, tie):
    with pytest.raises(NotIndependent, match=tie):
        review(world, reviewer, declared=Declared(case, agencies, "Told us", ON))
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(("agency", "refused"), [("police", True), ("health", False)])
def test_a_tie_that_is_known_is_refused_whatever_was_declared(world, agency, refused):
    lead = world.person(AGENCY_LEAD, name="Dana", agency="police")
    if not refused:
        assert review(world, lead, agencies=[agency]).lead == lead
        return
    with pytest.raises(NotIndependent, match="Dana works for Eastshire Police"):
        review(world, lead, agencies=[agency])


def test_an_agency_to_which_the_lead_is_tied_cannot_be_added_later(world):
    lead = world.person(AGENCY_LEAD, name="Dana", agency="police")
    source = review(world, lead, agencies=["health"])
    with pytest.raises(NotIndependent, match="works for Eastshire Police"):
        change(source, [world.agencies["health"], world.agencies["police"]], declared=NO_TIE)
    source.refresh_from_db()
    assert list(source.agencies.all()) == [world.agencies["health"]]


def test_another_agency_asks_for_another_declaration(world, reviewer):
    source = review(world, reviewer)
    both = [world.agencies["police"], world.agencies["school"]]
    with pytest.raises(DeclarationMissing, match="no tie to Eastshire Academy"):
        change(source, both)
    change(source, both, declared=NO_TIE)
    assert source.declarations.count() == 2


def test_what_was_declared_holds_while_nothing_about_it_changes(world, reviewer):
    source = review(world, reviewer, agencies=["police", "health"])
    change(source, [world.agencies["police"]], title="Review of Child ES and sibling")
    assert source.declarations.count() == 1


def test_another_lead_declares_for_themselves(world, reviewer):
    source = review(world, reviewer)
    other = world.person(OFFICER, name="Olu")
    with pytest.raises(DeclarationMissing, match="Ask Olu"):
        change(source, [world.agencies["police"]], lead=other)


@pytest.mark.parametrize("more", [{"lead": None}, {"completed_on": TODAY}, {"kind": "audit"}])
def test_nothing_is_asked_without_a_lead_of_what_is_over_or_of_other_kinds(world, reviewer, more):
    asked = {"board": world.board, "kind": "case-review", "title": "T", "started_on": ON, "lead": reviewer}
    assert record_source(**asked | more, by=SYSTEM).pk


# ---- on the pages


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


def test_the_cover_sheet_asks_in_the_frameworks_words(world, officer):
    page = officer.get(PATH).content.decode()
    assert "Independence of the lead" in page
    assert "Has the lead a tie to the case?" in page
    assert "Independence of the lead" not in officer.get("/eastshire/sources/record/audit/").content.decode()


def test_naming_a_lead_without_answers_asks_for_them(world, officer, reviewer):
    page = officer.post(PATH, NEW | {"lead": reviewer.pk}).content.decode()
    assert "Ask Independent reviewer whether they have a tie" in page
    assert "Review of Child ES" in page
    page = officer.post(PATH, NEW | {"lead": reviewer.pk, "tie_to_case": "no"}).content.decode()
    assert "Enter what the lead declared, and how" in page
    assert "Say whether the lead has a tie to an agency" in page
    assert not Source.objects.exists()


def test_a_tie_is_refused_beside_the_lead_and_nothing_typed_is_lost(world, officer, reviewer):
    page = officer.post(PATH, NEW | ANSWERED | {"lead": reviewer.pk, "tie_to_case": "yes"}).content.decode()
    assert "declared a tie to the case" in page
    assert "Signed the form" in page


def test_what_was_declared_stands_on_the_sources_page(world, officer, reviewer):
    page = officer.post(PATH, NEW | ANSWERED | {"lead": reviewer.pk}, follow=True).content.decode()
    assert "Independent reviewer declared on" in page
    assert "Signed the form" in page


def test_a_tie_that_came_later_shows(world, officer, reviewer):
    source = review(world, reviewer)
    grant_role(
        person=reviewer, role=AGENCY_LEAD, why="New post", board=world.board, agency=world.agencies["police"],
        on=TODAY, by=SYSTEM,
    )  # fmt: skip
    page = officer.get(f"/eastshire/sources/{source.reference}/").content.decode()
    assert "Not independent" in page
    assert "works for Eastshire Police now" in page


def test_what_came_without_a_declaration_says_so(world, officer, reviewer):
    source = review(world, reviewer, declared=None, completed_on=ON)
    assert "No declaration is kept" in officer.get(f"/eastshire/sources/{source.reference}/").content.decode()


def test_the_cover_sheet_is_changed_without_answering_again(world, officer, reviewer):
    source = review(world, reviewer)
    path = f"/eastshire/sources/{source.reference}/edit/"
    assert "Answer again only when the lead changes" in officer.get(path).content.decode()
    told = NEW | {"title": "Another title", "lead": reviewer.pk, "agencies": world.agencies["police"].pk}
    assert officer.post(path, told).status_code == 302
    source.refresh_from_db()
    assert source.title == "Another title"
