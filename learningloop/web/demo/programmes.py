"""What the invented agencies do to assure their own practice; where the framework names such things, they too."""

from datetime import date

from learningloop.frameworks.schema import Framework
from learningloop.people.policy import agencies_on
from learningloop.people.queries import people_of
from learningloop.sources.programmes.operations import add_activities, add_activity, note_outcome
from learningloop.sources.programmes.queries import told_by_framework
from learningloop.web.demo.cast import Cast

SINCE = date(2025, 4, 1)
DONE = (
    ("Audit of ten case files by a manager of another team (invented)", "quarterly", date(2026, 10, 12)),
    ("Survey of children and families after the work ends (invented)", "twice-yearly", date(2026, 3, 20)),
)
"""What each agency does, how often, and when it was last done."""
FOUND = "Eight of ten were good. In two the child’s own words were missing; both teams talk about it. (invented)"


def keep_programmes(cast: Cast, framework: Framework) -> None:
    """One activity of each agency is in time, one is late."""
    unit = cast.one("officer")
    told = told_by_framework(framework, agencies_on(cast.board))
    if told:
        add_activities(board=cast.board, told=told, started_on=SINCE, by=unit)
    for agency in cast.doers:
        lead = people_of(agency, cast.board)[0]
        for what, frequency, last in DONE:
            made = add_activity(
                board=cast.board, agency=agency, what=what, frequency=frequency, started_on=SINCE, by=unit
            )
            note_outcome(activity=made, on=last, found=FOUND, by=lead)
