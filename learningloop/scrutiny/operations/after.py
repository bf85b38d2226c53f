"""What is written down beside the answers: notes of a challenge meeting, and the agency's reports back.

Both are added and never changed: a note that was wrong is followed by another.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from learningloop.kit.dates import day
from learningloop.people.models import Person
from learningloop.scrutiny import events, queries
from learningloop.scrutiny.models import Meeting, Report
from learningloop.scrutiny.operations import NotBeforeThePanel, hold, must_be_of_the_panel, short, under_way
from learningloop.sources.assessments.models import Return
from learningloop.trail.operations import Refused, log, operation


class NothingWritten(Refused):
    """A note or a report needs words."""


class NoDevelopmentArea(Refused):
    """The question is no development area of this return."""


@operation
def note_meeting(*, return_: Return, on: date, present: str, said: str, by: Person) -> Meeting:
    """Note a challenge meeting about a return that is before the panel: who was there, and what was said.

    Raises NotBeforeThePanel, NotIndependent, NotOfThePanel, NothingWritten, TooLong.
    """
    scrutiny = under_way(return_)
    must_be_of_the_panel(scrutiny, return_, by)
    told = {"present": short(present), "said": short(said)}
    if not all(told.values()):
        raise NothingWritten("Say who was there and what was said.")
    made: Meeting = Meeting.objects.create(scrutiny=scrutiny, on=on, noted_by=by, **told)
    log(events.MEETING_NOTED, scrutiny, after=told, on=day(on))
    return made


@operation
def report_back(
    *, return_: Return, told: Mapping[str, str], at: datetime | None = None, by: Person
) -> list[Report]:
    """Say for the agency what was done about development areas, by the questions' keys. What is empty is left out.

    Raises NotBeforeThePanel, NothingWritten, NoDevelopmentArea, TooLong.
    """
    hold(return_)
    scrutiny = queries.scrutiny_of(return_)
    if scrutiny is None or not scrutiny.is_agreed:
        raise NotBeforeThePanel("The panel is not done with this return yet.")
    given = {key: words for key, text in told.items() if (words := short(text))}
    if not given:
        raise NothingWritten("Write what was done about at least one development area.")
    areas = {one.question: one for one in scrutiny.moderations.exclude(finding=None)}
    if not given.keys() <= areas.keys():
        raise NoDevelopmentArea("This is no development area of this return.")
    now = at or timezone.now()
    made = [Report(moderation=areas[key], text=text, by=by, at=now) for key, text in given.items()]
    Report.objects.bulk_create(made)
    log(events.AREAS_REPORTED, scrutiny, after=given, number=len(given))
    return made
