"""What can happen to a framework."""

from learningloop.trail.events import event

FRAMEWORK_LOADED = event("framework.loaded", "loaded version {number} of the framework", "number")
FRAMEWORK_CHECKED = event("framework.checked", "loaded the framework again; nothing had changed")
FRAMEWORK_APPROVED = event(
    "framework.approved", "approved version {number} of the framework, in force from {on}", "number", "on"
)
DRAFT_STARTED = event("framework-draft.started", "began to draft what follows version {number}", "number")
DRAFT_CHANGED = event("framework-draft.changed", "changed {what} in the draft of the framework", "what")
DRAFT_ADDED = event("framework-draft.added", "added {what} to the draft of the framework", "what")
DRAFT_TAKEN_OUT = event("framework-draft.taken-out", "took {what} out of the draft of the framework", "what")
DRAFT_REPLACED = event("framework-draft.replaced", "put a file in the place of the draft of the framework")
DRAFT_OFFERED = event("framework-draft.offered", "gave the draft of the framework to the chair to approve")
DRAFT_THROWN_AWAY = event("framework-draft.thrown-away", "threw the draft of the framework away")
