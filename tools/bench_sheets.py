"""The sheets that `make bench SIZE=import` brings in: always the same rows, all of them invented."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from learningloop.exchange.rules.columns import HEADERS, SHEET
from learningloop.kit.spreadsheets.files import Sheet, render_xlsx

FIRST = date(2016, 1, 4)
GROUP = "Quality of Practice and Performance (QPP) subgroup"
WORDS = """
agency assessment audit bruise carer chair child chronology concern conference consent consultation
culture decision delay dentist disability discharge domestic drift education escalation evidence
exclusion family father file foster grandmother guidance handover harm health history home hospital
housing identity information injury lesson listening manager meeting midwife missing mother multi
neglect nursery observed officer online opportunity panel parent partner pathway plan police practice
pregnancy probation professional protocol question record referral refusal report review risk
safeguarding school screening section sharing sibling signature social staff statement strategy
supervision support team threshold timescale training transfer transition unborn visit voice vulnerable
warning welfare witness worker young youth
""".split()  # noqa: SIM905
Row = dict[str, Any]


class Teller:
    """Tells the records of a row; the same seed tells the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def words(self, number: int) -> str:
        return " ".join(self.random.choices(WORDS, k=number)).capitalize()

    def source(self, number: int, began: date) -> Row:
        return {
            "Source kind": "Inspection", "Source title": f"Review {number}: {self.words(4)}",
            "Source began": began, "Source completed": began + timedelta(days=60), "Source group": GROUP,
            "Source agencies": "Agency 1 (invented); School 7 (invented)", "Source themes": "Neglect",
            "Open to": "Open to the board", "Source summary": self.words(30),
            "Published at": "https://www.example.org/report", "Licence": "Open Government Licence v3",
        }  # fmt: skip

    def finding(self, number: int, began: date) -> Row:
        return {
            "Strength or need": "Need", "What was learned": f"{self.words(16)} {number}",
            "Finding evidence": self.words(25), "Where it stands": f"Page {number % 60}",
            "Voice of the child": self.words(8), "Finding themes": "Neglect",
            "Finding agencies": "Agency 2 (invented); School 9 (invented)", "Finding drawn": began,
        }  # fmt: skip

    def recommendation(self, number: int, began: date) -> Row:
        return {
            "Recommendation": f"{self.words(20)} {number}", "Where it is made": f"Page {number % 60}",
            "Recommended to": "Agency 3 (invented)", "Recommended on": began + timedelta(days=5),
        }  # fmt: skip

    def response(self, began: date) -> Row:
        return {
            "Response": "Accepted in part", "Reason": self.words(10), "Answered by": GROUP,
            "Answered on": began + timedelta(days=20),
        }  # fmt: skip

    def action(self, number: int, began: date) -> Row:
        return {
            "Action": f"{self.words(7)} {number}", "What will be different": self.words(12),
            "Action agency": "Agency 4 (invented)", "Agencies that help": "School 11 (invented)",
            "Action group": GROUP, "Agreed on": began + timedelta(days=30), "Due": began + timedelta(days=120),
            "How will we know": self.words(10), "Effect to be judged on": began + timedelta(days=200),
        }  # fmt: skip

    def done(self, began: date) -> Row:
        return {
            "Effect to be judged by": "Inspection", "Reported done on": began + timedelta(days=110),
            "What was done": self.words(10), "Assured on": began + timedelta(days=125), "Assurance": self.words(8),
            "Progress on": began + timedelta(days=60), "Progress": self.words(10), "Progress is evidence": "Yes",
            "Effect judged on": began + timedelta(days=205), "Verdict": "Practice changed",
            "Why this verdict": self.words(12), "Evidence of effect": self.words(20), "Effect judged by": GROUP,
        }  # fmt: skip


def fullest(number: int) -> Iterator[Row]:
    """Every row a chain of its own to the verdict, with nearly every column filled; five rows a source."""
    return _rows(number, 5, lambda place: True, lambda place: True)


def tracker(number: int) -> Iterator[Row]:
    """As boards keep them: a dozen rows a source, two in three with an action, one in six done."""
    return _rows(number, 12, lambda place: place % 3 != 2, lambda place: place % 6 == 0)


def published(number: int) -> Iterator[Row]:
    """As Ofsted's 366 recommendations are: seven rows a review, what was learned told again as what is asked."""
    teller, source = Teller(1), Row()
    for place in range(number):
        began = FIRST + timedelta(days=place // 7 % 3000)
        if place % 7 == 0:
            told = teller.source(place // 7, began)
            source = {name: told[name] for name in told if name not in ("Source summary", "Source agencies")}
        text = f"{teller.words(34)} {place}"
        yield source | {
            "Strength or need": "Need", "What was learned": text, "Where it stands": f"Paragraph {place}",
            "Recommendation": text, "Where it is made": f"Paragraph {place}",
        }  # fmt: skip


def _rows(number: int, a_source: int, acted: Any, done: Any) -> Iterator[Row]:
    teller, source = Teller(1), Row()
    for place in range(number):
        began = FIRST + timedelta(days=place // a_source % 3000)
        if place % a_source == 0:
            source = teller.source(place // a_source, began)
        row = source | teller.finding(place, began) | teller.recommendation(place, began)
        if acted(place):
            row |= teller.response(began) | teller.action(place, began)
        yield row | teller.done(began) if done(place) else row


def edited(rows: Iterator[Row]) -> Iterator[Row]:
    """The same records with other words where words may change: summary and evidence."""
    teller = Teller(2)
    summaries: dict[str, str] = {}
    for row in rows:
        summary = summaries.setdefault(row["Source title"], teller.words(30))
        yield row | {"Source summary": summary, "Finding evidence": teller.words(25)}


def as_file(rows: Iterator[Row]) -> bytes:
    return render_xlsx(Sheet(SHEET, HEADERS, ([row.get(name) for name in HEADERS] for row in rows)))
