"""Sandwell's pack says what its document says: counts, words and the table of 2015-16, read by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from learningloop.frameworks.schema import Criterion, Framework

PACK = Path(__file__).parent.parent / "packs" / "sandwell.yaml"
COUNTS = {
    "purpose": 7,
    "principles": 7,
    "review_tests": 0,
    "building_blocks": 4,
    "groups": 8,
    "agencies": 0,
    "source_kinds": 12,
    "methods": 0,
    "matrix": 0,
    "embedding": 10,
    "evaluation": 4,
    "domains": 0,
    "library": 0,
    "priorities": 0,
    "indicators": 0,
    "vulnerable_groups": 0,
    "expectations": 8,
    "templates": 0,
    "year_plan": 4,
    "activity": 12,
}
ALL_THREE = "Partner agencies; Relevant organisations; SSCB Business Unit"
WITH_TRAINERS = "Partner agencies; Relevant organisations; Learning & Development Subgroup; SSCB Business Unit"
QPP = "SSCB via QPP subgroup"
SCR = "SSCB via SCR Subcommittee"
# Type of Review, Description, Who, Reporting, 2015-16 Activity
TABLE_OF_REVIEWS = [
    (
        "Serious Case Review (SCR)",
        "Where abuse or neglect is known or suspected and either: 1) a child dies; or 2) a child is seriously"
        " harmed and there are concerns about how organisations or professionals worked together to safeguard"
        " the child.",
        "Partner agencies; Relevant organisations; Independent Reviewer; SSCB Business Unit",
        "SSCB via the Learning Lessons from SCR and/or a serious case review panel.; Publishing of SCR reports",
        "Child ES SCR completed and published; Child GS SCR Undertaken",
    ),
    (
        "Multi-agency case review",
        "Review of a safeguarding incident which falls below the threshold for a SCR.",
        "Partner agencies; Relevant organisations; Possible Independent Reviewer; SSCB Business Unit",
        "SSCB via SCR subcommittee",
        "Child FS Case Review completed and published",
    ),
    (
        "Individual management review",
        "Review of a safeguarding incident which falls below the threshold for an SCR and where there are"
        " limited concerns about how organisations or professionals worked together to safeguard the child",
        "Partner agency",
        "SSCB via SCR subcommittee",
        "",
    ),
    (
        "Child Death Review",
        "A review of all child deaths up the age of 18",
        "Child death Overview Panel (CDOP)",
        "SSCB via CDOP subgroup",
        "63 child deaths reviewed (2015-16 CDOP annual report under development)",
    ),
    (
        "Multi-agency thematic case audits",
        "Audit of practice relating to a specific safeguarding issue (case sample)",
        ALL_THREE,
        QPP,
        "June 2015 - External audit of the understanding and application of thresholds;"
        " November 2015 - External Sandwell Early Help Review;"
        " November 2015 - External CSE Assurance Review",
    ),
    (
        "Multi-agency case audits",
        "Audit of practice relating to a child's journey through the system (case sample)",
        ALL_THREE,
        QPP,
        "May 2015 - Multiagency Domestic Abuse Audit;"
        " November 2015 - Multiagency audit re Compliance with the Cross Border Protocol;"
        " February 2016 – Multiagency LAC Audit",
    ),
    (
        "Single agency audits",
        "Audit of practice (case sample)",
        "Partner agency",
        QPP,
        "Process for scrutinising single agency audits established;"
        " Limited work undertaken in respect of implementing the process.",
    ),
    (
        "s.11 audits",
        "Self-assessment of an organisation’s safeguarding arrangements and practice (Section 11 of the Children"
        " Act 2004).",
        "Partner agency",
        QPP,
        "Full Section 11 Audit undertaken across the partnership supplemented with a series of ‘scrutiny"
        " panels’; Report presented at May 2016 SSCB meeting",
    ),
    (
        "s.175/157 audits",
        "Self-assessment of a schools safeguarding arrangements and practice (s.175/157 of the Education Act"
        " 2002)",
        "Schools",
        "SSCB via QPP subgroup/ Education Advisory Group",
        "Full Section 175 Audit undertaken across all Sandwell Schools/ Academies supplemented by a series of"
        " ‘Assurance Panels’",
    ),
    (
        "National research, SCRs, etc.",
        "Key messages from research, other LSCB’s SCRs.",
        "SCR Subcommittee",
        "SSCB",
        "Key messages highlighted in SSCB Newsletters",
    ),
    (
        "Analysis of the quantitative data collected",
        "Key analysis of themes affecting safeguarding arrangements and practice",
        "All subgroups",
        QPP,
        "Performance reports and an accompanying dataset routinely provided to SSCB",
    ),
    (
        "Analysis of service user feedback",
        "Identifying key themes affecting safeguarding arrangements and practice",
        "All subgroups; Partner agencies; Relevant organisations",
        QPP,
        "Workforce survey undertaken in February 2016;"
        " Board Member Reviews undertaken in December 2015/ January 2016;"
        " Board Member 'Walk the Floor' initiative undertaken between January - March 2016",
    ),
]
SPREAD, ACT = "Dissemination of learning", "Actions to improve practice"
PLANS = "Single and Multi-agency actions plans from"
TABLE_OF_EMBEDDING = [
    (
        SPREAD,
        "Multi-agency training programme",
        WITH_TRAINERS,
        "SSCB via the Learning & Development and QPP Subgroup",
    ),
    (
        SPREAD,
        "SSCB multi-agency 'learning lessons' workshops",
        WITH_TRAINERS,
        "SSCB via the Learning & Developments and QPP Subgroup",
    ),
    (SPREAD, "SSCB briefings and communication strategy.", ALL_THREE, "SSCB via SSCB Business Unit"),
    (SPREAD, "Publication of serious case review final reports", "SSCB", SCR),
    (
        SPREAD,
        "Single agency training",
        "Partner agencies",
        "SSCB via the Learning & Development Subgroup",
    ),
    (SPREAD, "Single agency briefings and other communication strategies", "Partner agencies", QPP),
    (ACT, f"{PLANS} case reviews.", ALL_THREE, SCR),
    (ACT, f"{PLANS} case audits.", ALL_THREE, QPP),
    (ACT, f"{PLANS} s.11 audits/ s.175 and s.157 audits", ALL_THREE, QPP),
    (
        ACT,
        "Actions arising from reporting to SSCB from other subgroups",
        ALL_THREE,
        "SSCB via SSCB Business Unit",
    ),
]
TABLE_OF_EVALUATION = [
    ("Single and Multi-agency case audits", ALL_THREE, "SSCB via QPP Subgroup"),
    ("Case reviews", ALL_THREE, SCR),
    ("Reporting on action plans", ALL_THREE, SCR),
    ("Evaluation of training", ALL_THREE, "SSCB via Learning & Development Subgroup"),
]


@pytest.fixture(scope="module")
def pack() -> Framework:
    return Framework.model_validate(yaml.safe_load(PACK.read_text(encoding="utf-8")))


def limbs(criteria: tuple[Criterion, ...], depth: int = 0) -> Iterator[tuple[int, str | None, str, str]]:
    for criterion in criteria:
        yield depth, criterion.label, criterion.key, criterion.join if criterion.limbs else ""
        yield from limbs(criterion.limbs, depth + 1)


def test_every_part_has_as_many_entries_as_the_document(pack: Framework) -> None:
    dumped = pack.model_dump()
    assert {part: len(dumped[part]) for part in COUNTS} == COUNTS
    assert len(pack.document.notes) == 17


def test_the_board_and_its_document(pack: Framework) -> None:
    assert (pack.board.slug, pack.board.short_name) == ("sandwell", "SSCB")
    assert (pack.document.revised, pack.document.review_due) == ("2017-09", "2018-09")
    assert pack.document.statutory_basis == ("Working Together to Safeguard Children (DfE, 2015)",)


def test_the_table_of_reviews_and_its_2015_16_activity_row_by_row(pack: Framework) -> None:
    done = {entry.kind: entry for entry in pack.activity}
    assert {entry.year for entry in pack.activity} == {"2015-16"}
    assert [entry.kind for entry in pack.activity] == [kind.key for kind in pack.source_kinds]
    assert [
        (
            kind.name,
            kind.description,
            "; ".join(kind.who),
            "; ".join(route.text for route in kind.reports_to),
            "; ".join(done[kind.key].items),
        )
        for kind in pack.source_kinds
    ] == TABLE_OF_REVIEWS


def test_the_table_of_activity_has_twenty_items(pack: Framework) -> None:
    assert [len(entry.items) for entry in pack.activity] == [2, 1, 0, 1, 3, 3, 2, 2, 1, 1, 1, 3]


def test_the_table_of_ways_to_embed_learning(pack: Framework) -> None:
    assert [
        (way.how, way.what, "; ".join(way.who), "; ".join(route.text for route in way.reporting))
        for way in pack.embedding
    ] == TABLE_OF_EMBEDDING


def test_the_table_of_ways_to_evaluate_learning(pack: Framework) -> None:
    assert [
        (way.what, "; ".join(way.who), "; ".join(route.text for route in way.reporting)) for way in pack.evaluation
    ] == TABLE_OF_EVALUATION


def test_the_criteria_of_a_serious_case_review_limb_by_limb(pack: Framework) -> None:
    scr = pack.source_kinds[0]
    assert list(limbs(scr.criteria)) == [
        (0, None, "threshold", "all"),
        (1, None, "abuse-or-neglect", ""),
        (1, None, "death-or-serious-harm", "any"),
        (2, "1)", "child-dies", ""),
        (2, "2)", "harm-and-concerns", "all"),
        (3, None, "seriously-harmed", ""),
        (3, None, "concerns-about-joint-working", ""),
    ]


def test_an_individual_management_review_needs_both_of_its_criteria(pack: Framework) -> None:
    assert [criterion.key for criterion in pack.source_kinds[2].criteria] == [
        "below-the-threshold",
        "limited-concerns",
    ]


def test_the_groups_by_which_each_kind_reaches_the_board(pack: Framework) -> None:
    assert {
        kind.key: [group for route in kind.reports_to for group in route.groups] for kind in pack.source_kinds
    } == {
        "scr": ["scr", "scr-panel", "board"],
        "multi-agency-case-review": ["scr", "board"],
        "individual-management-review": ["scr", "board"],
        "child-death-review": ["cdop", "board"],
        "multi-agency-thematic-audit": ["qpp", "board"],
        "multi-agency-case-audit": ["qpp", "board"],
        "single-agency-audit": ["qpp", "board"],
        "section-11": ["qpp", "board"],
        "section-175": ["qpp", "education-advisory-group", "board"],
        "national-learning": ["board"],
        "data-set": ["qpp", "board"],
        "service-user-feedback": ["qpp", "board"],
    }


def test_every_group_named_in_a_route_is_a_group_of_the_board(pack: Framework) -> None:
    groups = {group.key for group in pack.groups}
    routes = [
        *(route for kind in pack.source_kinds for route in kind.reports_to),
        *(route for way in pack.embedding for route in way.reporting),
        *(route for way in pack.evaluation for route in way.reporting),
    ]
    assert {group for route in routes for group in route.groups} == groups
    assert {group for kind in pack.source_kinds for group in kind.commissioned_by} == {"scr", "qpp"}
    assert {entry.group for entry in pack.year_plan} == {"board", "cdop"}


def test_the_four_building_blocks_in_the_documents_order(pack: Framework) -> None:
    assert [(block.key, block.name) for block in pack.building_blocks] == [
        ("experience", "Reviews of safeguarding practice"),
        ("learning", "Identification of learning"),
        ("embedding", "Embedding learning in practice"),
        ("evaluation", "Evaluation of learning"),
    ]


def test_the_principles_that_the_text_marks(pack: Framework) -> None:
    assert [principle.key for principle in pack.principles] == [
        "culture",
        "proportionate",
        "independent",
        "professionals-involved",
        "families-invited",
        "transparency",
        "sustained",
    ]
