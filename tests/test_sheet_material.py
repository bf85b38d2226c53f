"""Real material comes in by the sheet, and its documentation tells every column."""

import sys
from pathlib import Path

import pytest

from learningloop.exchange.imports import plan_of_file
from learningloop.exchange.operations import bring_in
from learningloop.exchange.rules.columns import COLUMNS
from learningloop.exchange.rules.guide import RULES, needed, tells
from learningloop.learning.models import Recommendation
from tests.house import ROOT
from tests.world import TODAY
from tools import ofsted_to_sheet

LINES = ROOT.parent / "shared" / "real" / "ofsted_lscb_reviews" / "recommendations.jsonl"
"""Not part of the repository; where it is absent, it goes unread."""
HOW_TO = (ROOT / "docs" / "how-to" / "bring-your-records.md").read_text("utf-8")


@pytest.mark.skipif(not LINES.is_file(), reason="the reviews are not here")
def test_ofsteds_recommendations_come_in_in_one_go_and_twice_is_once(world, tmp_path, monkeypatch):
    sheet = tmp_path / "ofsted.csv"
    monkeypatch.setattr(sys, "argv", ["ofsted_to_sheet.py", str(LINES), str(sheet)])
    ofsted_to_sheet.main()
    by = world.people["officer"]
    plan = plan_of_file(sheet.read_bytes(), board=world.board, person=by, today=TODAY)
    assert plan.faults == []
    bring_in(board=world.board, plan=plan, by=by)
    assert Recommendation.objects.count() == len(LINES.read_text("utf-8").splitlines()) == 366
    assert not plan_of_file(sheet.read_bytes(), board=world.board, person=by, today=TODAY).does_something


def test_a_review_that_is_not_named_like_one_is_refused(tmp_path):
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"file": "barnsley.txt", "para": 1, "group": "", "text": "Act"}', "utf-8")
    with pytest.raises(SystemExit, match="barnsley"):
        list(ofsted_to_sheet.rows(Path(lines)))


def test_the_documentation_tells_every_column_and_rule():
    lines = [f"| {column.header} | {tells(column)} | " for _, column in COLUMNS]
    assert [line for line in [*lines, *RULES] if line not in HOW_TO] == []
    assert all(needed(stage, column).lower() in HOW_TO for stage, column in COLUMNS)
