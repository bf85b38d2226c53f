"""What one chooses about the mail, and the rules behind it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.reminders import rules
from learningloop.reminders.queries.mail import days_of
from learningloop.trail.models import Event


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("12345", "Monday to Friday"), ("1234567", "Every day"), ("", "No mail"), ("1", "Monday"),
        ("14", "Monday and Thursday"), ("135", "Monday, Wednesday and Friday"), ("67", "Saturday and Sunday"),
    ],
)  # fmt: skip
def test_days_in_words(days, told):
    assert rules.days_told(days) == told


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_each_weekday_belongs_to_exactly_one_number(on):
    assert [number for number, _ in rules.WEEKDAYS if rules.is_wanted(number, on)] == [str(on.isoweekday())]
    assert not rules.is_wanted("", on)


@given(st.datetimes(), st.integers(1, 20))
def test_tries_end_and_never_go_back(now, tries):
    again = rules.next_try(tries, now) if now.year < 9000 else None
    assert again is None or again > now + timedelta(minutes=1)
    assert rules.next_try(len(rules.PAUSES) + 1, now) is None


def test_one_chooses_days_and_sees_them_on_the_account_page(world, signed_in):
    lead = world.people["agency_lead"]
    client = signed_in(lead)
    assert "Monday to Friday" in client.get("/account/").content.decode()
    form = client.get("/account/mail/").content.decode()
    assert form.count("checked") == 5
    answer = client.post("/account/mail/", {"days": ["4", "1"]}, follow=True).content.decode()
    assert "Your mail: Monday and Thursday." in answer
    assert days_of(lead) == "14"
    client.post("/account/mail/", {})
    assert "No mail" in client.get("/account/").content.decode()
    assert client.get("/account/mail/").content.decode().count("checked") == 0
    assert days_of(lead) == ""
    assert Event.objects.filter(kind="mail.chosen", actor_id=lead.pk).count() == 2


def test_a_day_that_is_none_is_refused(world, signed_in):
    html = signed_in(world.people["officer"]).post("/account/mail/", {"days": ["8"]}).content.decode()
    assert "govuk-error-summary" in html
    assert days_of(world.people["officer"]) == "12345"


def test_one_signs_in_to_choose(client, db):
    assert client.get("/account/mail/").url.startswith("/accounts/login/")
