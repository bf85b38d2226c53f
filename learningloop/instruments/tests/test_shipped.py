"""The question sets that come with Learning Loop are complete and hold together."""

import re

import pytest

from learningloop.instruments.queries import SETS, shipped_scales, shipped_sets
from learningloop.instruments.rules.checking import check
from learningloop.instruments.rules.conditions import Given, asked
from learningloop.instruments.rules.scoring import score
from tests.house import ROOT

KCSIE = ROOT.parent / "shared" / "real" / "guidance" / "Keeping_children_safe_in_education_2025.txt"
COUNTS = {
    "section-11": (9, 42),
    "section-175": (11, 68),
    "operational-assurance-report": (2, 5),
    "agency-impact-report": (3, 10),
    "board-effectiveness": (5, 17),
}
"""Sections and questions of each."""


@pytest.mark.parametrize("key", COUNTS)
def test_a_set_is_complete_and_has_no_fault(key):
    found = shipped_sets()[key]
    assert (len(found.sections), len(list(found.questions()))) == COUNTS[key]
    assert check(found) == []
    assert found.key == key


def test_every_file_is_a_set_that_is_known():
    assert set(shipped_sets()) == set(COUNTS) == {path.stem for path in SETS.glob("*.yaml")} - {"scales"}


def test_section_11_has_the_eight_usual_standards():
    titles = [section.title for section in shipped_sets()["section-11"].sections]
    assert [title.partition(":")[0] for title in titles[:8]] == [f"Standard {number}" for number in range(1, 9)]


def test_the_assurance_report_has_gatesheads_four_headings():
    [report, _audits] = shipped_sets()["operational-assurance-report"].sections
    assert [question.key for question in report.questions] == [
        "good-practice", "multi-agency-working", "voice-of-the-child", "pressures",
    ]  # fmt: skip


def test_each_graded_question_for_schools_names_its_paragraph():
    graded = [question for question in shipped_sets()["section-175"].questions() if question.kind == "grade"]
    assert all(question.legal_basis.startswith("KCSIE 2025") for question in graded)


def test_a_school_without_boarding_or_alternative_providers_lacks_nothing():
    schools = shipped_sets()["section-175"]
    given = {
        one.key: Given("met" if one.kind == "grade" else "yes") for one in schools.questions() if one.is_graded
    }
    given |= {"g-alternative": Given("no"), "g-residential": Given("no")}
    _sections, whole = score(schools, given, "school")
    assert (whole.below, whole.percent) == (0, 100)
    told = {one.key for _section, some in asked(schools, given, "school") for one in some}
    assert not {"g-alternative-checked", "g-residential-met"} & told


@pytest.mark.skipif(not KCSIE.exists(), reason="the guidance is not here")
def test_the_paragraphs_are_there():
    guidance = re.sub(r"\s+", " ", KCSIE.read_text("utf-8"))
    cited = {
        int(number)
        for question in shipped_sets()["section-175"].questions()
        for number in re.findall(r"\d+", question.legal_basis.partition("paragraph")[2])
    }
    assert cited
    assert all(re.search(rf" {number}\. [A-Z‘“]", guidance) for number in cited)


def test_the_same_colour_means_different_things():
    exceeds, met = shipped_scales()["rag-green-exceeds"], shipped_scales()["rag-green-met"]
    assert exceeds.points[2].colour == met.points[2].colour == "green"
    assert (exceeds.pass_mark, met.pass_mark) == ("amber", "green")
