"""The page of components: for looking at, while building. Its content is invented."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from learningloop.kit.forms import DateField, FilterForm, Form
from learningloop.kit.lists import Chip, Column, Listing

KINDS = [("", "Any"), ("audit", "Case audit"), ("review", "Review"), ("survey", "Survey of young people")]


class Sample(Form):
    """One field of each sort."""

    title = forms.CharField(max_length=120, help_text="A few words, as they will stand in lists.")
    summary = forms.CharField(widget=forms.Textarea, max_length=400, required=False)
    due = DateField(label="Due date", help_text="For example, 27 3 2026")
    kind = forms.ChoiceField(label="Kind of source", choices=KINDS)
    standing = forms.ChoiceField(
        label="Does it stand alone?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes, in one agency"), ("no", "No, in several agencies")],
    )
    agencies = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("police", "Police"), ("health", "Health"), ("schools", "Schools and colleges")],
    )
    mail = forms.EmailField(label="Email address", required=False)
    passphrase = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    paper = forms.FileField(label="Paper", required=False)
    agreed = forms.BooleanField(label="The chair has agreed this", required=False)


class SampleFilters(FilterForm):
    """The filters of the sample list."""

    kind = forms.ChoiceField(choices=KINDS)
    words = forms.CharField(label="Words")
    before = DateField(label="Due before")


def components(request: HttpRequest) -> HttpResponse:
    """Every component at once; 404 in service."""
    _only_for_looking_at()
    if "notices" in request.GET:
        messages.success(request, "Action A-2026-031 is closed. The QPP subgroup has been told.")
        messages.warning(request, "Nothing was sent: no agency is chosen.")
        messages.info(request, "The pack of May 2026 is in use from today.")
    sent = {"title": "", "due_day": "31", "due_month": "2", "due_year": "2026"}
    form = Sample(sent if "wrong" in request.GET else None)
    return render(request, "kit/components.html", {"form": form, **_frame(), **_pieces()})


def sample_list(request: HttpRequest) -> HttpResponse:
    """A list with filters, order and pages; its rows do not change with them."""
    _only_for_looking_at()
    return render(request, "kit/components_list.html", {**_frame(), **_pieces(), "listing": _listing(request)})


def _only_for_looking_at() -> None:
    if not (settings.DEBUG or settings.DEMO):
        raise Http404


def _frame() -> dict[str, Any]:
    texts = ["Home", "The loop", "Sources", "Findings", "Actions", "Sharing", "Evaluation", "Framework"]
    return {
        "board_name": "Sandwell",
        "board_url": "/components/",
        "boards_url": "/components/",
        "signed_in_name": "Amara Osei",
        "account_url": "/components/",
        "sign_out_url": "/components/",
        "navigation": [{"text": text, "url": "/components/", "active": text == "Actions"} for text in texts],
        "footer_links": [{"text": "Accessibility", "url": "#"}, {"text": "How it works", "url": "#"}],
    }


def _pieces() -> dict[str, Any]:
    arcs = [
        ("experience", "Experience", 14, "sources", 2, date(2026, 5, 3)),
        ("learning", "Learning", 37, "findings", 5, date(2026, 2, 17)),
        ("embedding", "Embedding", 128, "actions", 12, date(2025, 11, 30)),
        ("evaluation", "Evaluation", 9, "judged", 0, None),
    ]
    keys = ("key", "name", "count", "unit", "stuck", "since")
    return {
        "arcs": [{**dict(zip(keys, arc, strict=True)), "url": "#"} for arc in arcs],
        "entries": _entries(),
        "past": date(2026, 5, 3),
        "coming": date(2026, 12, 24),
        "text": "# What we learned\n\nShe said it **once**, and:\n\n- nobody wrote it down\n- nobody asked again",
    }


def _entries() -> list[dict[str, Any]]:
    quote = mark_safe("<p class='govuk-body'>“Nobody had asked her.” Section 4.12</p>")  # noqa: S308  # invented here
    told: list[tuple[str, date, str, dict[str, Any]]] = [
        ("experience", date(2026, 1, 12), "Review R-2026-014 published", {"details_html": quote, "url": "#"}),
        ("learning", date(2026, 2, 3), "QPP subgroup accepted the recommendation", {}),
        (
            "embedding",
            date(2026, 5, 3),
            "West Midlands Police: 312 officers briefed",
            {"who": "West Midlands Police"},
        ),
        ("evaluation", date(2026, 11, 2), "Re-audit: 9 of 12 files showed the child's voice", {"url": "#"}),
        (
            "evaluation",
            date(2027, 5, 1),
            "Has it lasted?",
            {"missing": True, "who": "Quality of Practice and Performance subgroup"},
        ),
    ]
    return [{"stage": stage, "date": day, "sentence": words, **rest} for stage, day, words, rest in told]


def _listing(request: HttpRequest) -> Listing[Any]:
    rows: Any = [
        {
            "reference": f"A-2026-{number:03}",
            "what": "Ask the child first, and write down her words",
            "number": number,
        }
        for number in range(1, 101)
    ]
    return Listing(
        page=Paginator(rows, 25).get_page(request.GET.get("page")),
        found=rows,
        total=100,
        form=SampleFilters(request.GET),
        chips=[Chip("Kind", "Case audit", "?")] if request.GET.get("kind") else [],
        columns={
            "due": Column("Due", "?sort=-due", "ascending"),
            "agency": Column("Agency", "?sort=agency", ""),
        },
        query="kind=audit",
        clear_url="?",
    )
