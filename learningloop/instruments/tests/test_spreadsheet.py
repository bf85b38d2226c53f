"""A question set goes out as a spreadsheet and comes back the same; what is wrong in one is told at its cell."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from learningloop.instruments.exports import spreadsheet
from learningloop.instruments.imports import FaultyQuestions, read_questions
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import publish_questions
from learningloop.instruments.queries import shipped_sets
from learningloop.instruments.schema import QuestionKind
from learningloop.instruments.tests.sets import a_set, asking
from learningloop.kit.spreadsheets import Unreadable
from learningloop.trail.operations import SYSTEM

SURVEY = [
    [
        "type",
        "name",
        "label",
        "hint",
        "required",
        "relevant",
        "explanation",
        "weight",
        "asked_of",
        "carried",
        "was",
    ],
    ["begin group", "site", "School site", "Gates and doors"],
    ["select_one rag", "gates", "Gates are locked", "", "yes", "", "must below met"],
    ["yes_no", "visitors", "Are visitors signed in?"],
    ["select_multiple often", "checked", "When is it checked?", "", "", "${visitors} = 'yes'"],
    ["begin repeat", "plan", "What will you do?"],
    ["text", "what", "What"],
    ["date", "by", "By when"],
    ["end repeat"],
    ["end group"],
]
CHOICES = [
    ["list_name", "name", "label", "colour", "score", "pass_mark"],
    ["rag", "not", "Does not meet minimum requirements", "red", 0],
    ["rag", "developing", "Developing", "amber", 1],
    ["rag", "met", "Embedded", "green", 2, "yes"],
    ["often", "daily", "Daily"],
    ["often", "weekly", "Weekly"],
]
SETTINGS = [
    ["form_id", "form_title", "purpose", "asked_of"],
    ["site", "Site security", "To keep out harm", "school; college"],
]


def book(survey=SURVEY, choices=CHOICES, settings=SETTINGS):
    made = Workbook()
    made.remove(made.active)
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        if rows is not None:
            page = made.create_sheet(name)
            for row in rows:
                page.append(row)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def changed(rows, number, place, value):
    """The rows with another value in a cell; `number` is the row as Excel counts it."""
    copy = [list(row) for row in rows]
    copy[number - 1] += [""] * (place + 1 - len(copy[number - 1]))
    copy[number - 1][place] = value
    return copy


@pytest.mark.parametrize("key", shipped_sets())
def test_what_goes_out_comes_back_unchanged(key):
    assert read_questions(spreadsheet(shipped_sets()[key])) == shipped_sets()[key]


def test_every_kind_of_question_comes_back():
    made = a_set(*(asking(kind, kind) for kind in QuestionKind.__args__))
    assert read_questions(spreadsheet(made)) == made


def test_every_condition_comes_back():
    conditions = [
        {"question": "grade", "comparison": comparison, "value": value}
        for comparison, value in (
            ("is", "met"), ("is-not", "na"), ("below", "met"), ("at-least", "partly"), ("answered", ""),
        )
    ]  # fmt: skip
    more = {"weight": 7, "carried": False, "was": "old", "asked_of": ["school", "college"]}
    made = a_set(
        asking("grade", "grade"),
        asking("text", "last", shown_when=conditions, required_when=conditions[:2], **more),
    )
    assert read_questions(spreadsheet(made)) == made


def test_every_demand_comes_back():
    asks = [("may", None), ("must", None), ("must-below", "met"), ("must-from", "met")]
    made = a_set(
        *(
            asking("grade", f"q{number}", explanation=demand, evidence=demand)
            for number, demand in enumerate({"ask": ask, "grade": grade} for ask, grade in asks)
        )
    )
    assert read_questions(spreadsheet(made)) == made


def test_dangerous_words_come_back():
    made = a_set(asking("text", "danger", text="=SUM(A1)", help="-", prompts=["+1", "a; b"]))
    assert read_questions(spreadsheet(made)) == made


def test_one_made_by_hand_is_read():
    made = read_questions(book())
    assert [question.kind for question in made.questions()] == ["grade", "yes-no", "choices", "table"]
    assert made.scales[0].pass_mark == "met"
    assert made.asked_of == ("school", "college")
    assert made.question("checked").shown_when[0].value == "yes"


FAULTS = [
    ("survey", 3, 0, "select_one rga", "survey!A3", 'Did you mean "rag"?'),
    ("survey", 3, 0, "select_multiple rag", "survey!A3", "Write select_one"),
    ("survey", 4, 0, "yesno", "survey!A4", 'Did you mean "yes_no"?'),
    ("survey", 2, 0, "text", "survey!A2", "stands in no group"),
    ("survey", 10, 0, "note", "survey!A10", "not known"),
    ("survey", 9, 0, "end group", "survey!A10", "No group is open"),
    ("survey", 7, 0, "file", "survey!A7", "cannot be of this type"),
    ("survey", 4, 1, "gates", "survey!B4", "already that of"),
    ("survey", 4, 1, "Two words", "survey!B4", "cannot be a name"),
    ("survey", 4, 2, "", "survey!C4", "at least 1 character"),
    ("survey", 3, 4, "perhaps", "survey!E3", "cannot be read"),
    ("survey", 5, 5, "visitors is yes", "survey!F5", "Write ${question} = 'answer'"),
    ("survey", 5, 5, "${vistors} = 'yes'", "survey!F5", 'Did you mean "visitors"?'),
    ("survey", 5, 5, "${visitors} = 'maybe'", "survey!F5", "not an answer"),
    ("survey", 3, 6, "always", "survey!G3", "Write may, must"),
    ("survey", 3, 6, "must below bad", "survey!G3", "not a scored grade"),
    ("survey", 3, 7, "heavy", "survey!H3", "not a whole number"),
    ("survey", 3, 7, 101, "survey!H3", "less than or equal to 100"),
    ("survey", 3, 8, "pupils", "survey!I3", "Input should be"),
    ("survey", 3, 9, "sometimes", "survey!J3", "neither yes nor no"),
    ("survey", 1, 3, "hnit", "survey!D1", 'Did you mean "hint"?'),
    ("survey", 1, 2, "", "survey!A1", "The column label is missing"),
    ("choices", 2, 4, "none", "choices!E2", "not a whole number"),
    ("choices", 3, 4, 0, "choices!E2", "do not rise"),
    ("choices", 2, 3, "pink", "choices!D2", "Input should be"),
    ("choices", 4, 5, "surely", "choices!F4", "neither yes nor no"),
    ("choices", 3, 1, "not", "choices!B3", "already"),
    ("settings", 2, 0, "", "settings!A2", "cannot be a name"),
    ("settings", 2, 1, "", "settings!B2", "at least 1 character"),
    ("settings", 2, 3, "pupils", "settings!D2", "Input should be"),
]


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "cell", "words"), FAULTS, ids=[f"{f[4]}-{f[3]}" for f in FAULTS]
)
def test_a_fault_is_told_at_its_cell(sheet, row, column, value, cell, words):
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    sheets[sheet] = changed(sheets[sheet], row, column, value)
    with pytest.raises(FaultyQuestions) as refused:
        read_questions(book(**sheets))
    assert any(str(fault).startswith(cell) and words in str(fault) for fault in refused.value.faults), (
        refused.value
    )


def test_every_fault_is_told_in_one_go():
    survey = changed(changed(changed(SURVEY, 3, 0, "select_one none"), 4, 0, "yesno"), 5, 5, "??")
    with pytest.raises(FaultyQuestions) as refused:
        read_questions(book(survey, changed(CHOICES, 4, 5, "surely"), [*SETTINGS, SETTINGS[1]]))
    assert len(refused.value.faults) == 5


def test_a_group_left_open_is_told():
    with pytest.raises(FaultyQuestions, match="survey!A9.*still open"):
        read_questions(book(SURVEY[:-1]))


@pytest.mark.parametrize("missing", ["survey", "choices", "settings"])
def test_a_missing_sheet_is_told(missing):
    with pytest.raises(Unreadable, match=f"no sheet called {missing}"):
        read_questions(book(**{missing: None}))


def test_what_goes_out_holds_no_formula():
    made = a_set(asking("text", text="=1+1", prompts=["=HYPERLINK(1)"]))
    pages = load_workbook(BytesIO(spreadsheet(made)))
    assert all(cell.data_type != "f" for page in pages for row in page.iter_rows() for cell in row)


# ---- on the page, and by command


def bring(client, content, name="site.xlsx"):
    return client.post("/eastshire/questions/upload/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_a_spreadsheet_becomes_a_draft_and_can_be_taken_away_again(world, signed_in):
    client = signed_in(world.people["business_manager"])
    page = bring(client, book())
    assert page.redirect_chain[-1][0] == "/eastshire/questions/site-1/"
    taken = client.get("/eastshire/questions/site-1/download/")
    assert "site-1.xlsx" in taken["Content-Disposition"]
    assert read_questions(taken.content) == read_questions(book())


def test_a_faulty_spreadsheet_is_told_and_nothing_is_taken_in(world, signed_in):
    client = signed_in(world.people["business_manager"])
    page = bring(client, book(changed(SURVEY, 4, 0, "yesno"))).content.decode()
    assert "survey, A4" in page
    assert "Nothing was taken in" in page
    assert "cannot be read" in bring(client, b"PK nothing").content.decode()
    assert not QuestionSetVersion.objects.exists()


@pytest.mark.parametrize(("content", "words"), [(b"", "empty"), (b"a,b\n1,2\n", "no sheet called survey")])
def test_what_is_no_question_set_is_told(world, signed_in, content, words):
    page = bring(signed_in(world.people["business_manager"]), content, "site.csv").content.decode()
    assert words in page


def test_the_command_checks_loads_and_exports(world, tmp_path, capsys):
    file, taken = tmp_path / "site.xlsx", tmp_path / "taken.xlsx"
    file.write_bytes(book())
    call_command("questions", "check", str(file))
    call_command("questions", "load", str(file), "--board", "eastshire")
    draft = QuestionSetVersion.objects.get()
    publish_questions(version=draft, on=date(2026, 5, 3), by=SYSTEM)
    call_command("questions", "export", str(taken), "--set", "site", "--board", "eastshire")
    assert read_questions(taken.read_bytes()) == draft.document
    told = capsys.readouterr().out
    assert "has no faults. Questions in Site security: 4." in told
    assert "Site security, version 1 is a draft" in told


def test_the_command_exits_with_every_fault(world, tmp_path, capsys):
    file = tmp_path / "site.xlsx"
    file.write_bytes(book(changed(SURVEY, 4, 0, "yesno")))
    with pytest.raises(SystemExit) as stopped:
        call_command("questions", "check", str(file))
    assert stopped.value.code == 1
    told = capsys.readouterr()
    assert "survey!A4 (“yesno”)" in told.out
    assert "has 1 fault." in told.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "none.xlsx"], "cannot be opened"),
        (["export", "out.xlsx", "--set", "none"], "There are: agency-impact-report"),
        (["export", "out.xlsx", "--set", "none", "--board", "eastshire"], "published on this board"),
        (["load", "site.xlsx", "--board", "nowhere"], "There is no board “nowhere”"),
    ],
)
def test_the_command_says_what_it_cannot_do(world, tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.xlsx").write_bytes(book())
    with pytest.raises(SystemExit):
        call_command("questions", *arguments)
    assert words in capsys.readouterr().err
