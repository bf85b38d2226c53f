"""How long somebody stays signed in: not longer than idle time, and never beyond the longest session."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

BEGAN, SEEN, SET_UP = "signed_in_at", "seen_at", "second_factor_set_up"
"""What a session bears: when it began, when somebody was last here, that a second factor was found."""
STEP = 60
"""Seconds after which being seen is noted anew; idle time is exact to this."""


def begin(request: HttpRequest) -> None:
    """Start the clocks of a session that somebody just signed in to."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def why_over(request: HttpRequest) -> str:
    """Why a session is over, in words for who meets it; empty while it goes on."""
    now = time.time()
    if now - request.session.get(SEEN, now) > settings.SESSION_IDLE:
        minutes = settings.SESSION_IDLE // 60
        return f"You were signed out because nothing was done here for {minutes} minutes. Sign in to go on."
    if now - request.session.get(BEGAN, now) > settings.SESSION_LONGEST:
        hours = settings.SESSION_LONGEST // 3600
        return f"You were signed out because you signed in more than {hours} hours ago. Sign in to go on."
    return ""


def keep(request: HttpRequest) -> None:
    """Note that somebody is here, once in a while: a write at each page would be too dear."""
    now = int(time.time())
    if now - request.session.get(SEEN, now) >= STEP:
        request.session[SEEN] = now


def sessions_of(person: AbstractBaseUser) -> list[UserSession]:
    """The sessions in which a person is signed in, newest first; two queries."""
    rows = list(UserSession.objects.filter(user_id=person.pk).order_by("-created_at"))
    keys = [row.session_key for row in rows]
    living = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    return [row for row in rows if row.session_key in living]
