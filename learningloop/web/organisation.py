"""Signing in with the account of one's organisation (OpenID Connect), for people who are known here already."""

from collections.abc import Callable
from typing import Any, NoReturn

from allauth.account.views import LoginView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from requests import RequestException

from learningloop.people.models import Person
from learningloop.people.operations.entry import note_failed_sign_in
from learningloop.trail.operations import SYSTEM


class Login(LoginView):  # type: ignore[misc]
    """The sign-in page, with the organisation's button where one is configured."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        name = settings.ORGANISATION
        return context | {"organisation": settings.ORGANISATION_URL, "organisation_button": f"Sign in with {name}"}


class OrganisationSignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in whoever has an address that the provider vouches for. Nothing of theirs is stored here."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        person = _known(_vouched_for(sociallogin))
        if not person:
            note_failed_sign_in(email="", what="the organisation’s account is not known here", by=SYSTEM)
            raise ImmediateHttpResponse(redirect("organisation_unknown"))
        sociallogin.user = person

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> NoReturn:
        raise ImmediateHttpResponse(redirect("organisation_failed"))


def _vouched_for(sociallogin: Any) -> list[str]:
    """The addresses that the provider says it has verified.

    Some never say so, Microsoft Entra among them: there an address counts whose domain is the organisation's own.
    """
    told = sociallogin.account.extra_data.values()
    is_silent = not any("email_verified" in claims for claims in told)
    return [
        address.email
        for address in sociallogin.email_addresses
        if address.verified is True or (is_silent and _is_of_organisation(address.email))
    ]


def _is_of_organisation(address: str) -> bool:
    return address.rpartition("@")[2].lower() in settings.ORGANISATION_DOMAINS


def _known(addresses: list[str]) -> Person | None:
    return Person.objects.filter(email__iexact=addresses[0]).first() if addresses else None


def configured(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is not found where no organisation is configured, and says when its provider does not answer."""

    def enter(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not settings.ORGANISATION_URL:
            raise Http404
        try:
            return view(request, **kwargs)
        except RequestException:
            return redirect("organisation_failed")

    return enter


def said(page: str) -> Callable[[HttpRequest], HttpResponse]:
    """A page that only says something."""

    def show(request: HttpRequest) -> HttpResponse:
        return render(request, f"account/organisation_{page}.html", {"name": settings.ORGANISATION})

    return show
