"""Northamptonshire's pack says what its document says: counts and words, read by hand from the document."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from learningloop.frameworks.schema import Criterion, Framework

HERE = Path(__file__).parent
PACK = HERE.parent / "packs" / "northamptonshire.yaml"
DOCUMENT = HERE / "documents" / "northamptonshire.txt"

ACTIVITIES = {
    "children-families-education": 8,
    "police": 7,
    "emas": 7,
    "health-visitors-school-nurses": 18,
    "camhs": 3,
    "northampton-general-hospital": 4,
    "kettering-general-hospital": 6,
    "nhs-england": 7,
    "nene-and-corby-ccg": 11,
    "voluntary-sector": 2,
    "schools": 8,
    "colleges": 5,
    "probation": 8,
    "cafcass": 6,
}
FREQUENCIES = {
    ("children-families-education", "case-file-audits"): "monthly",
    ("police", "serious-crime-reviews"): "monthly",
    ("police", "journey-peer-reviews"): "quarterly",
    ("emas", "safeguarding-audits"): "regularly",
    ("emas", "clinical-bulletins"): "regularly",
    ("emas", "significant-incident-processes"): "as-needed",
    ("health-visitors-school-nurses", "mandatory-supervision"): "quarterly",
    ("health-visitors-school-nurses", "newsletters-and-team-feedback"): "quarterly",
    ("health-visitors-school-nurses", "service-user-feedback"): "regularly",
    ("northampton-general-hospital", "cumulative-learning"): "every-three-years",
    ("kettering-general-hospital", "mandatory-training"): "monthly",
    ("kettering-general-hospital", "clinical-governance-meetings"): "quarterly",
    ("nhs-england", "safeguarding-quality-schedule"): "quarterly",
    ("nene-and-corby-ccg", "safeguarding-data-review"): "monthly",
    ("nene-and-corby-ccg", "safeguarding-quality-schedule"): "quarterly",
    ("nene-and-corby-ccg", "section-11-scrutiny"): "regularly",
    ("nene-and-corby-ccg", "camhs-referral-audits"): "regularly",
    ("voluntary-sector", "section-11-audits"): "yearly",
    ("voluntary-sector", "sample-audits"): "regularly",
    ("schools", "external-safeguarding-audits"): "yearly",
    ("schools", "inclusion-network-and-conference"): "yearly",
    ("colleges", "policy-review-and-annual-reports"): "yearly",
    ("probation", "noms-thematic-audit"): "once",
    ("probation", "e-learning"): "once",
    ("probation", "professional-guidance"): "regularly",
    ("probation", "safeguarding-flags-data"): "regularly",
    ("cafcass", "guardian-performance-reviews"): "quarterly",
    ("cafcass", "court-report-quality-assurance"): "regularly",
    ("cafcass", "lscb-feedback-at-team-meetings"): "monthly",
}
COUNTS = {
    "purpose": 7,
    "principles": 8,
    "review_tests": 5,
    "building_blocks": 4,
    "groups": 8,
    "agencies": 14,
    "source_kinds": 22,
    "methods": 5,
    "matrix": 0,
    "embedding": 9,
    "evaluation": 7,
    "domains": 0,
    "library": 5,
    "priorities": 3,
    "indicators": 0,
    "vulnerable_groups": 0,
    "expectations": 13,
    "templates": 4,
    "year_plan": 6,
    "activity": 3,
}


@pytest.fixture(scope="module")
def pack() -> Framework:
    return Framework.model_validate(yaml.safe_load(PACK.read_text(encoding="utf-8")))


def printed_agencies() -> list[tuple[str, list[str]]]:
    """Each agency's heading in the document with its bullets, in order."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    start = lines.index("Northamptonshire Children, Families and Education Directorate:")
    agencies: list[tuple[str, list[str]]] = []
    for line in lines[start : lines.index("Appendix 1")]:
        if line.startswith("- "):
            agencies[-1][1].append(line.removeprefix("- ").strip())
        elif line.strip() and not line.endswith("April 2014"):
            agencies.append((line.removesuffix(":"), []))
    return agencies


