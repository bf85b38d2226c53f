"""Sheets for tests: a whole chain in one row, and files made of such rows."""

from io import BytesIO

import xlsxwriter
from openpyxl.utils import get_column_letter

from learningloop.exchange.rules.columns import HEADERS
from learningloop.kit.spreadsheets import render_csv

CHAIN = {
    "Source kind": "Audit", "Source title": "Audit of chronologies", "Source began": "12/01/2026",
    "Source completed": "27/03/2026", "Source group": "Audit group", "Source agencies": "Eastshire Police",
    "Source summary": "Twelve files were read.", "Strength or need": "Need",
    "What was learned": "Chronologies are missing.", "Finding evidence": "4 of 12 files had one.",
    "Where it stands": "Page 3", "Finding agencies": "Eastshire Health; Eastshire Police", "Priority": "Neglect",
    "Finding drawn": "27/03/2026", "Recommendation": "Keep a chronology in each file.",
    "Recommended to": "Eastshire Police", "Recommended on": "30/03/2026", "Response": "Accepted in part",
    "Reason": "As far as the system allows.", "Answered by": "Board", "Answered on": "20/04/2026",
    "Action": "Train all team managers", "What will be different": "Every file has a chronology.",
    "Action agency": "Eastshire Police", "Action owner": "Agency lead", "Agencies that help": "Eastshire Health",
    "Action group": "Audit group", "Agreed on": "21/04/2026", "Due": "30/06/2026",
    "How will we know": "Re-audit of twelve files", "Effect to be judged on": "30/09/2026",
    "Effect to be judged by": "Audit", "Reported done on": "15/06/2026", "What was done": "28 of 30 were trained.",
    "Assured on": "01/07/2026", "Assurance": "Ten files read by the group.", "Progress on": "01/06/2026",
    "Progress": "First course held.", "Progress is evidence": "Yes", "Effect judged on": "30/09/2026",
    "Verdict": "Practice changed", "Why this verdict": "Nine of twelve files have one.",
    "Evidence of effect": "Re-audit of twelve files", "Effect judged by": "Audit group",
}  # fmt: skip
"""One chain on Eastshire, from the source to the verdict."""


def chain(title="Audit of chronologies", **changes):
    """The chain with another source; `changes` by header, with None to leave a cell empty."""
    return {**CHAIN, "Source title": title} | changes


def upto(header, **changes):
    """The chain as far as a column, that column included."""
    last = HEADERS.index(header)
    return {name: value for name, value in CHAIN.items() if HEADERS.index(name) <= last} | changes


def as_csv(*rows, headers=HEADERS):
    return render_csv(headers, ([row.get(name) for name in headers] for row in rows)).encode()


def as_xlsx(*rows, headers=HEADERS, dress=lambda page: None):
    """The rows as an Excel file; `dress` does to the sheet what people do to sheets."""
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet("Learning")
        page.write_row(0, 0, headers)
        for number, row in enumerate(rows, start=1):
            for name, value in row.items():
                if value is not None:
                    page.write(number, headers.index(name), value)
        dress(page)
    return made.getvalue()


def cell_of(header, row, headers=HEADERS):
    """Where a column stands in a row: row 2 is the first under the header."""
    return f"{get_column_letter(list(headers).index(header) + 1)}{row}"
