"""What can happen to shared learning."""

from learningloop.trail.events import event

SHARED_WRITTEN = event("shared.written", "wrote the item")
SHARED_EDITED = event("shared.edited", "changed the item")
SHARED_POINTED = event("shared.pointed", "chose the findings it tells of: {findings}", "findings")
SHARED_CHECKED = event("shared.checked", "read the text and said that it names nobody")
SHARED_SENT = event("shared.sent", "sent the item (people: {people}, agencies: {agencies})", "people", "agencies")
SHARED_CONFIRMED = event("shared.confirmed", "confirmed having read it")
SHARED_CASCADED = event("shared.cascaded", "returned what {agency} made of it", "agency")
OWED_MENDED = event(
    "shared.owed-mended", "worked out anew which returns agencies owe: {number} differed", "number"
)
