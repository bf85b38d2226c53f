"""East Riding's pack says what its document says: counts and words, read by hand from the document."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from learningloop.frameworks.schema import Criterion, Framework

HERE = Path(__file__).parent
PACK = HERE.parent / "packs" / "east-riding.yaml"
DOCUMENT = HERE / "documents" / "east-riding.txt"

COUNTS = {
    "purpose": 11,
    "principles": 6,
    "review_tests": 0,
    "building_blocks": 4,
    "groups": 5,
    "agencies": 8,
    "source_kinds": 29,
    "methods": 0,
    "matrix": 0,
    "embedding": 20,
    "evaluation": 14,
    "domains": 7,
    "library": 0,
    "priorities": 4,
    "indicators": 38,
    "vulnerable_groups": 20,
    "expectations": 26,
    "templates": 0,
    "year_plan": 13,
    "activity": 0,
}
STATEMENTS = {
    "A": {"good": 18, "difference": 6, "implementing": 6},
    "B": {"good": 7, "difference": 2, "implementing": 4},
    "C": {"good": 16, "difference": 8, "implementing": 4},
    "D": {"good": 2, "difference": 5, "implementing": 4},
    "E": {"good": 12, "difference": 5, "implementing": 3},
    "F": {"good": 2, "difference": 1, "implementing": 2},
    "G": {"good": 1, "difference": 4, "implementing": 1},
}
GOOD_FOR = "What does good look like for "
HEADINGS = {
    "Understanding and acting on risk": 11,
    "Agencies safeguarding the welfare of children and young people": 15,
    "Children and young people receiving the right service at the right time": 6,
    "Safeguarding and promoting the welfare of children and young people": 6,
}
POLARITIES = {
    "high": {
        "placement-stability",
        "children-in-need-gcse",
        "children-in-need-ks2",
        "annual-health-assessment",
        "looked-after-reviews-in-timescales",
        "child-protection-reviews-on-time",
        "early-education",
        "substance-misuse-treatment",
    },
    "low": {
        "time-to-adoptive-family",
        "injury-admissions",
        "under-18-conceptions",
        "children-in-need-persistent-absence",
        "first-time-entrants",
        "self-harm-admissions",
        "plans-2-years-or-more",
        "second-or-subsequent-plan",
        "re-referrals",
        "fixed-period-exclusions",
        "permanent-exclusions",
    },
}


@pytest.fixture(scope="module")
def pack() -> Framework:
    return Framework.model_validate(yaml.safe_load(PACK.read_text(encoding="utf-8")))


def printed_lists() -> Iterator[tuple[str, list[str]]]:
    """Each heading or lead-in of the document with the items listed directly under it, in order."""
    heading, items = "", list[str]()
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith((" - ", "- ")):
            items.append(line.strip().removeprefix("- ").replace("**", ""))
        elif line.strip():
            yield heading, items
            heading, items = line.strip(), []
    yield heading, items


def under(heading: str) -> list[str]:
    [items] = [items for found, items in printed_lists() if found == heading and items]
    return items


def criterion_keys(criteria: tuple[Criterion, ...], depth: int = 0) -> Iterator[tuple[int, str, str]]:
    for criterion in criteria:
        yield depth, criterion.key, criterion.join if criterion.limbs else ""
        yield from criterion_keys(criterion.limbs, depth + 1)


def test_every_part_has_as_many_entries_as_the_document(pack: Framework) -> None:
    dumped = pack.model_dump()
    assert {part: len(dumped[part]) for part in COUNTS} == COUNTS
    assert len(pack.document.notes) == 16


def test_the_board_and_its_document(pack: Framework) -> None:
    assert (pack.board.slug, pack.board.short_name) == ("east-riding", "ERSCB")
    assert pack.document.period == "2016/17"
    assert (pack.document.revised, pack.document.review_due) == (None, None)


def test_the_seven_domains_bear_all_their_statements(pack: Framework) -> None:
    assert {
        domain.letter: {
            "good": len(domain.good),
            "difference": len(domain.difference),
            "implementing": len(domain.implementing),
        }
        for domain in pack.domains
    } == STATEMENTS


def test_what_good_looks_like_for_whom_is_as_printed(pack: Framework) -> None:
    written: list[tuple[str, list[str]]] = []
    for domain in pack.domains:
        for people in dict.fromkeys(statement.people for statement in domain.good):
            said = [statement.text for statement in domain.good if statement.people == people]
            written.append((f"{GOOD_FOR}{people}?", said))
    assert written == [found for found in printed_lists() if found[0].startswith(GOOD_FOR)]
    assert [len(items) for _, items in written] == [7, 11, 7, 16, 2, 7, 5, 2, 1]


def test_how_learning_is_implemented_is_as_printed(pack: Framework) -> None:
    printed = [items for heading, items in printed_lists() if heading.endswith("ERSCB implement learning?")]
    assert [[said.text for said in domain.implementing] for domain in pack.domains] == printed


def test_how_the_board_makes_a_difference(pack: Framework) -> None:
    difference = {domain.letter: [said.text for said in domain.difference] for domain in pack.domains}
    headings = [items for heading, items in printed_lists() if heading == "How will the Board make a difference?"]
    printed_a, printed_e, printed_g = headings[0], headings[4], headings[6]
    assert difference["A"][:5] == printed_a[:5]
    assert difference["A"][5] == " ".join(printed_a[5:])
    assert difference["C"][1:] == next(
        items for heading, items in printed_lists() if heading.endswith("Audit activity includes:")
    )
    assert difference["D"][0].endswith("worked together to safeguard the child;")
    assert (difference["E"], difference["G"]) == (printed_e, printed_g)


def test_each_domain_holds_the_kinds_of_source_that_stand_there(pack: Framework) -> None:
    placed = [kind for domain in pack.domains for kind in domain.kinds]
    assert sorted(placed) == sorted(kind.key for kind in pack.source_kinds)
    assert pack.domains[2].kinds == (
        "threshold-challenge-meeting",
        "multi-agency-case-audit",
        "section-11",
        "single-agency-audit",
        "multi-agency-thematic-audit",
        "escalation-and-dispute-resolution",
    )


def test_the_data_set_is_as_printed_under_its_four_headings(pack: Framework) -> None:
    names = {
        heading: [indicator.name for indicator in pack.indicators if indicator.heading == heading]
        for heading in HEADINGS
    }
    assert {heading: len(found) for heading, found in names.items()} == HEADINGS
    assert list(names.values()) == [
        under("Understanding and acting on risk"),
        under("Agencies safeguarding the welfare of children and young people"),
        under("Receiving the right service at the right time"),
        under("Safeguarding and Promoting the Welfare of Children and Young People"),
    ]


def test_an_indicator_has_a_polarity_only_where_it_is_plain(pack: Framework) -> None:
    assert {
        polarity: {indicator.key for indicator in pack.indicators if indicator.polarity == polarity}
        for polarity in POLARITIES
    } == POLARITIES


def test_the_units_of_the_indicators(pack: Framework) -> None:
    units = {indicator.key: indicator.unit for indicator in pack.indicators}
    rates = {key: unit for key, unit in units.items() if unit not in {"count", "percent"}}
    assert rates == {
        "looked-after-rate": "per-10,000",
        "child-protection-plan-rate": "per-10,000",
        "time-to-adoptive-family": "days",
        "injury-admissions": "per-10,000",
        "under-18-conceptions": "per-1,000",
        "camhs-pathways": "text",
        "initial-conferences": "per-10,000",
    }
    printed_as_percentage = [
        indicator.key for indicator in pack.indicators if indicator.name.startswith(("Percentage", "% of"))
    ]
    assert {units[key] for key in printed_as_percentage} == {"percent"}
    assert len(printed_as_percentage) == 9


def test_the_four_priorities(pack: Framework) -> None:
    assert [priority.name for priority in pack.priorities] == [
        "Neglect",
        "Domestic Abuse",
        "Child Sexual Exploitation",
        "Self Harm and Suicide",
    ]


def test_the_twenty_vulnerable_groups_are_as_printed(pack: Framework) -> None:
    local_area = [
        items for heading, items in printed_lists() if heading == "How will the Board make a difference?"
    ]
    assert [group.name for group in pack.vulnerable_groups] == local_area[5][1:]


def test_what_single_agencies_must_do_is_as_printed(pack: Framework) -> None:
    single = [said.text for said in pack.expectations if said.of in {"Employing agencies", "Agencies"}]
    assert single == [item.removesuffix(" and").rstrip(";") for item in under("3. Single agency expectations")]
    assert len(single) == 9


def test_the_statutory_minimum(pack: Framework) -> None:
    minimum = [said.text for said in pack.expectations if said.of.endswith("as a minimum")]
    assert minimum == [
        item.removesuffix(" and").rstrip(";") for item in under("1. Background and legislation")[1:5]
    ]


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


def test_what_is_done_how_often(pack: Framework) -> None:
    assert {entry.key: entry.frequency for entry in pack.year_plan} == {
        "threshold-challenge-meeting": "weekly",
        "multi-agency-audits": "regularly",
        "section-11-audits": "yearly",
        "thematic-audits": "twice-yearly",
        "full-dataset": "regularly",
        "annual-indicators": "yearly",
        "monthly-performance-information": "monthly",
        "exploitation-and-missing": "quarterly",
        "review-of-consultations": "yearly",
        "feedback-to-independent-chairs": "monthly",
        "complaints-report": "yearly",
        "annual-report": "yearly",
        "updated-safeguarding-training": "every-three-years",
    }


def test_the_data_set_goes_to_the_performance_group_and_by_exception_to_the_board(pack: Framework) -> None:
    [data_set] = [kind for kind in pack.source_kinds if kind.key == "data-set"]
    assert [route.groups for route in data_set.reports_to] == [("mee",), ("board",)]
    assert data_set.reports_to[1].text.endswith("by exception, as agreed by the MEE Group")
