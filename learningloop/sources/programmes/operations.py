"""Keeping an agency's programme of quality assurance."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from learningloop.kit.dates import day
from learningloop.people.models import Agency, Board, Person
from learningloop.people.operations import give_references
from learningloop.records.operations import store_files
from learningloop.records.operations.looking import looked_at_first
from learningloop.sources.programmes import events, rules
from learningloop.sources.programmes.models import Activity, Outcome, Recorded
from learningloop.sources.programmes.policy import agencies_kept_by
from learningloop.sources.programmes.queries import Told, source_of
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import Actor, Refused, change, create_many, log, must_be_as_seen, operation


class NotTheirAgency(Refused):
    """A lead adds to the programme of their own agency only."""


class DoneAlready(Refused):
    """The agency's programme holds this activity."""


class WrongDay(Refused):
    """An activity is noted for a day on which it cannot have been done."""


class NotedAlready(Refused):
    """The same was noted for the same day: the button was pressed twice."""


class RecordedAlready(Refused):
    """A source came of it already, one that whoever asks may open."""


class HasEnded(Refused):
    """The activity has ended."""


@operation
def add_activity(
    *, board: Board, agency: Agency, what: str, frequency: str, started_on: date, by: Person
) -> Activity:
    """Add what an agency does. Raises NotTheirAgency, DoneAlready."""
    [made] = add_activities(board=board, told=[Told(agency, what, frequency)], started_on=started_on, by=by)
    return made


@operation
def add_activities(*, board: Board, told: Sequence[Told], started_on: date, by: Person) -> list[Activity]:
    """Add what agencies do, all of it or nothing. Raises NotTheirAgency, DoneAlready."""
    theirs = set(agencies_kept_by(by, board).values_list("pk", flat=True))
    if any(one.agency.pk not in theirs for one in told):
        raise NotTheirAgency("You may add to the programme of your own agency only.")
    made = [
        Activity(board=board, agency=one.agency, what=one.what, frequency=one.frequency, started_on=started_on)
        for one in told
    ]
    give_references(board=board, letters="QA", made=((one, started_on.year) for one in made))  # others wait here
    held = set(Activity.objects.filter(board=board, ended_on=None).values_list("agency", "what"))
    if twice := next((one.what for one in made if (one.agency_id, one.what) in held), ""):
        raise DoneAlready(f"The programme holds this already: {twice}")
    create_many(events.ACTIVITY_ADDED, made, facts=lambda one: {"what": one.what[:120], "agency": one.agency.name})
    return made


@operation
def change_activity(
    *, activity: Activity, what: str, frequency: str, seen: int | None = None, by: Actor
) -> Activity:
    """Say anew what is done and how often. Raises HasEnded, ChangedMeanwhile, DoneAlready."""
    _going_on(activity)
    must_be_as_seen(activity, seen)
    same = Activity.objects.filter(board=activity.board, agency=activity.agency, what=what, ended_on=None)
    if same.exclude(pk=activity.pk).exists():
        raise DoneAlready("The programme holds this already.")
    change(events.ACTIVITY_CHANGED, activity, what=what, frequency=frequency)
    return activity


@looked_at_first("activity")
@operation
def note_outcome(
    *, activity: Activity, on: date, found: str, uploads: "Sequence[UploadedFile[Any]]" = (), by: Person
) -> Outcome:
    """Note that it was done on a day, and what it found. Raises HasEnded, WrongDay, NotedAlready.

    With files it raises what store_files raises, and nothing is noted then.
    """
    _going_on(activity)
    if wrong := rules.noted_wrongly(on, timezone.localdate()):
        raise WrongDay(wrong)
    if activity.outcomes.filter(on=on, found=found).exists():
        raise NotedAlready("This is noted for that day already, in the same words.")
    made: Outcome = Outcome.objects.create(activity=activity, on=on, found=found, by=by, at=timezone.now())
    if uploads:
        made.files.set(store_files(board=activity.board, uploads=uploads, by=by))
    log(events.ACTIVITY_DONE, activity, after={"found": found}, on=day(on))
    return made


@operation
def record_outcome(*, outcome: Outcome, by: Person, **sheet: Any) -> Source:
    """Record what was found as a source, from its cover sheet. Raises RecordedAlready, and as record_source does.

    Whoever may not open the source that came of it may record another: to refuse would tell them of it.
    """
    activity = Activity.objects.select_for_update().get(pk=outcome.activity_id)  # a second press waits here
    if known := source_of(by, outcome):
        raise RecordedAlready(f"{known.reference} came of this already. Nothing was recorded twice.")
    source = record_source(board=activity.board, by=by, **sheet)
    Recorded.objects.create(outcome=outcome, source=source)
    log(events.OUTCOME_RECORDED, source, reference=activity.reference, on=day(outcome.on))
    return source


@operation
def end_activity(*, activity: Activity, on: date, why: str, by: Actor) -> Activity:
    """The agency does this no longer; what was found stays. Raises HasEnded."""
    _going_on(activity)
    change(events.ACTIVITY_ENDED, activity, facts={"why": why}, ended_on=on, ended_why=why)
    return activity


def _going_on(activity: Activity) -> None:
    """Keep others from changing the activity until this is done."""
    if Activity.objects.select_for_update().get(pk=activity.pk).ended_on:
        raise HasEnded("This activity has ended by now, so nothing was changed.")