def criterion_keys(criteria: tuple[Criterion, ...], depth: int = 0) -> Iterator[tuple[int, str, str]]:
    for criterion in criteria:
        yield depth, criterion.key, criterion.join if criterion.limbs else ""
        yield from criterion_keys(criterion.limbs, depth + 1)


def test_every_part_has_as_many_entries_as_the_document(pack: Framework) -> None:
    dumped = pack.model_dump()
    assert {part: len(dumped[part]) for part in COUNTS} == COUNTS
    assert len(pack.document.notes) == 18


def test_the_board_and_its_document(pack: Framework) -> None:
    assert (pack.board.slug, pack.board.short_name) == ("northamptonshire", "LSCBN")
    assert pack.document.revised == "2014-04"
    assert pack.document.review_due is None
    assert pack.document.statutory_basis[0] == "Working Together to Safeguard Children 2013"


def test_every_agency_bears_each_activity_as_printed(pack: Framework) -> None:
    written = [(agency.name, [activity.text for activity in agency.quality_assurance]) for agency in pack.agencies]
    assert written == printed_agencies()
    assert {agency.key: len(agency.quality_assurance) for agency in pack.agencies} == ACTIVITIES
    assert sum(ACTIVITIES.values()) == 100


def test_an_activity_has_a_frequency_only_where_the_words_give_one(pack: Framework) -> None:
    given = {
        (agency.key, activity.key): activity.frequency
        for agency in pack.agencies
        for activity in agency.quality_assurance
        if activity.frequency
    }
    assert given == FREQUENCIES


def test_the_five_review_tests(pack: Framework) -> None:
    assert [test.key for test in pack.review_tests] == [
        "complex-circumstances",
        "who-did-what-and-why",
        "viewpoint-at-the-time",
        "transparent-data",
        "research-and-evidence",
    ]
    assert pack.review_tests[2].text.endswith("involved at the time rather than using hindsight")


def test_the_five_methods_and_their_steps(pack: Framework) -> None:
    assert {method.name: [step.name for step in method.steps] for method in pack.methods} == {
        "SCIE Learning Together": [],
        "Root Cause Analysis": [],
        "Child Practice Reviews": ["Multi-agency professional forums", "Concise review", "Extended review"],
        "Significant Incident Learning Process": [
            "Broad base of involvement",
            "Agency reports",
            "Learning Event",
            "Recall Session",
        ],
        "Appreciative Inquiry": [
            "Safe environment",
            "What safeguarded the child",
            "What went wrong",
            "Where, how and why",
            "Design practice improvements",
        ],
    }


def test_the_clocks_of_a_serious_case_review(pack: Framework) -> None:
    clocks = {kind.key: kind.clocks for kind in pack.source_kinds if kind.clocks}
    assert list(clocks) == ["scr"]
    assert [(clock.key, clock.direction, clock.number, clock.unit) for clock in clocks["scr"]] == [
        ("decision", "within", 1, "months"),
        ("national-panel", "within", 14, "days"),
        ("completed", "within", 6, "months"),
        ("on-website", "for", 12, "months"),
    ]
    assert clocks["scr"][0].starts == "the LSCB being notified of the incident triggering the threshold"


def test_the_criteria_of_a_serious_case_review_limb_by_limb(pack: Framework) -> None:
    [scr] = [kind for kind in pack.source_kinds if kind.key == "scr"]
    assert list(criterion_keys(scr.criteria)) == [
        (0, "threshold", "all"),
        (1, "abuse-or-neglect", ""),
        (1, "death-or-serious-harm", "any"),
        (2, "child-dies", ""),
        (2, "harm-and-concerns", "all"),
        (3, "seriously-harmed", ""),
        (3, "concerns-about-joint-working", ""),
    ]


