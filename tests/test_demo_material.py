"""What the demonstration quotes from Ofsted is Ofsted's: whole, word for word, and tied to what was found."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from learningloop.web.demo.ofsted_schema import OfstedFile, OfstedSource
from tests.house import ROOT

DEMO = ROOT / "learningloop" / "web" / "demo"
REPORTS = ROOT.parent / "shared" / "real" / "ofsted_full_reports"
"""The reports themselves are not part of the repository; where they are absent, the quotations go unread."""
PRINTED = {
    "east-riding": {
        "east_riding_of_yorkshire_24_march_2023": 4,
        "east_riding_of_yorkshire_13_march_2020": 12,
        "east_riding_of_yorkshire_13_february_2017": 11,
    },
    "gateshead": {"gateshead_29_january_2025": 3, "gateshead_11_june_2019": 4, "gateshead_11_march_2016": 15},
    "northamptonshire": {
        "north_northamptonshire_25_november_2022": 4,
        "west_northamptonshire_25_november_2022": 4,
    },
    "sandwell": {
        "sandwell_05_july_2022": 7,
        "sandwell_29_january_2018": 17,
        "sandwell_05_june_2015": 26,
        "sandwell_02_august_2013": 18,
    },
    "windsor-maidenhead": {
        "windsor_maidenhead_19_november_2024": 2,
        "windsor_maidenhead_24_february_2020": 4,
        "windsor_maidenhead_13_may_2015": 24,
    },
}
"""How many recommendations, or points that need to improve, each report prints."""
PAGE_HEAD = re.compile(r"\[\[page \d+\]\].{0,250}?^\d{1,2}\s*$", re.DOTALL | re.MULTILINE)
"""What stands over a page's words, to its printed number: one report counts from its text, not from its cover."""


def read(board: str) -> OfstedFile:
    return OfstedFile.model_validate(yaml.safe_load((DEMO / "ofsted" / f"{board}.yaml").read_text("utf-8")))


def plain(text: str) -> str:
    """The words without what a page does to them: line ends, hyphens at line ends, page heads and capitals."""
    return re.sub(r"[\s\-\u2010-\u2014]+", "", PAGE_HEAD.sub("", text)).lower()


def quoted(source: OfstedSource) -> list[str]:
    findings = [words for finding in source.findings for words in (finding.statement, finding.voice) if words]
    return findings + [recommendation.text for recommendation in source.recommendations]


def not_in(report: str, source: OfstedSource) -> list[str]:
    return [words for words in quoted(source) if plain(words) not in plain(report)]


SOURCES = [pytest.param(source, id=Path(source.file).stem) for board in PRINTED for source in read(board).sources]


def test_every_board_has_its_file():
    assert {path.stem for path in (DEMO / "ofsted").glob("*.yaml")} == set(PRINTED)


@pytest.mark.parametrize("board", PRINTED)
def test_no_printed_recommendation_is_lost(board):
    kept = {Path(source.file).stem: len(source.recommendations) for source in read(board).sources}
    assert kept == PRINTED[board]


@pytest.mark.parametrize("board", PRINTED)
def test_the_newest_report_stands_first(board):
    days = [source.published_on for source in read(board).sources]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("source", SOURCES)
def test_strengths_stand_beside_needs_and_every_recommendation_rests_on_a_need(source):
    needs = {finding.key for finding in source.findings if finding.kind == "need"}
    assert 5 <= len(source.findings) - len(needs) <= 10
    assert all(needs & set(recommendation.answers) for recommendation in source.recommendations)
    assert needs == needs & {key for asked in source.recommendations for key in asked.answers}


def test_themes_are_known_and_each_is_used():
    themes = yaml.safe_load((DEMO / "themes.yaml").read_text("utf-8"))["themes"]
    assert all(set(theme) == {"slug", "name", "description"} and all(theme.values()) for theme in themes)
    slugs = [theme["slug"] for theme in themes]
    assert len(slugs) == len(set(slugs))
    used = {theme for board in PRINTED for one in read(board).sources for f in one.findings for theme in f.themes}
    assert used == set(slugs)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports are not here")
@pytest.mark.parametrize("source", SOURCES)
def test_every_quotation_stands_in_the_report(source):
    assert not_in((REPORTS / source.file).read_text("utf-8"), source) == []


def test_a_word_that_the_report_does_not_say_would_be_seen():
    source = read("sandwell").sources[0]
    said = "\n".join(quoted(source))
    assert not_in(said, source) == []
    assert not_in(said.replace("neglect", "harm"), source) != []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda told: told["recommendations"][0].update(answers=["f99"]), "f99"),
        (lambda told: told["findings"][1].update(key="f1"), "twice"),
        (lambda told: told["findings"][0].update(opinion="ours"), "opinion"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(change, complaint):
    told = read("sandwell").sources[0].model_dump(mode="json")
    change(told)
    with pytest.raises(ValidationError, match=complaint):
        OfstedSource.model_validate(told)
