"""Reminders: what one chooses about them, outside any board."""

from django.urls import path

from learningloop.reminders.views import calendar, mail

app_name = "reminders"
urlpatterns = [
    path("account/mail/", mail.choose, name="mail"),
    path("account/calendar/", calendar.choose, name="calendar"),
    path("account/calendar/renew/", calendar.renew, name="calendar_renew"),
    path("account/calendar/close/", calendar.close, name="calendar_close"),
    path("calendar/<str:secret>.ics", calendar.feed, name="feed"),
]
