"""The scrutiny of a round as files."""

from django.http import HttpResponse

from learningloop.kit.downloads import table_file
from learningloop.scrutiny.queries.rounds import Drift, Entry
from learningloop.sources.assessments.models import Round

ENTRIES = ("Reference", "Agency", "Submitted", "Reasons to read it first", "Allocated to", "Agreed")
DRIFTS = ("Section", "Own grades, mean %", "Agreed grades, mean %", "Difference")


def entries_file(round_: Round, entries: list[Entry], form: str) -> HttpResponse:
    """The returns to scrutinise, a line a return."""

    def cells(one: Entry) -> tuple[object, ...]:
        return_, held = one.return_, one.scrutiny
        return (
            return_.reference, return_.agency.name, return_.submitted_on, one.risk.reasons,
            [person.name for person in held.panel.all()] if held else [], held and held.agreed_on,
        )  # fmt: skip

    return table_file(f"{round_.reference}-scrutiny", ENTRIES, entries, cells, form)


def drifts_file(round_: Round, drifts: list[Drift], form: str) -> HttpResponse:
    """Own grades against agreed ones, a line a section."""

    def cells(one: Drift) -> tuple[object, ...]:
        return (one.section.title, one.own, one.agreed, one.difference)

    return table_file(f"{round_.reference}-moderation", DRIFTS, drifts, cells, form)
