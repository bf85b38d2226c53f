"""Windsor and Maidenhead's pack says what its document says: counts and words, read by hand from the document."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from learningloop.frameworks.schema import Criterion, Framework

HERE = Path(__file__).parent
PACK = HERE.parent / "packs" / "windsor-maidenhead.yaml"
DOCUMENT = HERE / "documents" / "windsor-maidenhead.txt"

COUNTS = {
    "purpose": 10,
    "principles": 7,
    "review_tests": 5,
    "building_blocks": 4,
    "groups": 12,
    "agencies": 5,
    "source_kinds": 42,
    "methods": 5,
    "matrix": 8,
    "embedding": 21,
    "evaluation": 23,
    "domains": 0,
    "library": 8,
    "priorities": 0,
    "indicators": 0,
    "vulnerable_groups": 0,
    "expectations": 15,
    "templates": 0,
    "year_plan": 11,
    "activity": 0,
}
BERKSHIRE = ("Bracknell Forest", "Reading", "Slough", "West Berkshire", "Windsor and Maidenhead", "Wokingham")


@pytest.fixture(scope="module")
def pack() -> Framework:
    return Framework.model_validate(yaml.safe_load(PACK.read_text(encoding="utf-8")))


def criteria(pack: Framework, kind: str) -> tuple[Criterion, ...]:
    [found] = [source.criteria for source in pack.source_kinds if source.key == kind]
    return found


def limbs(found: tuple[Criterion, ...], depth: int = 0) -> Iterator[tuple[int, str | None, str, str]]:
    for criterion in found:
        yield depth, criterion.label, criterion.key, criterion.join if criterion.limbs else ""
        yield from limbs(criterion.limbs, depth + 1)


def printed_rows() -> list[list[list[str]]]:
    """The rows of Appendix 2's tables in order, each a list of three lists of items; page breaks mended."""
    text = DOCUMENT.read_text(encoding="utf-8")
    text = text[text.index("## Appendix 2") :].replace("’", "'")
    rows = []
    for line in text.splitlines():
        if line.startswith("<ul"):
            rows.append([cell_items(cell) for cell in line.split("\t")])
        elif line.startswith("\t\t<p>"):
            continued, *more = cell_items(line.replace("<p>", "<li>").replace("</p>", "</li>"))
            rows[-1][2][-1] += f" {continued}"
            rows[-1][2] += more
    return rows


def cell_items(cell: str) -> list[str]:
    return [item.strip(" •") for item in re.findall(r"<li>(.*?)</li>", cell)]


def printed_items(start: str, end: str) -> list[str]:
    """The list items of the document between two headings, without the marks of a list."""
    text = DOCUMENT.read_text(encoding="utf-8")
    between = text[text.index(start) : text.index(end, text.index(start))]
    items = re.findall(r"^\s*- (?!5\.)(.*)$", between, flags=re.MULTILINE)
    return [re.sub(r"(, and|; and|;)$", "", item.strip()) for item in items]


def test_every_part_has_as_many_entries_as_the_document(pack: Framework) -> None:
    dumped = pack.model_dump()
    assert {part: len(dumped[part]) for part in COUNTS} == COUNTS
    assert len(pack.document.notes) == 27


def test_the_board_and_its_document(pack: Framework) -> None:
    assert (pack.board.slug, pack.board.short_name) == ("windsor-maidenhead", "W&M LSCB")
    assert (pack.document.revised, pack.document.review_due) == (None, None)
    assert pack.document.statutory_basis[0] == "Working Together 2013, chapter 4"
    assert any(note.startswith("Section 5.4 is numbered twice") for note in pack.document.notes)


def test_the_seven_principles_and_the_five_review_tests(pack: Framework) -> None:
    assert [principle.key for principle in pack.principles] == [
        "continuous-learning",
        "proportionate",
        "independent",
        "professionals-involved",
        "families-invited",
        "published",
        "sustained",
    ]
    assert [test.key for test in pack.review_tests] == [
        "complex-circumstances",
        "who-did-what-and-why",
        "viewpoint-at-the-time",
        "transparent-data",
        "research-and-evidence",
    ]


def test_the_eight_shelves_of_the_library_and_their_items(pack: Framework) -> None:
    assert {shelf.name: len(shelf.items) for shelf in pack.library} == {
        "Key Reports": 3,
        "Quantitative Information": 5,
        "Qualitative Information": 16,
        "Participation & Engagement with Children and Young People": 6,
        "Participation & Engagement with Parents and Carers": 4,
        "Involving Front Line Staff and Managers": 3,
        "Consultation with the Public and Other Stakeholders": 4,
        "Future Initiatives (the next volume)": 1,
    }


def test_the_shelves_that_are_lists_are_as_printed(pack: Framework) -> None:
    items = {shelf.key: [item.text for item in shelf.items] for shelf in pack.library}
    assert items["key-reports"] == printed_items("- 5.2 ", "## **Quantitative")
    assert items["quantitative-information"][:4] == printed_items("- 5.3 ", "- 5.4 ")
    assert items["children-and-young-people"] == printed_items(
        "5.12 ", "**Participation & Engagement with Parents"
    )
    assert items["parents-and-carers"] == printed_items("5.13 ", "**Involving Front Line")
    assert items["front-line-staff-and-managers"] == printed_items("5.14 ", "### **Consultation")
    assert items["public-and-other-stakeholders"] == printed_items("- 5.15 ", "### **Future")


def test_every_kind_of_source_stands_on_one_shelf(pack: Framework) -> None:
    placed = [kind for shelf in pack.library for kind in shelf.kinds]
    assert sorted(placed) == sorted(kind.key for kind in pack.source_kinds)


