"""What can happen to a question set."""

from learningloop.trail.events import event

QUESTIONS_DRAFTED = event("questions.drafted", "drafted version {number} of the question set", "number")
QUESTIONS_PUBLISHED = event("questions.published", "published version {number} of the question set", "number")
QUESTIONS_DISCARDED = event("questions.discarded", "threw away the draft of version {number}", "number")
QUESTIONS_STARTED = event("questions.started", "began to write version {number} of the question set", "number")
QUESTIONS_CHANGED = event("questions.changed", "changed {what} in the draft of the question set", "what")
QUESTIONS_ADDED = event("questions.added", "added {what} to the draft of the question set", "what")
QUESTIONS_MOVED = event("questions.moved", "moved {what} in the draft of the question set", "what")
QUESTIONS_TAKEN_OUT = event("questions.taken-out", "took {what} out of the draft of the question set", "what")
ANSWER_GIVEN = event("answer.given", "answered “{question}”", "question")
ANSWER_GIVEN_ON_BEHALF = event(
    "answer.given-on-behalf", "answered “{question}” on behalf of the agency", "question"
)
EVIDENCE_ADDED = event("evidence.added", "added {name} as evidence for “{question}”", "name", "question")
EVIDENCE_REUSED = event("evidence.reused", "took over {name} as evidence for “{question}”", "name", "question")
EVIDENCE_REMOVED = event("evidence.removed", "took {name} away from “{question}”", "name", "question")
TALLIES_MENDED = event(
    "answers.tallies-mended", "worked out anew how far answers are: {number} differed", "number"
)
