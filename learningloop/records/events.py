"""What can happen to files, notes and what is removed."""

from learningloop.trail.events import event

FILE_STORED = event("file.stored", "added a file of {size} bytes", "size")
FILE_INFECTED = event(
    "file.infected", "tried to add a file of {size} bytes in which malware was found: {found}", "size", "found"
)
NOTE_ADDED = event("note.added", "added a note")
REMOVED = event("record.removed", "removed this: {why}", "why")
PUT_BACK = event("record.put_back", "put back {reference}", "reference")
RESTING_REMOVED = event("record.resting_removed", "removed {reference}, which rests on this", "reference")
RESTING_PUT_BACK = event("record.resting_put_back", "put back {reference}, which rests on this", "reference")
FILE_REMOVED = event("file.removed", "removed the file {name}", "name")
