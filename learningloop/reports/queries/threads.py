"""The facts of many threads at once, in a number of queries that does not depend on how many there are."""

from collections import defaultdict
from typing import Any

from django.db.models import Max, QuerySet

from learningloop.embedding.actions.models import Progress
from learningloop.embedding.actions.policy import ACTION_VIEW
from learningloop.embedding.sharing.queries import last_shared_on
from learningloop.evaluation.policy import EVALUATION_VIEW
from learningloop.learning.models import Finding
from learningloop.learning.policy import RECOMMENDATION_VIEW
from learningloop.people.models import Person
from learningloop.people.policy import Permission, cleared
from learningloop.reports.rules import Deed, Judgement, Means, Thread


def threads_of(findings: QuerySet[Any], *, reader: Person | None) -> dict[int, Thread]:
    """The facts of the threads of these findings, by the finding's key; six queries.

    What rests on a source that is closed to the reader counts for nothing: they do not learn that it exists.
    Nobody (None) is the system, to which nothing is closed.
    """
    drawn = findings.order_by().values_list("pk", "drawn_on", "kind")
    means = _means(findings, reader)
    shared = last_shared_on(findings)
    return {
        finding: Thread(drawn_on, kind == Finding.Kind.STRENGTH, tuple(means[finding]), shared.get(finding))
        for finding, drawn_on, kind in drawn
    }


def _means(findings: QuerySet[Any], reader: Person | None) -> dict[int, list[Means]]:
    deeds = _deeds(findings, reader)
    known = _known(reader, RECOMMENDATION_VIEW)
    rows = known.filter(findings__in=findings.order_by().values("pk")).values_list(
        "findings", "pk", "made_on", "recorded_at", "response__decision", "response__decided_on"
    )
    by_finding: dict[int, list[Means]] = defaultdict(list)
    for finding, pk, made_on, at, decision, decided_on in rows:
        by_finding[finding].append(Means(made_on, at, decision or "", decided_on, tuple(deeds[pk])))
    return by_finding


def _deeds(findings: QuerySet[Any], reader: Person | None) -> dict[int, list[Deed]]:
    judged = _judgements(findings, reader)
    progressed = dict(
        Progress.objects.filter(action__recommendation__findings__in=findings.order_by().values("pk"))
        .values_list("action")
        .annotate(last=Max("on"))
    )
    by_recommendation: dict[int, list[Deed]] = defaultdict(list)
    for row in _of(_known(reader, ACTION_VIEW), "recommendation__findings", findings).values(
        "pk", "recommendation", "agreed_on", "due_on", "evaluate_on", "recorded_at",
        "reported_on", "closed_on", "withdrawn_on",
    ):  # fmt: skip
        pk, recommendation, at = row.pop("pk"), row.pop("recommendation"), row.pop("recorded_at")
        deed = Deed(**row, at=at, progressed_on=progressed.get(pk), judged=judged.get(pk))
        by_recommendation[recommendation].append(deed)
    return by_recommendation


def _judgements(findings: QuerySet[Any], reader: Person | None) -> dict[int, Judgement]:
    """The latest judgement of each action."""
    rows = (
        _of(_known(reader, EVALUATION_VIEW), "action__recommendation__findings", findings)
        .order_by("recorded_at", "pk")
        .values_list("action", "verdict", "carried_out_on", "recorded_at", "again_on")
    )
    return {action: Judgement(*rest) for action, *rest in rows}


def _known(reader: Person | None, permission: Permission) -> QuerySet[Any]:
    """The rows that a permission is about, as far as they are not closed to the reader."""
    model: Any = permission.access.model
    rows: QuerySet[Any] = model.objects.all()
    return cleared(reader, permission) if reader else rows


def _of(rows: QuerySet[Any], path: str, findings: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that belong to any of the findings, each once."""
    model: Any = rows.model
    return rows.filter(
        pk__in=model.objects.filter(**{f"{path}__in": findings.order_by().values("pk")}).order_by().values("pk")
    )
