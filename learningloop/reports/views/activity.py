"""The year's activity, on the page and to take away."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.frameworks.queries import current_framework
from learningloop.kit.downloads import attachment, document_file, form_asked, paper_asked
from learningloop.kit.forms import FilterForm
from learningloop.kit.spreadsheets import CSV
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import allowed
from learningloop.reports.exports import activity_csv, activity_document, activity_xlsx
from learningloop.reports.policy import REPORT_VIEW
from learningloop.reports.queries.activity import activity
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.sources.register.rules import year_of, years_between


class YearForm(FilterForm):
    year = forms.ChoiceField()

    def __init__(self, data: Any, years: list[str]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]


@board_page(REPORT_VIEW)
@require_safe
def activity_page(request: Request, board: Board) -> HttpResponse:
    sources = allowed(request.user, SOURCE_VIEW)
    today = timezone.localdate()
    first = sources.order_by("started_on").values_list("started_on", flat=True).first() or today
    years = years_between(first, today)
    filters = YearForm({"year": request.GET.get("year") or years[0]}, years)
    year = filters.cleaned_data["year"] if filters.is_valid() else year_of(today)
    told = activity(current_framework(board), sources, year)
    name = f"{board.slug}-activity-{told.year}"
    if form := form_asked(request):
        return attachment(activity_csv(told) if form == CSV else activity_xlsx(told), name, form)
    if paper := paper_asked(request):
        return document_file(activity_document(told, board), name, paper)
    return render(request, "reports/activity.html", {"told": told, "filters": filters, "year": year})
