"""Lists that filter, sort and page, the same address with and without script.

    listing = make_listing(
        allowed(person, Permission.ACTION_SEE).select_related("agency"),
        request.GET,
        sorts=[Sort("due", "Due", "due", "pk"), Sort("agency", "Agency", "agency__name", "due")],
        filters=ActionFilters,
        narrow=narrow_actions,
    )
    return render(request, "actions/list.html", {"listing": listing})

`narrow(queryset, cleaned)` gets the valid filters; what is not valid is shown as an error and filters nothing.
The template extends `kit/list.html`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BoundField, ChoiceField, Form
from django.http import QueryDict

from learningloop.kit import dates

M = TypeVar("M", bound=Model)
R = TypeVar("R")
PAGE_SIZE = 25


class Sort:
    """An order that may be asked for: its key in the address, the column's label, the fields it orders by."""

    def __init__(self, key: str, label: str, *fields: str, descending: bool = False) -> None:
        self.key, self.label, self.fields, self.descending = key, label, fields, descending


@dataclass(frozen=True)
class Column:
    """A sort as the table's head shows it now; `direction` is aria-sort's word or nothing."""

    label: str
    url: str
    direction: str


@dataclass(frozen=True)
class Chip:
    """A filter that is set, in words, with the address that clears it."""

    label: str
    value: str
    clear: str


@dataclass(frozen=True)
class Listing(Generic[R]):
    """What `kit/list.html` shows."""

    page: Page[R]
    found: Any
    """Every row that the filters leave, in the order asked: what a download holds."""
    total: int
    form: Form | None
    chips: list[Chip]
    columns: dict[str, Column]
    query: str
    """The address's query without the page: append it to an export's address."""
    clear_url: str = field(default="?")

    def column(self, key: str) -> Column:
        """The column of a sort key; a key that was not offered is a mistake of ours and raises."""
        return self.columns[key]

    @property
    def problems(self) -> list[str]:
        """What is wrong with the filters; beside the form, since only the region is replaced."""
        errors = self.form.errors if self.form is not None else {}
        return [str(text) for texts in errors.values() for text in texts]

    @property
    def bare(self) -> bool:
        """Nothing stands here and nothing was asked: filters would only be in the way."""
        return not (self.total or self.filtered or self.problems)

    @property
    def narrows(self) -> bool:
        """Whether filters are shown."""
        return self.form is not None and not self.bare

    @property
    def filtered(self) -> bool:
        """Whether any filter is set: an empty list then says so."""
        return bool(self.chips)


def make_listing(
    rows: QuerySet[M],
    data: QueryDict,
    *,
    sorts: Sequence[Sort],
    filters: type[Form] | Form | None = None,
    narrow: Callable[[QuerySet[M], dict[str, Any]], QuerySet[M]] | None = None,
    page_size: int = PAGE_SIZE,
    total: int | None = None,
) -> Listing[M]:
    """The page that the address asks for. Two queries besides those of the filter form's own choices.

    The first of `sorts` is the order when none is asked for. A page beyond the last gives the last. `total` is how
    many rows there are, where it was counted already: one query less.
    """
    form = filters(data) if isinstance(filters, type) else filters
    if form is not None:
        form.is_valid()
        rows = narrow(rows, form.cleaned_data) if narrow else rows
    order, descending = _order(sorts, data.get("sort", ""))
    found = rows.order_by(*(_turned(name, descending) for name in order.fields))
    paginator = Pages(found, page_size, total)
    return Listing(
        page=paginator.get_page(data.get("page")),
        found=found,
        total=paginator.count,
        form=form,
        chips=_chips(form, data) if form is not None else [],
        columns={sort.key: _column(sort, order, descending, data) for sort in sorts},
        query=_address(data, page=None).removeprefix("?"),
        clear_url=_address(data, page=None, **dict.fromkeys(_names(form, data))),
    )


def list_ranked(rows: Sequence[R], data: QueryDict, form: Form, page_size: int = PAGE_SIZE) -> Listing[R]:
    """What was found and ranked already, narrowed by a form that was asked: no order and no query of its own."""
    return Listing(
        page=Paginator(rows, page_size).get_page(data.get("page")),
        found=rows,
        total=len(rows),
        form=form,
        chips=_chips(form, data) if form.is_valid() else [],
        columns={},
        query=_address(data, page=None).removeprefix("?"),
        clear_url=_address(data, page=None, **dict.fromkeys(_names(form, data))),
    )


