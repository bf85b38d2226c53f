"""What is answered to who is not, or no longer, signed in: what was typed is kept, and they are led to sign in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from learningloop.kit.kept import KeptForm, NoRoom, keep, sent_form
from learningloop.kit.stamps import is_anothers

KEPT = "What you typed was not saved, and is kept for you. Sign in, then save it."


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and back, with what was typed when it can be kept."""
    return answer_to_lost(request) or _lead(request, redirect_to_login(request.get_full_path()).url)


def refuse(request: HttpRequest) -> HttpResponse:
    """A form that we cannot be sure of: nothing is done."""
    return render(request, "403_csrf.html", status=403)


def answer_to_lost(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form that cannot be taken from who sends it now; none when there is nothing to keep.

    Which page keeps, its view says (`keeps`). What cannot be kept is shown, to be copied.
    """
    view = request.resolver_match.func if request.resolver_match else None
    form = sent_form(request, getattr(view, "keeps", ""))
    if form is None:
        return None
    try:
        keep(request, form)
    except NoRoom as why:
        return _not_kept(request, form, str(why))
    if not request.user.is_authenticated:
        messages.info(request, KEPT)
        return _lead(request, redirect_to_login(resolve_url(settings.KEPT_URL)).url)
    if is_anothers(request):
        return render(request, "kit/kept_for_another.html", status=403)
    return _lead(request, resolve_url(settings.KEPT_URL))


def _not_kept(request: HttpRequest, form: KeptForm, why: str) -> HttpResponse:
    """A script gets nothing: what was typed stands in the page that it belongs to."""
    if form.is_part:
        return HttpResponse(status=204)
    context = {"kept": form, "why": why, "login_url": settings.LOGIN_URL}
    return render(request, "kit/not_kept.html", context, status=403)


def _lead(request: HttpRequest, url: str) -> HttpResponse:
    """On to another page; the whole page, when a script asked for a part of it."""
    return HttpResponseClientRedirect(url) if "HX-Request" in request.headers else redirect(url)
