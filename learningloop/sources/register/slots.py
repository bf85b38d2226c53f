"""What the register shows on pages of the whole board, and what of it can be searched."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from learningloop.kit.slots import Entries, Panel, Use, Waiting, uses
from learningloop.people.models import Board, Person
from learningloop.people.policy import allowed
from learningloop.search.policy import Searched, Told
from learningloop.sources.register.models import Source
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.sources.register.queries import register_of, restricted_by, under_way_of


def sources_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """The sources under way that this person leads: they wait until they are completed. One query."""
    return [
        Waiting(
            sentence=f"{source.reference} {source.title}: draw out what was learned, so that it can be completed",
            url=reverse("register:detail", args=[board.slug, source.reference]),
            stage="experience",
            asked="Draw out what was learned, so that it can be completed",
            reference=source.reference,
        )
        for source in under_way_of(person, board)
    ]


def tell_sources(rows: QuerySet[Source]) -> Iterable[Told]:
    """What sources say: their summaries, and how their principles were met."""
    for source in rows.prefetch_related("principles_met"):
        told = [met.how for met in source.principles_met.all()]
        yield Told(source, source.started_on, source.title, (source.summary, *told))


SOURCES = Searched(
    SOURCE_VIEW, "Source", "Sources", "register:detail", tell_sources, restricted_by(Source, "pk"), order=10
)


def led_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a person's page: the sources under way that they lead, as far as the reader may see them. One query."""
    if not isinstance(record, Person):
        return []
    led = list(allowed(person, SOURCE_VIEW).filter(lead=record, completed_on=None).order_by("started_on", "pk"))
    return [Panel("Sources they lead", "register/_led.html", {"sources": led})] if led else []


def sources_using(entries: Entries, person: Person) -> Sequence[Use]:
    """The sources that are of a kind, or tell of a principle, that a framework names. At most four queries."""
    told = {"rows": Source.objects.filter(board=entries.board), "opened": register_of(person, entries.board)}
    return [
        *uses(entries, ("source_kinds",), "source", "kind", **told),
        *uses(entries, ("principles",), "source", "principles_met__principle", **told),
    ]
