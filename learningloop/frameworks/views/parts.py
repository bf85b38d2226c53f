"""Section by section, entry by entry: the parts of the draft, asked as the schema says."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.frameworks.forms import PartForm
from learningloop.frameworks.models import FrameworkDraft
from learningloop.frameworks.operations import FrameworkDoesNotHold
from learningloop.frameworks.operations.drafts import ChangedMeanwhile, add_entry, change_part, take_out
from learningloop.frameworks.policy import FRAMEWORK_DRAFT
from learningloop.frameworks.queries import faults_between, missed
from learningloop.frameworks.rules.drafting import (
    can_be_added,
    lists_in,
    model_of,
    name_of,
    places,
    state_at,
    way_to,
)
from learningloop.frameworks.rules.fields import asked_of
from learningloop.frameworks.rules.wording import field_words, one_of
from learningloop.frameworks.schema import Framework, Part
from learningloop.frameworks.views.showing import draft_or_404
from learningloop.kit.forms import posted
from learningloop.kit.parts import Place, find, free_key, without
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.trail.operations import Refused


@board_page(FRAMEWORK_DRAFT)
@require_safe
def section(request: Request, board: Board, section: str) -> HttpResponse:
    """The entries of one section, to change, to add to and to take out of."""
    draft = draft_or_404(board)
    model, entries = _at(draft, (section,))
    if not isinstance(entries, list):
        return redirect("frameworks:draft_part", board.slug, section)
    field = Framework.model_fields[section]
    context = {
        "section": section,
        "title": field.title,
        "about": field.description,
        "rows": _rows((section,), entries),
        "can_add": can_be_added(model),
        "faults": [fault for fault in faults_between(draft.content) if fault.place[0] == section],
    }
    return render(request, "frameworks/draft_section.html", context)


@board_page(FRAMEWORK_DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, board: Board, place: str) -> HttpResponse:
    """One part: its own questions, and the lists that it holds."""
    draft, here = draft_or_404(board), _place(place)
    model, part = _at(draft, here)
    if not isinstance(part, dict):
        raise Http404
    form = PartForm(
        posted(request), asked=asked_of(model, here), content=draft.content, part=part,
        seen=state_at(draft.content, here), position=_position(draft, here),
    )  # fmt: skip
    context = {**_around(draft, here, part), "form": form, "lists": _lists(model, here, part)}
    if form.is_valid():
        try:
            told = {"part": form.told(), "seen": form.cleaned_data["seen"]}
            position = form.cleaned_data.get("position")
            change_part(draft=draft, place=here, **told, position=position, by=request.user)
        except FrameworkDoesNotHold as wrong:
            form.add_faults(wrong.faults, depth=len(here))
        except ChangedMeanwhile as refused:
            draft.refresh_from_db()
            form.begin_again(state_at(draft.content, here))
            form.add_error(None, str(refused))
            context["theirs"] = form.differing(find(draft.content, here))
        else:
            messages.success(request, f"Saved: {context['name']}.")
            return _up(board, here)
    return render(request, "frameworks/draft_part.html", context)


@board_page(FRAMEWORK_DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, board: Board, list: str) -> HttpResponse:
    """A new entry of a list; its key is made from its name."""
    draft, here = draft_or_404(board), _place(list)
    model, entries = _at(draft, here)
    if len(here) % 2 == 0 or not can_be_added(model):
        raise Http404
    last = len(entries) + 1
    form = PartForm(
        posted(request), asked=asked_of(model, (*here, "")), content=draft.content, position=(last, last)
    )
    if form.is_valid():
        told = form.told()
        entry = {"key": free_key(name_of(told), {one["key"] for one in entries}), **told}
        try:
            add_entry(
                draft=draft, place=here, entry=entry, position=form.cleaned_data["position"], by=request.user
            )
        except FrameworkDoesNotHold as wrong:
            form.add_faults(wrong.faults, depth=len(here) + 1)
        else:
            messages.success(request, f"Added: {name_of(entry)}.")
            return _up(board, (*here, entry["key"]), stay=bool(lists_in(model)))
    context = {**_around(draft, here, None), "form": form, "one": one_of(here[-1])}
    return render(request, "frameworks/draft_add.html", context)


@board_page(FRAMEWORK_DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, board: Board, place: str) -> HttpResponse:
    """Take an entry out, after a look at who names it: the framework's other parts, and the board's records."""
    draft, here = draft_or_404(board), _place(place)
    _model, part = _at(draft, here)
    if len(here) % 2:
        raise Http404
    context = _around(draft, here, part)
    if request.method == "POST":
        try:
            take_out(draft=draft, place=here, by=request.user)
        except Refused as refused:
            context["refused"] = str(refused)
        else:
            messages.success(request, f"Taken out: {context['name']}.")
            return _up(board, here)
    before = {str(fault) for fault in faults_between(draft.content)}
    gone = {one for one in places(draft.content) if one[: len(here)] == here}
    context["naming"] = [
        fault for fault in faults_between(without(draft.content, here)) if str(fault) not in before
    ]
    context["missed"] = missed(board, draft.content, gone, request.user)
    return render(request, "frameworks/draft_take_out.html", context)


def _place(written: str) -> Place:
    return tuple(written.strip("/").split("/"))


def _at(draft: FrameworkDraft, place: Place) -> tuple[type[Part], Any]:
    """What the schema says of a place, and what stands there."""
    model = model_of(place)
    found = find(draft.content, place) if model else None
    if model is None or found is None:
        raise Http404
    return model, found


def _around(draft: FrameworkDraft, place: Place, part: dict[str, Any] | None) -> dict[str, Any]:
    """Where on the way to a place one is, and what its part is called; of a new part, where it will stand."""
    way = way_to(draft.content, place)
    above = way[:-1] if part else way
    return {"crumbs": above, "up": above[-1] if above else None, "name": way[-1].text, "place": "/".join(place)}


def _position(draft: FrameworkDraft, place: Place) -> tuple[int, int] | None:
    """Which entry of its list stands at a place, counted from 1, and how many there are."""
    if len(place) % 2:
        return None
    keys = [entry["key"] for entry in find(draft.content, place[:-1])]
    return keys.index(place[-1]) + 1, len(keys)


def _rows(place: Place, entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(name_of(entry), "/".join((*place, entry["key"]))) for entry in entries]


def _lists(model: type[Part], place: Place, part: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists that a part holds, each with its entries and where to add to it."""
    return [
        {
            "title": field_words(name)[:1].upper() + field_words(name)[1:],
            "one": one_of(name),
            "place": "/".join((*place, name)),
            "rows": _rows((*place, name), part.get(name) or []),
        }
        for name in lists_in(model)
    ]


def _up(board: Board, place: Place, *, stay: bool = False) -> HttpResponse:
    """Back to what holds the place: the entry around it, or its section."""
    if stay:
        return redirect("frameworks:draft_part", board.slug, "/".join(place))
    if len(place) > 2:
        return redirect("frameworks:draft_part", board.slug, "/".join(place[:-2]))
    if len(place) == 2:
        return redirect("frameworks:draft_section", board.slug, place[0])
    return redirect("frameworks:draft", board.slug)
