"""Asked at every page of who is signed in: whether the session goes on, and whether a second factor is due."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from learningloop.kit.kept import carried
from learningloop.people.models import Person
from learningloop.people.policy import does_most
from learningloop.web import sessions
from learningloop.web.sessions import BEGAN, SET_UP


class EndOldSessions:
    """Signs out who was idle too long or has been signed in too long, and says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if BEGAN in request.session:
            why = sessions.why_over(request)
            if why:
                with carried(request):
                    logout(request)
                messages.info(request, why)
            else:
                sessions.keep(request)
        return self.get_response(request)


class SecondFactorFirst:
    """Leads whoever holds a role that can do most to setting up a second factor, where the site asks for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not settings.SECOND_FACTOR_REQUIRED or _is_on_the_way(request, view) or not _must_set_up(request):
            return None
        messages.info(request, "Your role can do much. Set up a second factor before you go on.")
        return redirect("mfa_index")


def _is_on_the_way(request: HttpRequest, view: Callable[..., HttpResponseBase]) -> bool:
    """The pages that one needs for setting up, and those open to anybody."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    is_open = str(getattr(view, "permission", "")).startswith("open:")
    return is_open or (name or "").startswith(("mfa_", "account_reauthenticate"))


def _must_set_up(request: HttpRequest) -> bool:
    """The session remembers that it is set up; who removes it loses the sessions elsewhere."""
    if request.session.get(SET_UP) or not isinstance(request.user, Person) or not does_most(request.user):
        return False
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        request.session[SET_UP] = True
        return False
    return True
