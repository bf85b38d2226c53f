"""Sending a sheet."""

from learningloop.kit.forms import Form
from learningloop.kit.uploads import FilesField

ENDINGS = (".xlsx", ".csv")
LARGEST = 10 * 1024 * 1024


class SheetForm(Form):
    """The file with the records."""

    sheet = FilesField(
        label="Your sheet",
        endings=ENDINGS,
        most=1,
        help_text="An Excel (.xlsx) or CSV file with the template’s columns, of at most 10 MB and 20,000 rows.",
    )
