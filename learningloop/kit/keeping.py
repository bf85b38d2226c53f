"""Rows that are kept only to be found quickly: whatever they say can be asked of the facts at any time.

    WANTING = Keeping(Wanting, Finding, "finding", as_wanting)

A follower of operations gives `keep` the owners that were touched; `differing` proves the rows, `mend` puts them
right.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from learningloop.kit.portions import portions


@dataclass(frozen=True)
class Keeping:
    """`asked` gives the rows, not saved, that the facts call for; `by` is the field that names their owner."""

    model: Any
    owner: Any
    by: str
    asked: Callable[[QuerySet[Any]], Iterable[Model]]

    def keep(self, owners: Iterable[int]) -> None:
        """Work out anew what is kept of these. Whoever touches one of them meanwhile waits, and counts all."""
        for some in portions(sorted(set(owners))):
            rows = self.owner.objects.filter(pk__in=some)
            list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
            stale, missing = self._compared(some)
            self.model.objects.filter(pk__in=[row.pk for row in stale]).delete()
            self.model.objects.bulk_create(missing)

    def differing(self, owners: QuerySet[Any]) -> list[int]:
        """The keys of those of these owners of which something else is kept than the facts say."""
        wrong: list[int] = []
        for some in portions(owners.order_by("pk").values_list("pk", flat=True).iterator()):
            stale, missing = self._compared(some)
            wrong += sorted({getattr(row, self._key) for row in (*stale, *missing)})
        return wrong

    def mend(self, owners: QuerySet[Any]) -> int:
        """Put right what differs; of how many owners that was."""
        wrong = self.differing(owners)
        self.keep(wrong)
        return len(wrong)

    def _compared(self, owners: list[int]) -> tuple[list[Any], list[Any]]:
        """What is kept and should not be, and what should be kept and is not."""
        kept = {self._said(row): row for row in self.model.objects.filter(**{f"{self.by}__in": owners})}
        asked = {self._said(row): row for row in self.asked(self.owner.objects.filter(pk__in=owners))}
        return (
            [row for said, row in kept.items() if said not in asked],
            [row for said, row in asked.items() if said not in kept],
        )

    @property
    def _key(self) -> str:
        key: str = self.model._meta.get_field(self.by).attname
        return key

    def _said(self, row: Model) -> tuple[Any, ...]:
        """What a row says, whatever number it bears."""
        fields = (
            field for field in row._meta.concrete_fields if not (field.primary_key and not field.is_relation)
        )
        return tuple(getattr(row, field.attname) for field in fields)
