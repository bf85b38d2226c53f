"""Every fault of a sheet is told at once: where, what stands there, the rule, and how to mend it."""

import pytest

from learningloop.exchange.imports import plan_of_file
from learningloop.exchange.operations import SheetHasFaults, bring_in
from learningloop.exchange.rules.columns import HEADERS
from learningloop.exchange.tests.sheets import as_csv, as_xlsx, cell_of, chain, upto
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM
from tests.world import TODAY

PLANTED = [
    ("Source began", "31/02/2026", "not a day"),
    ("Source began", "01/03/26", "two digits"),
    ("Source completed", "11/01/2026", "before it began"),
    ("Source completed", "01/12/2026", "today or in the past"),
    ("Source kind", "Inspektion of nobody", "kinds of source"),
    ("Source title", "A" * 301, "301 characters"),
    ("Source agencies", "Eastshire Polce", "agencies"),
    ("Source lead", "Nobody at all", "people with a role"),
    ("Source themes", "Negleckt", "themes"),
    ("Open to", "Everybody", "sensitivities"),
    ("Published at", "www.example.org", "address"),
    ("Source reference", "F-2026-900", "begin with R"),
    ("Source reference", "see file", "at least one digit"),
    ("Strength or need", None, "needs “Strength or need”"),
    ("Priority", "Fun", "priorities"),
    ("What good looks like", "All is well", "what good looks like"),
    ("Finding drawn", "11/01/2026", "began on 12 January 2026"),
    ("Recommended on", "26/03/2026", "drawn on 27 March 2026"),
    ("Also rests on", "F-2020-001", "no finding F-2020-001"),
    ("Reason", None, "needs its reason"),
    ("Answered on", "29/03/2026", "made on 30 March 2026"),
    ("Due", "20/04/2026", "due before it was agreed"),
    ("Effect to be judged on", "29/06/2026", "before the action is due"),
    ("Action owner", "Business unit officer", "no role for Eastshire Police"),
    ("How will we know", None, "needs “How will we know”"),
    ("Reported done on", "20/04/2026", "done before it was agreed"),
    ("Assured on", "14/06/2026", "before it was reported"),
    ("Assurance", None, "what the group looked at"),
    ("Why withdrawn", "Overtaken", "A withdrawal has its day"),
    ("Progress", "#REF!", "formula"),
    ("Progress is evidence", "Perhaps", "two answers"),
    ("Effect judged on", "30/06/2026", "before the action was closed"),
    ("Verdict", "Done but effect unknown", "judged again"),
    ("Verdict", None, "needs “Verdict”"),
]
"""A column, what is planted there, and words of the rule that it breaks; each in a chain of its own."""
ELSEWHERE = {
    ("Why withdrawn", "Overtaken"): "Withdrawn on",
    ("Verdict", "Done but effect unknown"): "Judge again on",
}
"""Where the fault is seen in another cell than the planted one."""


def plan_of(world, content, person="business_manager"):
    return plan_of_file(content, board=world.board, person=world.people[person], today=TODAY)


def told(plan):
    return [(fault.cell, fault.rule) for fault in plan.faults]


def test_as_many_faults_as_are_planted_are_told_each_at_its_place(world):
    rows = [chain(f"Audit {number}", **{header: value}) for number, (header, value, _) in enumerate(PLANTED)]
    dressed = as_xlsx(
        *rows, {"Action": "Nobody asked for it"}, chain("Merged"), chain("Uncounted"), dress=dress(len(rows))
    )
    plan = plan_of(world, dressed)
    expected = [
        (cell_of(ELSEWHERE.get((header, value), header), row), words)
        for row, (header, value, words) in enumerate(PLANTED, start=2)
    ]
    last = len(rows) + 2
    expected += [
        (cell_of("Action", last), "stands under no recommendation"),
        (cell_of("Where it stands", last + 1), "merged"),
        (cell_of("Voice of the child", last + 2), "no value in the file"),
        ("BO1", "no column of this name"),
        ("BP1", "Two columns have this name"),
    ]
    assert len(plan.faults) == len(expected) >= 30
    found = dict(told(plan))
    assert {cell: words for cell, words in expected if words not in found.get(cell, "")} == {}
    assert plan.good_rows == 0


