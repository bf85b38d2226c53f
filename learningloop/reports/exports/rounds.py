"""The report of a round of returns: for the board, as a page, a Word and a PDF file."""

from collections import Counter
from collections.abc import Iterator

from learningloop.kit.dates import day
from learningloop.kit.documents import BulletList, Chart, Document, Heading, Paragraph, Shaded, Table
from learningloop.kit.documents.blocks import Block, Cell
from learningloop.reports.queries.rounds import Told
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.queries.across import Together
from learningloop.sources.assessments.queries.overview import Cell as Reached
from learningloop.sources.assessments.queries.overview import Column, cells_of, weakest

COLOURS = {"red": "#e3937f", "amber": "#f3cd6b", "green": "#9cc78d", "blue": "#9ab7de", "grey": "#d3d0c6"}
"""Grounds of grades on which ink can be read; the number and the key tell them apart too."""
NONE = "–"


def round_document(told: Told) -> Document:
    """The report. Charts and tables of grades stand in it once something is submitted."""
    round_ = told.round_
    blocks: list[Block] = [_facts(told), Heading("In short"), BulletList(tuple(_in_short(told)))]
    if told.days:
        blocks += [*_response(told), *_reached(told), *_spread(told), *_agencies(told), *_agreed(told)]
    return Document(
        title=f"{round_.source.title}: report",
        blocks=tuple(blocks),
        owner=round_.board.name,
        note=f"Round {round_.reference}. Made from the returns as they stand, and as their reader may open them.",
        wide=True,
    )


def _facts(told: Told) -> Table:
    round_, standing = told.round_, told.standing
    rows = [
        ("Questions", str(round_.version)),
        ("Asked from", f"{day(round_.opens_on)} to {day(round_.closes_on)}"),
        ("Response", f"{standing.submitted} of {standing.asked} submitted ({standing.rate} %)"),
        ("Late", str(standing.late)),
        ("Signed by", round_.signed_by),
        ("Round before", str(round_.before.source.title) if round_.before else "None"),
    ]
    return Table(("What", "This round"), tuple(rows), widths=(1, 4))


# ---- what matters most, in sentences


def _in_short(told: Told) -> Iterator[str]:
    standing = told.standing
    yield f"{standing.submitted} of {standing.asked} returns are submitted ({standing.rate} %)."
    if not told.days:
        yield "No return that its reader may open is submitted yet: no grades are told."
        return
    below = sum(column.below for column in told.columns)
    total = sum(spread.total for some in told.spreads.values() for spread in some)
    yield f"{below} of {total} graded answers are below what is good enough."
    for column in weakest(told.columns):
        answers = f"{column.below} answer{'' if column.below == 1 else 's'}"
        yield f"{column.section.title} is among the weakest: {column.mean} %, {answers} below what is good enough."
    yield from _moved(told.columns)
    changed = [one for one in told.drifts if one.difference]
    if told.agreed:
        yield f"The panel has agreed {told.agreed}; by it {len(changed)} of {len(told.drifts)} sections changed."


def _moved(columns: list[Column]) -> Iterator[str]:
    """The section that rose most, and the one that fell most, since the round before."""
    known = [column for column in columns if column.change]
    for most, words in ((max, "rose"), (min, "fell")):
        column = most(known, key=lambda one: one.change or 0, default=None)
        if column and column.change and (column.change > 0) == (words == "rose"):
            yield (
                f"Where agencies submitted in both rounds, {column.section.title} {words} most: by "
                f"{abs(column.change)} points, to {column.again} %."
            )


# ---- parts with a chart


def _response(told: Told) -> Iterator[Block]:
    """How the returns came in; a single day is no course."""
    if len(told.days) < 2:
        return
    yield Heading("Response")
    standing = told.standing
    title = f"{standing.submitted} of {standing.asked} were in by {day(told.days[-1][0])}"
    rows = tuple((f"{on:%-d %b %Y}", (number,)) for on, number in told.days)
    alt = f"A line from {rows[0][1][0]} on {day(told.days[0][0])} to {rows[-1][1][0]} on {day(told.days[-1][0])}."
    days = tuple(on for on, _number in told.days)
    yield Chart(title, alt, ("Day", "Submitted by then"), rows, "line", days=days)


