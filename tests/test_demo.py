"""The demonstration: five boards, real learning, every position of the loop, and nothing invented unmarked."""

from datetime import date
from io import StringIO

from django.core.management import call_command
from django_scopes import scope

from learningloop.embedding.actions.models import Action
from learningloop.embedding.sharing.models import SharedItem
from learningloop.evaluation.models import Evaluation
from learningloop.frameworks.queries import current_framework
from learningloop.instruments.models import Answer
from learningloop.learning.models import Finding
from learningloop.people.models import Agency, Board, Person
from learningloop.reports.queries.threads import threads_of
from learningloop.reports.rules import Position, position
from learningloop.scrutiny.queries.risk import risks_of
from learningloop.sources.assessments.models import Comment, Return, Round
from learningloop.sources.assessments.queries import leads
from learningloop.sources.assessments.queries.others import beside_others
from learningloop.sources.assessments.rules import IN_PROGRESS, SUBMITTED
from learningloop.sources.programmes.models import Recorded
from learningloop.sources.register.models import Source
from learningloop.trail.models import Event
from learningloop.web.demo.build import BOARDS
from learningloop.web.demo.published import read_ofsted


def test_the_demonstration_shows_the_whole_loop_on_every_board_and_marks_what_is_invented(db):
    """One test, because filling it takes long."""
    call_command("demo", stdout=StringIO())
    shows_the_whole_loop(list(Board.objects.filter(slug__in=BOARDS)))
    shows_what_a_later_inspection_recommended_again()
    with scope(board=Board.objects.get(slug="sandwell")):
        shows_a_round_of_many_schools()
        shows_returns_in_every_state()
        shows_evidence_of_the_day_on_which_it_came()
    shows_an_agency_that_answered_once_for_two_boards()
    filling_it_again_changes_nothing()


def shows_the_whole_loop(boards):
    assert len(boards) == 5
    for board in boards:
        with scope(board=board):
            shows_every_position(board)
            holds_what_ofsted_published(board)
            holds_what_the_framework_reports(board)
            marks_what_is_invented()
            shows_what_came_of_an_agencys_own_audit(board)
    assert all(person.invented and "(invented)" in person.name for person in Person.objects.all())
    assert all("(invented)" in agency.name for agency in Agency.objects.filter(slug__contains="-demo-"))


def shows_every_position(board):
    stands = {position(thread) for thread in threads_of(Finding.objects.all(), reader=None).values()}
    assert stands == set(Position), board.slug


def holds_what_ofsted_published(board):
    for told in read_ofsted(board):
        source = Source.objects.get(title=told.title, started_on=told.published_on, origin=told.url)
        found = Finding.objects.filter(source=source)
        assert set(found.values_list("statement", flat=True)) == {one.statement for one in told.findings}
        recommended = set(found.values_list("recommendations__text", flat=True)) - {None}
        assert recommended == {one.text for one in told.recommendations}


def holds_what_the_framework_reports(board):
    for told in current_framework(board).activity:
        titles = Source.objects.filter(kind=told.kind).values_list("title", flat=True)
        assert set(told.items) <= set(titles)


def marks_what_is_invented():
    invented = [*Source.objects.filter(invented=True), *Action.objects.all(), *SharedItem.objects.all()]
    assert all("(invented)" in thing.title for thing in invented)
    assert all("(invented)" in judged.evidence + judged.why for judged in Evaluation.objects.all())


def shows_what_came_of_an_agencys_own_audit(board):
    recorded = Recorded.objects.get(source__board=board)
    assert recorded.source.summary == recorded.outcome.found
    assert recorded.outcome.files.get().name == "Report of the audit (invented).txt"


def shows_what_a_later_inspection_recommended_again():
    with scope(board=Board.objects.get(slug="sandwell")):
        judged = Evaluation.objects.filter(shown_by__started_on=date(2018, 1, 29))
        assert judged.count() == 9
        assert all("This was a recommendation at the last inspection" in one.evidence for one in judged)
        answered = Finding.objects.filter(recommendations__in=judged.values("action__recommendation")).distinct()
        back = threads_of(answered, reader=None).values()
        assert {position(thread) for thread in back} == {Position.BACK_AGAIN}


def rounds_of_schools():
    return list(Round.objects.filter(version__key="section-175").order_by("opens_on"))


def shows_a_round_of_many_schools():
    """Enough for ranges, several kinds and localities, and each reason to read a return early."""
    closed, _open = rounds_of_schools()
    returns = list(closed.returns.select_related("agency", "answer_set"))
    assert {one.state for one in returns} == {SUBMITTED} and closed.closed_on
    assert {one.agency.kind for one in returns} == {"school", "college"}
    assert len({one.agency.locality for one in returns}) > 4 and len(returns) >= 14
    lead = Person.objects.get(name="Martha Quayle (invented)")
    [own] = [one for one in returns if leads(lead, one)]
    _number, lines = beside_others(own)
    assert all(line.range for line in lines) and len({line.range for line in lines}) > 3
    risks = risks_of(closed, returns, Person.objects.get(name="Priya Nair (invented)")).values()
    assert any(risk.unsupported for risk in risks) and any(risk.stale for risk in risks)
    assert any(risk.contradicting for risk in risks)
    assert sum(not risk.weight for risk in risks) > len(risks) / 2, "most have nothing that stands out"


def shows_returns_in_every_state():
    _closed, current = rounds_of_schools()
    returns = current.returns.select_related("answer_set")
    assert {one.state for one in returns} == set(dict(Return.State.choices))
    assert any(one.due_on > current.closes_on for one in returns)
    assert Answer.objects.filter(answer_set__in=returns.values("answer_set"), on_behalf=True).exists()
    assert Comment.objects.filter(return_to__in=returns).exists()


def shows_evidence_of_the_day_on_which_it_came():
    for one in Return.objects.exclude(submitted_on=None).select_related("answer_set", "round"):
        for shown in one.answer_set.evidence.select_related("file"):
            assert shown.file.added_at.date() <= shown.added_at.date() <= one.submitted_on


def shows_an_agency_that_answered_once_for_two_boards():
    led = Return._base_manager.exclude(led_by=None).select_related("board", "led_by__board", "agency")
    assert {(one.led_by.board.slug, one.board.slug) for one in led} == {("windsor-maidenhead", "slough")}
    assert {one.state for one in led} == {SUBMITTED, IN_PROGRESS}


def filling_it_again_changes_nothing():
    before = Event.objects.exclude(kind="framework.checked").count()
    call_command("demo", stdout=StringIO())
    assert Event.objects.exclude(kind="framework.checked").count() == before
