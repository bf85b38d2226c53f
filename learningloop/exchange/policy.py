"""Who may take the board's records along as a sheet, and who may bring some in."""

from learningloop.people.policy import BOARD_ACCESS, Permission
from learningloop.people.rules import EVERYWHERE, Reach
from learningloop.sources.register.policy import READERS

SHEET_EXPORT = Permission(
    "sheet.export",
    "Take along, as a spreadsheet, the records that one may read",
    BOARD_ACCESS,
    dict.fromkeys(READERS, Reach.BOARD),
)
SHEET_BRING = Permission(
    "sheet.bring",
    "Bring in records of every stage from a spreadsheet",
    BOARD_ACCESS,
    EVERYWHERE,
)