def test_the_rules_for_deciding_on_a_serious_case_review(pack: Framework) -> None:
    rules = {rule.key: rule.text for rule in pack.expectations if rule.of == "LSCB's Independent Chair"}
    assert list(rules) == ["chair-decides", "justify-threshold-not-met", "name-lead-reviewers"]
    assert "final decision" in rules["chair-decides"]
    assert "additional information to justify the decision" in rules["justify-threshold-not-met"]
    assert "name(s) of the independent Lead Reviewer(s)" in rules["name-lead-reviewers"]
    templates = {template.key: template for template in pack.templates}
    assert [part.key for part in templates["national-panel-notification"].parts] == [
        "decision",
        "justification",
        "lead-reviewers",
    ]


def test_the_kinds_of_source_and_what_reports_where(pack: Framework) -> None:
    routes = {
        kind.key: [group for route in kind.reports_to for group in route.groups] for kind in pack.source_kinds
    }
    assert routes == {
        "scr": ["board"],
        "child-death-review": ["board"],
        "multi-agency-case-review": ["board"],
        "practice-review": ["board"],
        "single-agency-audit": ["board"],
        "multi-agency-thematic-audit": ["quality-audit"],
        "multi-agency-case-audit": ["quality-audit"],
        "section-11": ["board"],
        "section-11-schools": [],
        "markers-of-good-practice": [],
        "data-set": ["board"],
        "practitioner-forum": [],
        "national-learning": [],
        "inspection": [],
        "agency-impact-report": ["board"],
        "individual-management-review": ["scr"],
        "peer-review": [],
        "practice-observation": [],
        "service-user-feedback": [],
        "complaints": [],
        "staff-feedback": [],
        "serious-incident-process": [],
    }


def test_the_five_sources_to_be_triangulated(pack: Framework) -> None:
    assert [shelf.name for shelf in pack.library] == [
        "Section 11 audits",
        "Single and joint agency case file audits and reviews",
        "Performance management information",
        "Child death overview panel",
        "Serious case reviews",
    ]


def test_the_learning_summary_has_eleven_rows_with_their_hints(pack: Framework) -> None:
    [summary] = [template for template in pack.templates if template.key == "learning-summary"]
    assert len(summary.parts) == 11
    assert [(number, part.hint) for number, part in enumerate(summary.parts, start=1) if part.hint] == [
        (2, "Please include details of methodology, chairing/authoring, how case(s) were selected"),
        (4, "Specific issues or general areas of concern or good practice"),
        (5, "What worked/didn't?; Who was involved, how long did it take, chairs, authors etc"),
        (6, "Indicate transferrable learning, not necessarily all recommendations"),
        (7, "As above, focus on transferrable learning"),
    ]
    assert summary.parts[0].heading == "Date Learning Summary completed"
    assert summary.parts[10].heading.startswith("For SCR's – please provide a set of PowerPoint slides")


def test_the_audit_meeting_report_and_the_audit_tool(pack: Framework) -> None:
    parts = {template.key: [part.heading for part in template.parts] for template in pack.templates}
    assert parts["audit-meeting-report"] == [
        "Very brief anonymised summaries of the cases reviewed",
        "Comments on any issues in relation to the audit process",
        "Key learning points",
        "Any recommended actions for individual agencies",
        "Any proposed multiagency action",
    ]
    assert len(parts["multi-agency-audit-tool"]) == 6


def test_the_year_plan_names_three_audit_themes_and_four_examples_of_topics(pack: Framework) -> None:
    themes = {entry.key: [theme.text for theme in entry.themes] for entry in pack.year_plan if entry.themes}
    assert themes == {
        "qa-audit-meetings": ["Child Sexual Exploitation", "Self Harm", "Domestic Violence"],
        "thematic-audit-topics": [
            "pre-birth referrals",
            "injuries to infants",
            "sexual abuse concerns",
            "referrals by housing",
        ],
    }
    assert pack.year_plan[0].frequency == "monthly"


def test_the_audit_pool_belongs_to_the_quality_and_audit_sub_group(pack: Framework) -> None:
    groups = {group.key: group for group in pack.groups}
    assert groups["audit-pool"].part_of == "quality-audit"
    assert groups["audit-pool"].members[:3] == ("Health", "Social Care", "Police")
    assert groups["board"].chair == "Independent Chair"
