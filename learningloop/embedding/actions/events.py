"""What can happen to actions."""

from learningloop.trail.events import event

ACTION_AGREED = event("action.agreed", "agreed the action")
ACTION_EDITED = event("action.edited", "changed the action")
ACTION_PROGRESSED = event("action.progressed", "added progress")
ACTION_MOVED = event("action.moved", "moved the due date from {was} to {becomes}: {why}", "was", "becomes", "why")
ACTION_REPORTED = event("action.reported", "reported the action done")
ACTION_RETURNED = event("action.returned", "sent the action back: {why}", "why")
ACTION_CLOSED = event("action.closed", "assured and closed the action")
ACTION_WITHDRAWN = event("action.withdrawn", "withdrew the action: {why}", "why")
UNTAKEN_MENDED = event(
    "actions.untaken-mended", "worked out anew which recommendations nobody acts on: {number} differed", "number"
)
