"""The pack for Working Together 2018 and 2023: its time limits and criteria, and what nobody has checked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.schema import Criterion, Entry, Framework
from learningloop.frameworks.tests.test_page import page_of, words_of

HERE = Path(__file__).parent
PACK = HERE.parent / "packs" / "working-together-2023.yaml"
SHEET = HERE / "documents" / "working-together-2023.txt"
UNREAD = "No source read"
CLOCKS = {
    ("serious-incident-notification", "notify"): ("within", "5 working days", True),
    ("rapid-review", "complete"): ("within", "15 working days", True),
    ("lcspr", "publish"): ("within", "6 months", False),
    ("lcspr", "copy"): ("within", "7 working days", False),
    ("lcspr", "available"): ("for", "1 year", True),
    ("child-death-notification", "notify"): ("within", "48 hours", True),
    ("child-death-review-meeting", "meet"): ("within", "3 months", False),
    ("child-death-overview", "review"): ("within", "6 weeks", False),
    ("yearly-report", "report"): ("within", "12 months", True),
}
CRITERIA = {
    "serious-incident-notification": "abuse and (died or harmed)",
    "rapid-review": "notified",
    "lcspr": "(improvements or themes or together or panel)",
    "national-review": "(improvements or law or themes)",
    "joint-agency-response": "(external or sudden or custody or suspicion or stillbirth)",
}


@pytest.fixture(scope="module")
def pack() -> Framework:
    return read_framework(PACK)


def test_every_time_limit_and_whether_anybody_read_a_source_for_it(pack: Framework) -> None:
    told = {
        (kind.key, clock.key): (clock.direction, clock.period, clock.verified)
        for kind in pack.source_kinds
        for clock in kind.clocks
    }
    assert told == CLOCKS


def test_the_criteria_limb_by_limb(pack: Framework) -> None:
    told = {kind.key: " and ".join(map(logic, kind.criteria)) for kind in pack.source_kinds if kind.criteria}
    assert told == CRITERIA


def logic(criterion: Criterion) -> str:
    if not criterion.limbs:
        return criterion.key
    return "(" + {"any": " or ", "all": " and "}[criterion.join].join(map(logic, criterion.limbs)) + ")"


def entries(part: Any) -> Iterator[Entry]:
    if isinstance(part, Entry):
        yield part
    for name in type(part).model_fields:
        value = getattr(part, name)
        for item in value if isinstance(value, tuple) else ():
            if isinstance(item, Entry):
                yield from entries(item)


def test_what_no_source_was_read_for_is_marked_and_nothing_else(pack: Framework) -> None:
    found = list(entries(pack))
    assert [one.key for one in found if one.verified is (one.source.at == UNREAD)] == []
    assert sum(1 for one in found if not one.verified) == SHEET_UNREAD


SHEET_UNREAD = 18


@pytest.mark.django_db
def test_the_page_shows_the_mark_at_every_one(signed_in, pack: Framework) -> None:
    page = words_of(page_of(PACK, signed_in))
    assert page.count("Not checked against a source Where this comes from") == SHEET_UNREAD
    assert "Exampleshire is invented" in page


def test_every_source_stands_on_the_sheet_with_what_was_read_there(pack: Framework) -> None:
    sheet = " ".join(SHEET.read_text("utf-8").split())
    assert [one.key for one in entries(pack) if f"{one.source.quote} [{one.source.at}]" not in sheet] == []


def test_its_area_is_plainly_invented(pack: Framework) -> None:
    assert "(invented)" in pack.board.name
    assert all(agency.name.startswith("Exampleshire ") for agency in pack.agencies)
