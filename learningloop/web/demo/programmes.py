"""What the invented agencies do to assure their own practice; where the framework names such things, they too."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from learningloop.frameworks.schema import Framework
from learningloop.people.models import Agency
from learningloop.people.policy import agencies_on
from learningloop.people.queries import people_of
from learningloop.sources.programmes.models import Outcome
from learningloop.sources.programmes.operations import add_activities, add_activity, note_outcome, record_outcome
from learningloop.sources.programmes.queries import told_by_framework
from learningloop.sources.programmes.rules import nearest_kind
from learningloop.web.demo.cast import Cast

SINCE = date(2025, 4, 1)
AUDIT = "Audit of ten case files by a manager of another team (invented)"
DONE = (
    (AUDIT, "quarterly", date(2026, 10, 12)),
    ("Survey of children and families after the work ends (invented)", "twice-yearly", date(2026, 3, 20)),
)
"""What each agency does, how often, and when it was last done."""
FOUND = "Eight of ten were good. In two the child’s own words were missing; both teams talk about it. (invented)"


def keep_programmes(cast: Cast, framework: Framework) -> None:
    """One activity of each agency is in time, one is late; what one found became a source."""
    unit = cast.one("officer")
    told = told_by_framework(framework, agencies_on(cast.board))
    if told:
        add_activities(board=cast.board, told=told, started_on=SINCE, by=unit)
    noted = [_noted(cast, agency, *told) for agency in cast.doers for told in DONE]
    _record(cast, framework, noted[0])


def _noted(cast: Cast, agency: Agency, what: str, frequency: str, last: date) -> Outcome:
    """One activity, and what it found when it was last done; an audit has its report."""
    made = add_activity(
        board=cast.board, agency=agency, what=what, frequency=frequency, started_on=SINCE, by=cast.one("officer")
    )
    report = [SimpleUploadedFile("Report of the audit (invented).txt", FOUND.encode())]
    return note_outcome(
        activity=made,
        on=last,
        found=FOUND,
        uploads=report if what == AUDIT else (),
        by=people_of(agency, cast.board)[0],
    )


def _record(cast: Cast, framework: Framework, outcome: Outcome) -> None:
    """One of them became a source, from which nothing is drawn yet."""
    record_outcome(
        outcome=outcome,
        kind=nearest_kind([(kind.key, kind.family) for kind in framework.source_kinds]),
        title=outcome.activity.what,
        summary=outcome.found,
        started_on=outcome.on,
        completed_on=outcome.on,
        agencies=[outcome.activity.agency],
        invented=True,
        by=cast.one("officer"),
    )