def _reached(told: Told) -> Iterator[Block]:
    """The mean of each section, beside that of the round before where there is one."""
    yield Heading("What is reached in each section")
    last = any(column.before is not None for column in told.columns)
    low = weakest(told.columns, 1)
    title = f"{low[0].section.title} is weakest, at {low[0].mean} %" if low else "Nothing is graded yet"
    header = ("Section", "Round before", "This round") if last else ("Section", "This round")
    rows = tuple(
        (column.section.title, (column.before, column.mean) if last else (column.mean,)) for column in told.columns
    )
    alt = "; ".join(f"{column.section.title} {_percent(column.mean)}{_since(column)}" for column in told.columns)
    yield Chart(title, f"{alt}.", header, rows, unit=" %")
    yield Paragraph("The mean of what agencies reach by their own grades, in per cent of what can be reached.")
    if last:
        yield Paragraph(
            "The round before, and the change since, are those of the agencies that submitted in both."
        )


def _since(column: Column) -> str:
    return "" if column.change is None else f" ({column.change:+} points)"


def _spread(told: Told) -> Iterator[Block]:
    """How many answers of each section bear each grade: one chart for each scale."""
    yield Heading("How the grades are spread")
    for labels, colours in _scales(told):
        rows = tuple(
            (column.section.title, tuple(counted[label] for label in labels))
            for column in told.columns
            if (counted := _counted(told, column, labels))
        )
        sums = [sum(numbers[place] for _name, numbers in rows) for place in range(len(labels))]
        words = ", ".join(f"{number} {label}" for label, number in zip(labels, sums, strict=True))
        yield Chart(
            f"Answers by section: {words}", f"{words}.", ("Section", *labels), rows, "stacks", colours=colours
        )


def _scales(told: Told) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The different scales of the questions: the words of their grades, with the colours."""
    found = (spread.parts for some in told.spreads.values() for spread in some if spread.total)
    scales = {
        tuple(part.words for part in parts): tuple(COLOURS[part.colour or "grey"] for part in parts)
        for parts in found
    }
    return list(scales.items())


def _counted(told: Told, column: Column, labels: tuple[str, ...]) -> Counter[str]:
    """How many answers in a section bear each of these grades; nothing where no question is on this scale."""
    some = [one for one in told.spreads[column.section.key] if tuple(part.words for part in one.parts) == labels]
    counted: Counter[str] = Counter()
    for spread in some:
        counted.update({part.words: part.number for part in spread.parts})
    return counted


# ---- parts that are tables


def _agencies(told: Told) -> Iterator[Block]:
    """By name where they are few enough to stand on some pages, always by kind, by locality where it is told."""
    header = tuple(column.section.title for column in told.columns)
    submitted = [one for one in told.returns if one.state == rules.SUBMITTED]
    if submitted:
        rows = tuple((one.agency.name, *map(_shaded, cells_of(one, told.columns))) for one in submitted)
        yield Heading("Agency by agency")
        yield Table(("Agency", *header), rows, caption="Own grades in each section, in per cent")
    missing = [one.agency.name for one in told.returns if one.is_outstanding]
    if missing:
        yield Paragraph(f"Not submitted: {'; '.join(missing)}.")
    for name, some in (("Kind of agency", told.kinds), ("Locality", told.localities)):
        if some:
            yield Heading(f"By {name.lower()}", 2)
            yield Table(
                (name, "Submitted", *header), tuple(map(_together, some)), caption=f"Means by {name.lower()}"
            )


def _together(one: Together) -> tuple[Cell, ...]:
    return (one.name, str(one.number), *(_shaded(Reached(mean, True, "")) for mean in one.means))


def _shaded(cell: Reached) -> Cell:
    return NONE if cell.percent is None else Shaded(_percent(cell.percent), int(cell.band))


def _agreed(told: Told) -> Iterator[Block]:
    """The agencies' own grades against those that the panel agreed."""
    if not told.agreed:
        return
    yield Heading("Own and agreed grades")
    returns = "the one return" if told.agreed == 1 else f"the {told.agreed} returns"
    yield Paragraph(f"Over {returns} that the panel has agreed, in per cent.")
    rows = tuple(
        (one.section.title, _percent(one.own), _percent(one.agreed), _drift(one.difference)) for one in told.drifts
    )
    yield Table(("Section", "Own grades", "Agreed grades", "Difference"), rows, widths=(3, 1, 1, 1))


def _percent(number: int | None) -> str:
    return NONE if number is None else f"{number} %"


def _drift(difference: int | None) -> str:
    if difference is None:
        return NONE
    return f"{difference:+} points" if difference else "None"
