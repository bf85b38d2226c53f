"""One's own choice about the day's mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from learningloop.people.gate import Request, signed_in_page
from learningloop.reminders.forms import DaysForm
from learningloop.reminders.operations import choose_days
from learningloop.reminders.queries.mail import days_of, latest_trouble
from learningloop.reminders.rules import days_told


@signed_in_page
def choose(request: Request) -> HttpResponse:
    """On which days the mail comes, and whether the latest one reached one."""
    form = DaysForm(request.POST or None, initial={"days": list(days_of(request.user))})
    if request.method == "POST":
        form = DaysForm(request.POST)
        if form.is_valid():
            days = form.cleaned_data["days"]
            choose_days(person=request.user, days=days, by=request.user)
            messages.success(request, f"Your mail: {days_told(days)}.")
            return redirect("account")
    context = {"form": form, "trouble": latest_trouble(request.user)}
    return render(request, "reminders/mail.html", context)
