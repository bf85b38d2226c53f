"""The demonstration: five boards, real learning, every position of the loop, and nothing invented unmarked."""

from datetime import date
from io import StringIO

from django.core.management import call_command
from django_scopes import scope

from learningloop.embedding.actions.models import Action
from learningloop.embedding.sharing.models import SharedItem
from learningloop.evaluation.models import Evaluation
from learningloop.frameworks.queries import current_framework
from learningloop.learning.models import Finding
from learningloop.people.models import Agency, Board, Person
from learningloop.reports.queries.threads import threads_of
from learningloop.reports.rules import Position, position
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


def filling_it_again_changes_nothing():
    before = Event.objects.exclude(kind="framework.checked").count()
    call_command("demo", stdout=StringIO())
    assert Event.objects.exclude(kind="framework.checked").count() == before
