"""What those do to whom an item was sent: confirm it, and tell what their agency made of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from learningloop.embedding.sharing import queries
from learningloop.embedding.sharing.forms import CascadeForm, cascade_values
from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.operations import confirm_shared_item, return_cascade
from learningloop.embedding.sharing.policy import SHARED_CASCADE, SHARED_CONFIRM
from learningloop.kit.forms import posted
from learningloop.people.gate import Request, record_page
from learningloop.people.models import Agency
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change, state_of


@record_page(SHARED_CONFIRM)
@require_POST
def confirm(request: Request, item: SharedItem) -> HttpResponse:
    """Say that one has read it; a second time changes nothing."""
    mine = queries.received_by(item, request.user)
    if mine and mine.confirmed_on:
        messages.info(request, "You confirmed this before. Nothing was changed.")
    else:
        confirm_shared_item(item=item, on=timezone.localdate(), by=request.user)
        messages.success(request, "Thank you. The board knows that you have read this.")
    return redirect("sharing:detail", item.board.slug, item.reference)


@record_page(SHARED_CASCADE)
@require_http_methods(["GET", "HEAD", "POST"])
def cascade(request: Request, item: SharedItem) -> HttpResponse:
    """What one agency made of it. `?agency=` says which, when this person may answer for several."""
    agencies = list(queries.returnable(item, request.user))
    agency = _chosen(agencies, request.GET.get("agency", ""))
    returned = queries.returns_of(item, agencies)
    if not agency:
        told = [{"agency": one, "returned": returned.get(one.pk)} for one in agencies]
        return render(request, "sharing/cascade_agency.html", {"item": item, "cascades": told})
    former = returned.get(agency.pk)
    state = state_of(former) if former else 0
    form = CascadeForm(posted(request), initial=cascade_values(former) | {"seen": state})
    if form.is_valid():
        try:
            return_cascade(item=item, agency=agency, **form.cleaned_data, on=timezone.localdate(), by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(former or item))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The return of {agency} is {'corrected' if former else 'saved'}.")
            return redirect("sharing:detail", item.board.slug, item.reference)
    return render(
        request, "sharing/cascade.html", {"item": item, "agency": agency, "former": former, "form": form}
    )


def _chosen(agencies: list[Agency], asked: str) -> Agency | None:
    """The agency that the address names, or the only one there is."""
    if not asked:
        return agencies[0] if len(agencies) == 1 else None
    found = next((agency for agency in agencies if agency.slug == asked), None)
    if found is None:
        raise Http404
    return found
