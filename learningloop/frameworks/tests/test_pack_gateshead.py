"""Gateshead's pack says what its document says: counts and words, read by hand from the document."""

from pathlib import Path

import pytest
import yaml

from learningloop.frameworks.schema import Framework, Template

PACK = Path(__file__).parent.parent / "packs" / "gateshead.yaml"
COUNTS = {
    "purpose": 14,
    "principles": 7,
    "review_tests": 0,
    "building_blocks": 4,
    "groups": 1,
    "agencies": 0,
    "source_kinds": 13,
    "methods": 0,
    "matrix": 0,
    "embedding": 7,
    "evaluation": 5,
    "domains": 0,
    "library": 0,
    "priorities": 3,
    "indicators": 0,
    "vulnerable_groups": 0,
    "expectations": 12,
    "templates": 2,
    "year_plan": 5,
    "activity": 0,
}


@pytest.fixture(scope="module")
def pack() -> Framework:
    return Framework.model_validate(yaml.safe_load(PACK.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def templates(pack: Framework) -> dict[str, Template]:
    return {template.key: template for template in pack.templates}


def test_every_part_has_as_many_entries_as_the_document(pack: Framework) -> None:
    dumped = pack.model_dump()
    assert {part: len(dumped[part]) for part in COUNTS} == COUNTS
    assert len(pack.document.notes) == 16


def test_the_board_and_its_document_without_dates(pack: Framework) -> None:
    assert (pack.board.slug, pack.board.short_name) == ("gateshead", "Gateshead LSCB")
    assert (pack.document.revised, pack.document.review_due) == (None, None)
    assert pack.document.statutory_basis[0] == "Working Together 2015"


def test_the_six_types_of_review_come_first_then_those_named_elsewhere(pack: Framework) -> None:
    assert [(kind.key, kind.family) for kind in pack.source_kinds] == [
        ("scr", "review"),
        ("child-death-review", "child-death"),
        ("multi-agency-case-review", "review"),
        ("practice-review", "audit"),
        ("good-practice-review", "review"),
        ("board-inquiry", "review"),
        ("appreciative-inquiry", "review"),
        ("scrutiny-and-challenge", "challenge"),
        ("section-11", "assessment"),
        ("inspection", "inspection"),
        ("board-member-update", "assurance"),
        ("operational-assurance-report", "assurance"),
        ("practice-observation", "observation"),
    ]


def test_the_criteria_that_the_document_gives(pack: Framework) -> None:
    assert {
        kind.key: [criterion.text for criterion in kind.criteria] for kind in pack.source_kinds if kind.criteria
    } == {
        "child-death-review": ["all child deaths under the age of 18"],
        "multi-agency-case-review": [
            "a child protection incident which falls below the threshold for a Serious Case Review",
            "there are still lessons to be learned",
        ],
        "appreciative-inquiry": ["multi-agency work has had good outcomes for children and their families"],
    }


def test_the_seven_principles_by_their_printed_names(pack: Framework) -> None:
    assert [(principle.key, principle.name) for principle in pack.principles] == [
        ("proportionate", "A proportionate response"),
        ("independent", "Independence"),
        ("professionals-involved", "Involvement of practitioners and clinicians"),
        ("families-invited", "Offer of family involvement"),
        ("child-at-the-centre", "The child to be at the centre of the process"),
        ("transparency", "Transparency"),
        ("sustained", "Sustainability"),
    ]


def test_the_four_parts_of_the_operational_assurance_report(templates: dict[str, Template]) -> None:
    assert [part.heading for part in templates["operational-assurance-report"].parts] == [
        "Examples of good practice",
        "Examples of effective multi-agency working and those where improvements could or should be made",
        "How the voice of the child is heard",
        "Pressures that may prevent or delay children and young people from receiving services that could"
        " safeguard them",
    ]


def test_the_nine_steps_of_practice_observation(templates: dict[str, Template]) -> None:
    steps = templates["practice-observation"].steps
    assert [step.key for step in steps] == [
        "chair-asks-members",
        "send-proforma",
        "record-in-log",
        "attend-and-return-proforma",
        "update-log-and-collate",
        "send-reminders",
        "analyse-findings",
        "identify-good-practice-and-improvement",
        "disseminate-briefing",
    ]
    assert [step.source.at for step in steps] == [f"Section 4.2, step {number}" for number in range(1, 10)]
    assert steps[0].text.endswith("attend, and not a high-level strategic meeting.")


def test_the_seven_kinds_of_meeting_to_be_observed(templates: dict[str, Template]) -> None:
    assert [occasion.text for occasion in templates["practice-observation"].occasions] == [
        "Strategy meeting",
        "Core groups",
        "Child protection conferences",
        "Home visits",
        "Planning meetings",
        "Team Around the Child/Team Around the Family meetings",
        "MARAC and MAPPA meetings",
    ]


def test_what_the_proforma_records(templates: dict[str, Template]) -> None:
    assert [part.heading for part in templates["practice-observation"].parts] == [
        "Areas of good practice",
        "Where improvements can be made",
    ]


def test_who_takes_part_in_practice_observation(pack: Framework) -> None:
    assert pack.source_kinds[-1].who == (
        "Board members",
        "LSCB chair",
        "LSCB Business Manager",
        "LSCB Admin Officer",
    )
    assert [(route.text, route.groups) for route in pack.source_kinds[-1].reports_to] == [
        ("Board members will then identify areas of good practice and areas for improvement", ("board",)),
        ("a Gateshead LSCB briefing which will be disseminated to all staff", ()),
    ]


def test_the_boards_priorities(pack: Framework) -> None:
    assert [priority.name for priority in pack.priorities] == ["Leadership", "Challenge", "Learning"]


def test_each_board_member_observes_practice_once_a_year(pack: Framework) -> None:
    plan = {entry.key: (entry.frequency, entry.times_a_year) for entry in pack.year_plan}
    assert plan == {
        "practice-observation": ("yearly", 1),
        "annual-report": ("yearly", 1),
        "board-member-update": ("regularly", None),
        "scrutiny-and-challenge": ("regularly", None),
        "reviews": ("regularly", None),
    }


def test_every_group_named_in_a_route_is_a_group_of_the_board(pack: Framework) -> None:
    routes = [
        *(route for kind in pack.source_kinds for route in kind.reports_to),
        *(route for way in pack.embedding for route in way.reporting),
        *(route for way in pack.evaluation for route in way.reporting),
    ]
    assert {group for route in routes for group in route.groups} == {group.key for group in pack.groups}
