"""Rounds and returns as files: lists, and one return's own answers as a spreadsheet and as a Word document."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.instruments.queries.answering import explanations_in, values_in
from learningloop.instruments.schema import Question, Section
from learningloop.kit.dates import day
from learningloop.kit.documents.blocks import Block, BulletList, Document, Heading, Paragraph, Table
from learningloop.kit.downloads import attachment, document_file, table_file
from learningloop.kit.portions import AT_ONCE, portions
from learningloop.kit.spreadsheets import CSV, XLSX, Sheet, render_csv, render_xlsx
from learningloop.people.models import Board
from learningloop.people.rules import agency_kinds
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.queries.across import Together, answers_to
from learningloop.sources.assessments.queries.answering import Paper, Told, file_in_words, in_words, told_of
from learningloop.sources.assessments.queries.asking import HEADERS
from learningloop.sources.assessments.queries.overview import Column, cells_of
from learningloop.sources.assessments.queries.years import Line, Years

SOME = 100
"""So many returns' answers are in memory at a time."""
ROUNDS = ("Reference", "Round", "Opens", "Closes", "Closed", "Asked", "Submitted")
RETURNS = (
    "Reference", "Agency", "Kind", "Round", "State", "Due", "Complete", "Questions", "Signed by", "Post", "Signed",
    "Submitted",
)  # fmt: skip
ANSWERS = ("Section", "Question", "Answer", "Explanation", "Evidence", "Answered by", "On behalf", "Answered")


def rounds_file(board: Board, rows: QuerySet[Round], form: str) -> HttpResponse:
    return table_file(f"rounds-{board.slug}", ROUNDS, rows, _round, form)


def returns_file(board: Board, rows: QuerySet[Return], form: str) -> HttpResponse:
    return table_file(f"returns-{board.slug}", RETURNS, rows, _return, form)


def _round(round_: Any) -> tuple[object, ...]:
    return (
        round_.reference, round_.source.title, round_.opens_on, round_.closes_on, round_.closed_on, round_.asked,
        round_.submitted,
    )  # fmt: skip


def _return(one: Return) -> tuple[object, ...]:
    return (
        one.reference, one.agency.name, one.agency.get_kind_display(), one.round.source.title,
        one.get_state_display(), one.due_on, one.answer_set.complete, one.answer_set.asked, one.signed_name,
        one.signed_post, one.signed_on, one.submitted_on,
    )  # fmt: skip


def overview_file(round_: Round, columns: list[Column], rows: QuerySet[Return], form: str) -> HttpResponse:
    """What each agency reaches in each section, in per cent, a line an agency."""
    header = ("Agency", "State", *(column.section.title for column in columns))

    def cells(one: Return) -> tuple[object, ...]:
        return (one.agency.name, one.get_state_display(), *(cell.percent for cell in cells_of(one, columns)))

    return table_file(f"{round_.reference}-overview", header, rows, cells, form)


def standard_file(round_: Round, section: Section, rows: QuerySet[Any], form: str) -> HttpResponse:
    """One section in all agencies, a line an agency: what it reaches, and its answer to each graded question."""
    questions = section.graded
    header = ("Agency", "Kind", "Locality", "State", "Reached, %", *(question.text for question in questions))

    def cells(row: Any) -> tuple[object, ...]:
        one, told = row
        agency = one.agency
        facts = (agency.name, agency.get_kind_display(), agency.locality, one.get_state_display(), one.percent)
        return (*facts, *(words for _question, words, _colour in told))

    return table_file(f"{round_.reference}-{section.key}", header, _with_answers(rows, section), cells, form)


def _with_answers(rows: QuerySet[Any], section: Section) -> Iterator[Any]:
    """Returns with their answers to a section, some at a time."""
    for some in portions(rows.iterator(chunk_size=AT_ONCE)):
        yield from answers_to(some, section)


def together_file(round_: Round, sections: list[Section], rows: list[Together], form: str) -> HttpResponse:
    """What kinds of agency and localities reach in each section, in per cent, a line each."""
    header = ("Kind or locality", "Submitted", *(section.title for section in sections))
    return table_file(
        f"{round_.reference}-kinds", header, rows, lambda one: (one.name, one.number, *one.means), form
    )


def years_file(years: Years, form: str) -> HttpResponse:
    """What an agency reaches in each section over the years, in per cent, a line a section."""
    header = ("Section", *(f"{one.round.reference} {one.round.source.title}" for one in years.returns), "Change")

    def cells(line: Line) -> tuple[object, ...]:
        return (line.section.title, *(cell.percent for cell in line.cells), line.change)

    return table_file(f"{years.return_.reference}-years", header, years.lines, cells, form)


