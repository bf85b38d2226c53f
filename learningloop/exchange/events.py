"""What can happen to sheets."""

from learningloop.trail.events import event

SHEET_KEPT = event("sheet.kept", "sent a sheet of records to be looked at")
SHEET_BROUGHT = event(
    "sheet.brought", "brought in a sheet: {new} new records, {changed} changed", "new", "changed"
)
SHEET_DROPPED = event("sheet.dropped", "let a sheet go that was not brought in")