def dress(rows):
    """Merged cells, a formula that nobody counted, a column that nobody knows, a column twice."""

    def do(page):
        page.merge_range(
            rows + 2, HEADERS.index("Where it stands"), rows + 2, HEADERS.index("Where it stands") + 1, "Page 3"
        )
        page.write_formula(rows + 3, HEADERS.index("Voice of the child"), "=A1", value="")
        page.write(0, len(HEADERS), "Colour")
        page.write(0, len(HEADERS) + 1, "Action")

    return do


def test_nothing_of_a_sheet_with_a_fault_is_brought_in(world):
    plan = plan_of(world, as_csv(chain("Good"), chain("Bad", **{"Source began": "soon"})))
    assert (plan.good_rows, len(plan.faults)) == (1, 1)
    with pytest.raises(SheetHasFaults):
        bring_in(board=world.board, plan=plan, by=world.people["business_manager"])
    assert not Source.objects.exists()


def test_a_fault_names_the_nearest_word(world):
    [fault] = plan_of(
        world, as_csv(upto("Source title", **{"Source agencies": "eastshire polce", "Source began": "12/01/2026"}))
    ).faults
    assert (fault.sheet, fault.cell, fault.value) == ("CSV", cell_of("Source agencies", 2), "eastshire polce")
    assert fault.fix == "Did you mean Eastshire Police?"


def test_two_rows_that_tell_different_things_of_one_record(world):
    row = {"Source reference": "R-2026-014", **upto("Source completed")}
    [fault] = plan_of(world, as_csv(row, row | {"Source title": "Another"})).faults
    assert fault.cell == cell_of("Source title", 3)
    assert "Row 2 tells something else of R-2026-014" in fault.rule


def test_a_record_does_not_stand_under_two_others(world):
    row = upto("What was learned", **{"Finding reference": "F-2026-001"})
    [fault] = plan_of(world, as_csv(row, row | {"Source title": "Another"})).faults
    assert "stands in row 2 under another source" in fault.rule


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([], "holds none of the template’s column names"),
        ([["Tracker 2026"], HEADERS, ["R-2026-001"]], "they stand in row 2"),
    ],
)
def test_a_sheet_whose_columns_are_not_found_has_one_fault(world, rows, rule):
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows or [["a", "b"], ["1", "2"]])
    [fault] = plan_of(world, content.encode()).faults
    assert rule in fault.rule


def test_a_column_that_every_new_record_needs_is_missed_once(world):
    headers = [header for header in HEADERS if header != "Source began"]
    faults = plan_of(
        world, as_csv(upto("Source title"), upto("Source title", **{"Source title": "B"}), headers=headers)
    ).faults
    assert [(fault.cell, fault.rule) for fault in faults] == [
        ("", "A new source needs the column “Source began”, and the sheet has none.")
    ]


def test_a_reference_of_a_record_that_one_may_not_see_is_not_free(world):
    record_source(
        board=world.board, kind="audit", title="Secret", started_on=TODAY, sensitivity="named", by=SYSTEM
    )
    taken = plan_of(world, as_csv(upto("Source completed", **{"Source reference": "R-2026-001"})), "officer")
    named = plan_of(
        world,
        as_csv(
            upto("What was learned")
            | dict.fromkeys(
                [
                    "Source kind",
                    "Source title",
                    "Source began",
                    "Source completed",
                    "Source group",
                    "Source agencies",
                    "Source summary",
                ]
            )
            | {"Source reference": "R-2026-001"}
        ),
        "officer",
    )
    assert told(taken) == [("A2", "The reference R-2026-001 is not free.")]
    assert told(named) == [("A2", "There is no source R-2026-001, on the board or in this sheet.")]


def test_a_sheet_names_no_lead_who_has_to_declare_their_independence(world):
    under_way = upto("Source began", **{"Source kind": "Case review", "Source lead": "Independent reviewer"})
    [fault] = plan_of(world, as_csv(under_way)).faults
    assert (fault.cell, "declare" in fault.rule) == (cell_of("Source lead", 2), True)
    assert plan_of(world, as_csv(under_way | {"Source completed": "27/03/2026"})).faults == []