def round_file(round_: Round, rows: QuerySet[Return], form: str) -> HttpResponse:
    """Every answer of a round, a line a return and a column a question; in Excel the words beside them too."""
    question_set = round_.question_set
    questions = list(question_set.questions())
    header = ("Reference", "Agency", "State", *(question.text for question in questions))
    returns = list(rows.select_related("agency"))

    def in_cell(question: Question, value: Any) -> list[str]:
        if question.kind == "date":
            return [value] if value else []  # a column of days is sorted
        return in_words(question_set, question, value)[0]

    answers = _every(returns, questions, values_in, in_cell)
    name = f"{round_.reference}-answers"
    if form == CSV:
        return attachment(render_csv(header, answers), name, form)
    words = _every(returns, questions, explanations_in, lambda _question, words: words)
    made = render_xlsx(Sheet("Answers", header, answers), Sheet("Explanations", header, words))
    return attachment(made, name, form)


def _every(
    returns: Sequence[Return],
    questions: Sequence[Question],
    read: Callable[[list[int]], dict[int, dict[str, Any]]],
    in_cell: Callable[[Question, Any], object],
) -> Iterator[tuple[object, ...]]:
    """A line a return, a column a question; read for some returns at a time, so that few are in memory."""
    for some in portions(returns, SOME):
        found = read([one.answer_set_id for one in some])
        for one in some:
            given = found[one.answer_set_id]
            told = [in_cell(question, given.get(question.key)) for question in questions]
            yield (one.reference, one.agency.name, one.get_state_display(), *told)


def answers_file(paper: Paper) -> HttpResponse:
    """All answers of one return as a spreadsheet, a line a question."""
    sheet = Sheet("Answers", ANSWERS, _answers(paper))
    return attachment(render_xlsx(sheet), f"{paper.return_.reference}", XLSX)


def _answers(paper: Paper) -> Iterator[tuple[object, ...]]:
    for section, told in told_of(paper):
        for one in told:
            yield (
                section.title, one.question.text, one.words, one.answer and one.answer.explanation,
                _files(paper, one),
                one.answer and one.answer.by and one.answer.by.name,
                one.answer and one.answer.on_behalf, one.answer and one.answer.at,
            )  # fmt: skip


def copy_of(paper: Paper, form: str) -> HttpResponse:
    """The return as a Word or a PDF document, to be kept, printed and signed by hand."""
    return document_file(document(paper), paper.return_.reference, form)


def document(paper: Paper) -> Document:
    """The return as blocks: who answered what, with the words and files beside each answer, and who signed."""
    return_ = paper.return_
    blocks: list[Block] = [_facts(return_)]
    for section, told in told_of(paper):
        blocks.append(Heading(section.title))
        for one in told:
            blocks += _blocks(paper, one)
    return Document(
        title=f"{return_.agency.name}: {return_.round.source.title}",
        blocks=tuple(blocks),
        owner=return_.board.name,
        note=f"Return {return_.reference}. {return_.get_state_display()}.",
    )


def _facts(return_: Return) -> Table:
    rows = [
        ("Asked by", return_.board.name),
        ("Due", day(return_.due_on)),
        ("Signed", _signature(return_)),
        ("Submitted", day(return_.submitted_on) or "Not submitted"),
    ]
    return Table(("What", "This return"), tuple(rows), widths=(1, 3))


def _signature(return_: Return) -> str:
    if not return_.signed_on:
        return "Not signed"
    return f"{return_.signed_name}, {return_.signed_post}, {day(return_.signed_on)}"


def _files(paper: Paper, one: Told) -> list[str]:
    return [f"{file.file.name} ({file_in_words(file, paper.return_)})" for file in one.files]


def _blocks(paper: Paper, one: Told) -> Iterator[Block]:
    yield Heading(one.question.text, 2)
    if len(one.words) > 1:
        yield BulletList(tuple(one.words))
    else:
        yield Paragraph(one.words[0] if one.words else "Not answered")
    if one.answer and one.answer.explanation:
        yield Paragraph(one.answer.explanation)
    if one.answer and one.answer.on_behalf:
        yield Paragraph("Entered by the board’s office on behalf of the agency.")
    if one.files:
        yield Paragraph("Evidence:")
        yield BulletList(tuple(_files(paper, one)))


def list_template() -> bytes:
    """An empty list of agencies to ask, with the kinds to choose from."""
    kinds = [[name] for _, name in agency_kinds()]
    choices = {HEADERS["kind"]: f"=Kinds!$A$2:$A${len(kinds) + 1}"}
    return render_xlsx(Sheet("List", list(HEADERS.values()), (), choices=choices), Sheet("Kinds", ["Kind"], kinds))
