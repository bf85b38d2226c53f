"""What can happen to a round of returns, and to a return."""

from learningloop.trail.events import event

ROUND_OPENED = event("round.opened", "opened the round and asked {number} agencies", "number")
ROUND_EXTENDED = event("round.asked-more", "asked {number} more agencies", "number")
ROUND_OFFERED = event("round.offered", "offered the round to {number} other boards", "number")
ROUND_JOINED = event("round.joined", "holds the round together with {board}", "board")
ROUND_LISTED = event(
    "round.listed",
    "brought a list of {number} agencies: {asked} are asked, {added} of them new to the board",
    "number",
    "asked",
    "added",
)
ROUND_CHANGED = event("round.changed", "changed the round")
ROUND_CLOSED = event(
    "round.closed", "closed the round with {submitted} of {number} returns", "submitted", "number"
)
RETURN_ASKED = event("return.asked", "asked {agency} for a return", "agency")
RETURN_BEGUN = event("return.begun", "began to answer")
RETURN_SHARED_OUT = event("return.shared-out", "named who answers “{section}”", "section")
RETURN_CHASED = event("return.chased", "asked once more for the return; {people} people are written to", "people")
RETURN_CHASE_SENT = event("return.chase-sent", "wrote to {sent} people", "sent")
RETURN_TOLD = event("return.told", "has those told who lead for the agency")
RETURN_TOLD_SENT = event("return.told-sent", "told {sent} people that the return is asked for", "sent")
RETURN_COLLEAGUE = event("return.colleague", "invited a colleague to answer")
RETURN_MOVED = event("return.moved", "moved the day it is due to {becomes}: {why}", "becomes", "why")
COMMENT_LEFT = event("comment.left", "left a comment for colleagues beside “{question}”", "question")
RETURN_SIGNED = event("return.signed", "noted that it is signed")
RETURN_TAKEN_BACK = event("return.taken-back", "took back the signature to change answers")
RETURN_SUBMITTED = event("return.submitted", "submitted the return")
RETURN_WITHDRAWN = event(
    "return.withdrawn", "withdrew the return to answer again as {becomes}: {why}", "becomes", "why"
)
RETURN_AGAIN = event("return.again", "began again from {former}", "former")
