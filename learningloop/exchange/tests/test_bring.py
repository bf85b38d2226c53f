"""What a sheet brings in; what comes out goes back in unchanged."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learningloop.embedding.actions.models import Action, Progress
from learningloop.embedding.actions.operations import agree_action
from learningloop.evaluation.models import Evaluation
from learningloop.exchange.exports import sheet_of
from learningloop.exchange.imports import plan_of_file
from learningloop.exchange.operations import NothingToBring, bring_in
from learningloop.exchange.rules.columns import ACTION, HEADERS
from learningloop.exchange.tests.sheets import CHAIN, as_csv, as_xlsx, chain, upto
from learningloop.kit.spreadsheets import FORMULA_STARTS, read_grid
from learningloop.learning.models import Finding, Recommendation
from learningloop.learning.operations import draw_finding
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import record_source
from learningloop.sources.register.queries import register_of
from learningloop.trail.models import Event, Reading
from learningloop.trail.operations import SYSTEM
from tests.states import build_states
from tests.world import TODAY


@pytest.fixture
def manager(world):
    return world.people["business_manager"]


@pytest.fixture
def plan(world, manager):
    def make(content, by=manager):
        return plan_of_file(content, board=world.board, person=by, today=TODAY)

    return make


@pytest.fixture
def bring(world, manager, plan):
    def do(content, by=manager):
        made = plan(content, by)
        assert made.faults == []
        bring_in(board=world.board, plan=made, by=by)
        return made

    return do


def counted(plan):
    return {count.stage.key: (count.new, count.changed, count.same) for count in plan.counts}


def test_a_whole_chain_comes_in_as_it_is_told(world, bring, manager):
    bring(as_csv(chain()))
    source, finding, made = Source.objects.get(), Finding.objects.get(), Recommendation.objects.get()
    action, evaluation, entry = Action.objects.get(), Evaluation.objects.get(), Progress.objects.get()
    assert (source.kind, source.started_on, source.group) == ("audit", date(2026, 1, 12), world.groups["audit"])
    assert (finding.source, finding.priority, finding.multi_agency) == (source, "neglect", True)
    assert (list(made.findings.all()), made.answer.decision) == ([finding], "in-part")
    assert (action.recommendation, action.owner, action.evaluate_by) == (
        made,
        world.people["agency_lead"],
        "audit",
    )
    assert (action.closed_on, action.assurance) == (date(2026, 7, 1), "Ten files read by the group.")
    assert (entry.action, entry.by, entry.is_evidence) == (action, manager, True)
    assert (evaluation.action, evaluation.verdict) == (action, "practice")


def test_each_record_leaves_its_events_and_the_sheet_one(world, bring):
    bring(as_csv(chain()))
    kinds = list(
        Event.objects.filter(board="eastshire", actor_name="Business manager").values_list("kind", flat=True)
    )
    assert kinds == [
        "source.recorded", "finding.drawn", "recommendation.made", "recommendation.answered", "action.agreed",
        "action.progressed", "action.reported", "action.closed", "evaluation.carried-out", "sheet.brought",
    ]  # fmt: skip


@pytest.mark.parametrize("render", [as_csv, as_xlsx])
def test_brought_in_twice_changes_nothing(plan, bring, render):
    content = render(chain(), chain(**{"What was learned": "Supervision helps.", "Strength or need": "Strength"}))
    bring(content)
    again = plan(content)
    assert (again.faults, again.does_something) == ([], False)
    with pytest.raises(NothingToBring):
        bring(content)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_back_in_unchanged(world, plan, manager, form):
    build_states(world)
    content = sheet_of(world.board, manager, form)
    again = plan(content)
    assert (again.faults, again.does_something) == ([], False)
    told = counted(again)
    assert told.pop("progress") == (0, 0, 0)
    assert all(same for _, _, same in told.values())


def test_what_goes_out_builds_the_same_on_an_empty_board(world, bring, manager):
    bring(as_csv(chain(), chain("Another", **{"Effect judged on": None, "Verdict": None, "Why this verdict": None,
                                              "Evidence of effect": None, "Effect judged by": None})))  # fmt: skip
    out = read_grid(sheet_of(world.board, manager, "csv"), prefer="").rows
    told = [{name: cell for name, cell in zip(HEADERS, row, strict=True) if cell} for _, row in out[1:]]
    references = {name for name in HEADERS if name.endswith("reference")}
    days = {name for name, text in CHAIN.items() if text[:2].isdigit() and "/" in text}
    assert {name: text for name, text in told[0].items() if name not in references | days} == {
        **{name: text for name, text in CHAIN.items() if name not in days}, "Open to": "Open to the board",
    }  # fmt: skip


def test_references_stay_and_what_has_none_gets_the_next(bring):
    bring(as_csv(
        {"Source reference": "R-2026-014", "Finding reference": "scr-7", **upto("Finding drawn")},
        upto("Source completed", **{"Source title": "Another"}),
    ))  # fmt: skip
    assert set(Source.objects.values_list("reference", flat=True)) == {"R-2026-014", "R-2026-015"}
    assert Finding.objects.get().reference == "SCR-7"


def test_a_row_goes_on_with_a_reference_alone(bring):
    first = {"Action reference": "A-2026-007", **chain()}
    bring(as_csv(first))
    bring(
        as_csv({"Source reference": "R-2026-001", "Strength or need": "Strength", "What was learned": "It helps."})
    )
    assert Finding.objects.filter(source__reference="R-2026-001").count() == 2


def test_a_recommendation_rests_on_the_findings_of_its_rows_and_on_those_named(bring):
    one = {"Finding reference": "F-2026-001", "Recommendation reference": "RC-2026-001", **upto("Recommendation")}
    two = one | {"Finding reference": "F-2026-002", "What was learned": "Two", "Recommendation": None}
    three = upto("Finding drawn", **{"Finding reference": "F-2026-003", "What was learned": "Three"})
    bring(as_csv(one | {"Also rests on": "F-2026-003"}, two, three))
    assert Recommendation.objects.get().findings.count() == 3


def test_a_change_is_made_by_the_operation_of_its_stage(world, bring, plan):
    content = chain(**dict.fromkeys(HEADERS[HEADERS.index("Reported done on"):]))  # fmt: skip
    bring(as_csv(content))
    changed = {"Source reference": "R-2026-001", "Source lead": "Independent reviewer",
               "Finding reference": "F-2026-001", "Finding evidence": "5 of 12 files had one."}  # fmt: skip
    moved = {"Action reference": "A-2026-001", "Due": "31/08/2026", "Why the due date moved": "The trainer left",
             "Agencies that help": "Eastshire Academy", "Reported done on": "20/08/2026"}  # fmt: skip
    made = bring(as_csv(changed, moved))
    assert counted(made) | {"evaluation": 0} == {
        "source": (0, 1, 0), "finding": (0, 1, 0), "recommendation": (0, 0, 0), "response": (0, 0, 0),
        "action": (0, 1, 0), "progress": (0, 0, 0), "evaluation": 0,
    }  # fmt: skip
    action = Action.objects.get()
    assert (action.due_on, action.reported_on, action.state) == (date(2026, 8, 31), date(2026, 8, 20), "reported")
    assert [agency.name for agency in action.helping_agencies.all()] == ["Eastshire Academy"]
    assert action.due_date_changes.get().why == "The trainer left"
    assert Source.objects.get().lead == world.people["independent_reviewer"]
    assert not plan(as_csv(changed, moved)).does_something


STAYS = [
    ({"Source reference": "R-2026-001", "Source kind": "Case review"}, "kind of a source that is recorded stays"),
    ({"Recommendation reference": "RC-2026-001", "Recommendation": "Else"}, "answered this recommendation"),
    ({"Recommendation reference": "RC-2026-001", "Response": "Accepted"}, "The board’s answer stands"),
    ({"Action reference": "A-2026-001", "Due": "31/08/2026"}, "done and assured: this stays"),
    ({"Action reference": "A-2026-001", "Assurance": "Else"}, "done and assured: this stays"),
    ({"Action reference": "A-2026-001", "Progress on": "01/06/2026", "Progress": "New"}, "progress log is closed"),
    ({"Evaluation reference": "E-2026-001", "Verdict": "Sustained"}, "stays as it was carried out"),
    ({"Finding reference": "F-2026-001", "Source title": "Else", "Source kind": "Audit",
      "Source began": "12/01/2026"},
     "belongs to another source"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "rule"), STAYS, ids=[rule for _, rule in STAYS])
def test_what_is_settled_stays(bring, plan, row, rule):
    bring(as_csv(chain()))
    [fault] = plan(as_csv(row)).faults
    assert rule in fault.rule


def test_an_empty_cell_leaves_a_record_as_it_is(bring, plan):
    bring(as_csv(chain()))
    assert not plan(
        as_csv({"Source reference": "R-2026-001", "Source title": "Audit of chronologies"})
    ).does_something


def test_words_of_spreadsheets_are_understood(world, plan):
    told = upto("Source completed", **{"Source began": "46034", "Source completed": "27 March 2026"})
    lines = as_csv(told, headers=[*told]).decode().replace(",", ";").replace("\n", "\r\n")
    for content in (
        b"\xef\xbb\xbf" + lines.encode(),
        lines.replace(";", "\t").encode("utf-16"),
        lines.encode("cp1252"),
    ):
        made = plan(content)
        assert made.faults == []
        [source] = made.gathered.drafts["source"]
        assert source.values["started_on"] == date(2026, 1, 12)


def test_people_take_along_what_they_may_see(world, signed_in):
    build_states(world)
    manager, lay = world.people["business_manager"], world.people["lay_member"]
    record_source(board=world.board, kind="audit", title="Secret", started_on=TODAY, sensitivity="named",
                  named_people=[manager], by=SYSTEM)  # fmt: skip
    assert "Secret" in sheet_of(world.board, manager, "csv").decode()
    closed = register_of(manager, world.board).exclude(sensitivity="board")
    assert {*Reading.objects.filter(actor_id=manager.pk).values_list("thing_id", flat=True)} == {
        *closed.values_list("pk", flat=True)
    }
    assert "Secret" not in sheet_of(world.board, lay, "csv").decode()


def test_who_sees_an_action_and_not_what_it_grew_from_takes_the_action_along(world):
    source = record_source(board=world.board, kind="audit", title="Audit", started_on=TODAY, by=SYSTEM)
    finding = draw_finding(
        source=source, kind="need", statement="Unseen", multi_agency=True, drawn_on=TODAY, by=SYSTEM
    )
    content = as_csv({"Finding reference": finding.reference, "Recommendation": "Act", "Response": "Accepted",
                      "Answered on": "21/11/2026"})  # fmt: skip
    made = plan_of_file(content, board=world.board, person=None, today=TODAY)
    bring_in(board=world.board, plan=made, by=SYSTEM)
    agree_action(
        recommendation=Recommendation.objects.get(), title="Train", difference="Seen", due_on=TODAY,
        agency=world.agencies["police"], group=world.groups["audit"], evaluate_on=TODAY, how_will_we_know="Ask",
        agreed_on=TODAY, by=SYSTEM,
    )  # fmt: skip
    out = sheet_of(world.board, world.people["contributor"], "csv").decode()
    assert ("Train" in out, "Unseen" in out, "Act," in out) == (True, False, False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_formula_goes_out_and_the_same_text_comes_back(world, bring, plan, manager, form):
    texts = [f"{sign}1+1" for sign in FORMULA_STARTS if sign.strip()] + [
        "'=1",
        "''=1",
        "'quoted",
        "- a list\n- of two",
    ]
    bring(as_csv(*(upto("What was learned", **{"What was learned": text}) for text in texts)))
    assert {*Finding.objects.values_list("statement", flat=True)} == {*texts}
    out = sheet_of(world.board, manager, form)
    if form == "csv":
        cells = [cell for row in csv.reader(StringIO(out.decode("utf-8-sig"))) for cell in row]
        assert not any(cell.startswith(FORMULA_STARTS) for cell in cells)
    assert not plan(out).does_something


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
        str.strip
    )
)
def test_whatever_is_written_comes_back(plan, text):
    for render in (as_csv, as_xlsx):
        made = plan(render(upto("What was learned", **{"What was learned": f"A{text}"})))
        assert made.gathered.drafts["finding"][0].values["statement"] == f"A{text}".strip()


def test_the_command_says_what_would_happen_and_changes_nothing(world, tmp_path, capsys):
    file = tmp_path / "sheet.csv"
    file.write_bytes(as_csv(chain()))
    call_command("import", "learning", str(file), board="eastshire", dry_run=True)
    assert "Sources: 1 new, 0 changed, 0 the same" in capsys.readouterr().out
    assert not Source.objects.exists()
    call_command("import", "learning", str(file), board="eastshire", by=world.people["business_manager"].email)
    assert "Brought in." in capsys.readouterr().out
    assert Progress.objects.get().by == world.people["business_manager"]


def test_the_command_names_every_fault_and_brings_nothing(world, tmp_path, capsys):
    file = tmp_path / "sheet.csv"
    file.write_bytes(as_csv(chain("Good"), chain("Bad", **{"Source began": "soon"})))
    with pytest.raises(CommandError, match="1 faults"):
        call_command("import", "learning", str(file), board="eastshire")
    assert "CSV D3: “soon” This is not a day." in capsys.readouterr().out
    for wrong in ({"board": "nowhere"}, {"board": "eastshire", "by": world.people["lay_member"].email}):
        with pytest.raises(CommandError):
            call_command("import", "learning", str(file), **wrong)


def test_the_system_brings_what_nobody_in_person_wrote(world, tmp_path):
    file = tmp_path / "sheet.csv"
    file.write_bytes(as_csv(chain()))
    call_command("import", "learning", str(file), board="eastshire")
    assert Progress.objects.get().by is None


def test_columns_have_names_of_their_own():
    assert len(HEADERS) == len(set(HEADERS))
    assert set(ACTION.same_by) <= ACTION.by_key.keys()
