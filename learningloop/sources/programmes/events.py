"""What can happen to an activity of an agency's quality assurance."""

from learningloop.trail.events import event

ACTIVITY_ADDED = event("activity.added", "added “{what}” to the programme of {agency}", "what", "agency")
ACTIVITY_CHANGED = event("activity.changed", "changed the activity")
ACTIVITY_DONE = event("activity.done", "noted that it was done on {on}, and what it found", "on")
ACTIVITY_ENDED = event("activity.ended", "ended the activity: {why}", "why")
OUTCOME_RECORDED = event("outcome.recorded", "recorded it from what {reference} found on {on}", "reference", "on")
"""About the source: the activity's own history would tell of a source that is closed to its readers."""