def test_three_kinds_of_review_carry_criteria(pack: Framework) -> None:
    assert [kind.name for kind in pack.source_kinds if kind.criteria] == [
        "Serious Case Reviews",
        "Critical Incident/ Serious Incident Reviews",
        "Best Practice Reviews",
    ]


def test_the_criteria_of_a_serious_case_review_limb_by_limb(pack: Framework) -> None:
    assert list(limbs(criteria(pack, "scr"))) == [
        (0, None, "serious-case-review", "any"),
        (1, "Regulation 5 (2)", "regulation-5-2", "all"),
        (2, "(a)", "abuse-or-neglect", ""),
        (2, "(b)", "died-or-seriously-harmed", "any"),
        (3, "(b)(i)", "child-died", ""),
        (3, "(b)(ii)", "harm-and-concern", "all"),
        (4, None, "seriously-harmed", ""),
        (4, None, "concern-about-working-together", ""),
        (1, None, "always-trigger", "any"),
        (2, "1", "abuse-and-death", "all"),
        (3, None, "abuse-or-neglect", ""),
        (3, None, "child-died", ""),
        (2, "2", "abuse-harm-and-concern", "all"),
        (3, None, "abuse-or-neglect", ""),
        (3, None, "seriously-harmed", ""),
        (3, None, "concern-about-working-together", ""),
        (1, None, "custody", "any"),
        (2, None, "in-custody", ""),
        (2, None, "police-custody", ""),
        (2, None, "remand-or-sentence", ""),
        (2, None, "young-offender-institution", ""),
        (2, None, "secure-training-centre", ""),
        (2, None, "secure-childrens-home", ""),
        (2, None, "detained-mental-health-act", ""),
    ]


def test_the_words_of_the_criteria(pack: Framework) -> None:
    [scr] = criteria(pack, "scr")
    _, always, custody = scr.limbs
    assert always.limbs[0].limbs[1].text == "the child has died (including by suicide)"
    assert always.limbs[1].text.endswith(
        "unless it is clear that there are no concerns about inter-agency working, "
        "a Serious Case Review must be commissioned."
    )
    assert "Mental Health Act 2005" in custody.limbs[6].source.quote
    [incident] = criteria(pack, "critical-incident-review")
    assert [limb.text for limb in incident.limbs][0] == "Criteria for an SCR not met"
    [practice] = criteria(pack, "good-practice-review")
    assert (practice.join, len(practice.limbs)) == ("all", 3)


def test_the_five_methods_with_their_steps_and_references(pack: Framework) -> None:
    assert {method.key: (len(method.steps), len(method.references)) for method in pack.methods} == {
        "scie-learning-together": (0, 2),
        "root-cause-analysis": (0, 1),
        "child-practice-review": (3, 1),
        "significant-incident-learning-process": (4, 0),
        "appreciative-inquiry": (5, 0),
    }
    assert pack.methods[2].references[0].startswith("Protecting Children in Wales: Guidance")


def test_the_matrix_of_eight_groups_is_as_printed_row_by_row(pack: Framework) -> None:
    rows = [[list(row.need), list(row.means), list(row.measures)] for group in pack.matrix for row in group.rows]
    assert rows == printed_rows()
    assert [(group.group, len(group.rows)) for group in pack.matrix] == [
        ("board", 1),
        ("scr", 2),
        ("training", 1),
        ("policy-procedures", 1),
        ("prevention", 1),
        ("monitoring-evaluation", 3),
        ("cdop", 2),
        ("section-11-panel", 1),
    ]


def test_only_the_prevention_row_stands_for_all_of_its_groups_work(pack: Framework) -> None:
    assert [row.key for group in pack.matrix for row in group.rows if not row.kinds] == ["prevention"]


def test_groups_shared_across_berkshire(pack: Framework) -> None:
    shared = {group.key: group.boards_served for group in pack.groups if group.boards_served}
    east = ("Bracknell Forest", "Slough", "Windsor and Maidenhead")
    assert shared == {
        "training": BERKSHIRE,
        "training-strategic": BERKSHIRE,
        "training-operational": east,
        "policy-procedures": BERKSHIRE,
        "cdop": BERKSHIRE,
        "section-11-panel": BERKSHIRE,
    }
    assert any("does not list the boards of Berkshire" in note for note in pack.document.notes)


def test_the_training_subgroup_has_a_strategic_and_an_operational_half(pack: Framework) -> None:
    halves = {group.key: group.level for group in pack.groups if group.part_of == "training"}
    assert halves == {"training-strategic": "strategic", "training-operational": "operational"}


def test_the_statutory_minimum(pack: Framework) -> None:
    minimum = [said.text for said in pack.expectations if said.of == "An LSCB, as a minimum"]
    assert minimum == [item.rstrip(".") for item in printed_items("1.3 ", "1.4 ")]
    assert len(minimum) == 4


def test_up_to_four_multi_agency_case_audits_a_year(pack: Framework) -> None:
    plan = {entry.key: (entry.frequency, entry.times_a_year) for entry in pack.year_plan}
    assert plan["multi-agency-case-audits"] == (None, 4)
    assert plan["bespoke-multi-agency-audits"] == ("as-needed", None)
    assert plan["development-day"] == ("yearly", 1)


def test_what_reports_where(pack: Framework) -> None:
    routes = {kind.key: [route.groups for route in kind.reports_to] for kind in pack.source_kinds}
    assert routes["data-set"] == [("monitoring-evaluation",), ("board",)]
    assert routes["multi-agency-case-audit"] == [("board",), ("coordination-meeting",), ()]
    assert routes["good-practice-review"] == [("scr", "professional-practice")]
    assert routes["national-learning"] == [("coordination-meeting",)]