class Pages(Paginator[M]):
    """Pages that cost the same wherever in a long list they stand.

    The database first finds which rows stand on a page, from the nearer end of the list, and reads those whole.
    """

    def __init__(self, rows: QuerySet[M], size: int, total: int | None) -> None:
        super().__init__(rows, size)
        if total is not None:
            self.count = total

    def page(self, number: int | str) -> Page[M]:
        asked = self.validate_number(number)
        rows = cast("QuerySet[M]", self.object_list)
        start = (asked - 1) * self.per_page
        end = min(start + self.per_page, self.count)
        if rows.query.values_select or not rows.ordered:
            return Page(rows[start:end], asked, self)
        if start > self.count // 2:
            keys = rows.reverse().values("pk")[self.count - end : self.count - start]
        else:
            keys = rows.values("pk")[start:end]
        return Page(_whole(rows).filter(pk__in=keys), asked, self)


def _whole(rows: QuerySet[M]) -> QuerySet[M]:
    """Rows to be read by their keys: what narrowed them found the keys, and need not be asked again.

    Where it reaches into other tables it stays, for without it a row would come once for each row there.
    """
    whole = rows.all()
    if len(whole.query.alias_map) <= 1:
        whole.query.clear_where()
    return whole


def _order(sorts: Sequence[Sort], asked: str) -> tuple[Sort, bool]:
    for sort in sorts:
        if asked.removeprefix("-") == sort.key:
            return sort, asked.startswith("-")
    return sorts[0], sorts[0].descending


def _turned(name: str, descending: bool) -> str:
    if not descending:
        return name
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _column(sort: Sort, order: Sort, descending: bool, data: QueryDict) -> Column:
    here = sort is order
    turn = not descending if here else sort.descending
    direction = ("descending" if descending else "ascending") if here else ""
    return Column(sort.label, _address(data, page=None, sort=f"{'-' if turn else ''}{sort.key}"), direction)


def _address(data: QueryDict, **changes: str | None) -> str:
    """The query of the address with some parts changed or, with None, left out."""
    query = data.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = value
    for key in [key for key, values in query.lists() if not any(values)]:
        del query[key]
    return f"?{query.urlencode()}"


def _names(form: Form | None, data: QueryDict) -> list[str]:
    """The keys in the address that belong to the filters, a date's boxes included."""
    if form is None:
        return []
    names = [form.add_prefix(name) for name in form.fields]
    return [key for key in data if any(key == name or key.startswith(f"{name}_") for name in names)]


def _chips(form: Form, data: QueryDict) -> list[Chip]:
    chips = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", [], False) or bound.is_hidden or (hasattr(value, "exists") and not value):
            continue
        own = [key for key in data if key == bound.html_name or key.startswith(f"{bound.html_name}_")]
        clear = _address(data, page=None, **dict.fromkeys(own))
        chips.append(Chip(str(bound.label), _in_words(bound, value), clear))
    return chips


def _in_words(bound: BoundField, value: Any) -> str:
    choices = dict(_flat(cast(Iterable[Any], bound.field.choices))) if isinstance(bound.field, ChoiceField) else {}
    if value is True:
        return "yes"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(choices.get(str(part), part)) for part in value)
    return str(choices.get(str(value), dates.day(value) if hasattr(value, "year") else value))


def _flat(choices: Iterable[Any]) -> list[tuple[str, str]]:
    """Choices without their groups."""
    flat: list[tuple[str, str]] = []
    for value, label in choices:
        flat += _flat(label) if isinstance(label, list | tuple) else [(str(value), str(label))]
    return flat


@dataclass(frozen=True)
class PageLink:
    """A numbered page; number 0 is the gap between."""

    number: int
    url: str
    current: bool


def page_links(page: Page[Any], data: QueryDict) -> dict[str, Any]:
    """Previous, next, and the numbers near this page, keeping the rest of the address."""
    last = page.paginator.num_pages
    near = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    numbers: list[PageLink] = []
    for number in near:
        if numbers and number - numbers[-1].number > 1:
            numbers.append(PageLink(0, "", False))
        numbers.append(PageLink(number, _address(data, page=str(number)), number == page.number))
    return {
        "numbers": numbers,
        "previous": _address(data, page=str(page.number - 1)) if page.has_previous() else "",
        "next": _address(data, page=str(page.number + 1)) if page.has_next() else "",
    }
