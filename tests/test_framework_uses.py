"""What a draft takes out does not vanish silently: the records that name it are told."""

import pytest

from learningloop.frameworks.operations.drafts import start_draft, take_out
from learningloop.frameworks.queries import missed_by
from learningloop.people.rules import OFFICER
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.operations import tell_principle
from tests.loop import a_finding, agreed

BASE = "/eastshire/framework/draft/"


@pytest.fixture
def used(world):
    """A draft, and records that name nearly every kind of entry a framework has."""
    officer = world.people["officer"]
    finding = a_finding(world, domain="audits", good_statement="risk", priority="neglect")
    tell_principle(source=finding.source, principle="independent", how="Led from outside", by=officer)
    a_finding(world, sensitivity=Sensitivity.NAMED)
    agreed(world, evaluate_by="audit")
    return start_draft(board=world.board, by=officer)


PLACES = {
    "source_kinds/audit": [("source", 3, 2), ("planned evaluation", 1, 1)],
    "source_kinds/case-review": [],
    "principles/independent": [("source", 1, 1)],
    "priorities/neglect": [("finding", 1, 1)],
    "domains/audits": [("finding", 1, 1), ("finding", 1, 1)],
    "groups/audit": [("role held in it", 2, 0)],
    "agencies/police": [("role held for it", 4, 0)],
    "agencies/school": [],
}


@pytest.mark.parametrize(("place", "uses"), PLACES.items(), ids=PLACES)
def test_what_is_taken_out_is_told_with_the_records_that_name_it(world, used, place, uses):
    take_out(draft=used, place=tuple(place.split("/")), by=world.people["officer"])
    used.refresh_from_db()
    colleague = world.person(OFFICER, name="colleague")
    found = [one.use for one in missed_by(used, colleague)]
    assert [(use.what, use.number, len(use.named)) for use in found] == uses


def test_records_that_one_may_not_open_are_counted_and_not_named(world, used, signed_in):
    colleague = world.person(OFFICER, name="colleague")
    page = signed_in(colleague).get(f"{BASE}take-out/source_kinds/audit/").content.decode()
    assert "The kind of source “Audit”: 3 sources (R-2026-003 and R-2026-001, and 1 more)" in page


def test_the_chair_says_that_they_have_seen_it(world, used, signed_in):
    signed_in(world.people["officer"]).post(f"{BASE}take-out/priorities/neglect/")
    client = signed_in(world.people["officer"])
    client.post(f"{BASE}offer/")
    chair = signed_in(world.people["independent_chair"])
    page = chair.get(f"{BASE}approve/")
    assert "The priority “Neglect”: 1 finding (F-2026-001)" in page.content.decode()
    sent = {"seen": page.context["form"].initial["seen"], "effective_on": "2099-01-01", "confirmed": "1"}
    assert "then say that you have seen it" in chair.post(f"{BASE}approve/", sent).content.decode()
    assert chair.post(f"{BASE}approve/", sent | {"knows": "on"}).status_code == 302
