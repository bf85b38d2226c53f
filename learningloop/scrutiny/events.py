"""What can happen in the scrutiny of a return."""

from learningloop.trail.events import event

SCRUTINY_ALLOCATED = event("scrutiny.allocated", "allocated the return to {people}", "people")
SCRUTINY_CONCLUDED = event("scrutiny.concluded", "agreed the return; development areas: {areas}", "areas")
SCRUTINY_READ = event("scrutiny.read", "noted that the agency read what was agreed")
MEETING_NOTED = event("scrutiny.met", "noted the challenge meeting of {on}", "on")
AREAS_REPORTED = event("scrutiny.reported", "reported back; development areas: {number}", "number")
ANSWER_MODERATED = event("moderation.saved", "moderated “{question}”", "question")
CHALLENGE_MADE = event("moderation.challenged", "challenged the answer to “{question}”", "question")
GRADE_AGREED = event("moderation.agreed", "agreed a grade on “{question}”", "question")
CHALLENGE_REPLIED = event("moderation.replied", "replied to the challenge on “{question}”", "question")
DEVELOPMENT_DRAWN = event("moderation.drawn", "made it the finding {finding}", "finding")
