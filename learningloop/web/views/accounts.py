"""Signing in: the library's pages that we need and no others, each with what opens it; and the demo's own door."""

from allauth.account import views as library
from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as enter
from django.contrib.auth import logout as leave
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.kit.kept import carried, is_anything_kept
from learningloop.people.gate import Request, open_page, signed_in_page
from learningloop.people.models import Person
from learningloop.people.operations.entry import end_sessions
from learningloop.people.queries import invented_by_board, roles_by_board
from learningloop.reminders.queries.calendar import address_of
from learningloop.reminders.queries.mail import days_of
from learningloop.reminders.rules import days_told
from learningloop.trail.queries import history
from learningloop.web.organisation import Login, configured, said
from learningloop.web.sessions import begin, sessions_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LATELY = 10
"""How many of the last things that happened on an account stand on its page."""
FORGOTTEN = (
    "who has forgotten the password cannot sign in; the page tells nobody whether an address has an account"
)

login = open_page("this is where one signs in")(Login.as_view())
organisation_sign_in = open_page("it leads to the organisation's own sign-in page")(
    configured(openid_connect.login)
)
organisation_back = open_page("the organisation sends people back to it, and says who they are")(
    configured(openid_connect.callback)
)
organisation_failed = open_page("it says that the organisation let nobody in")(said("failed"))
organisation_unknown = open_page("it says that nobody here has the address")(said("unknown"))
request_code = open_page("who comes rarely signs in with a mailed code; it tells nobody who has an account")(
    library.request_login_code
)
confirm_code = open_page("it opens only in the browser that asked for the code")(library.confirm_login_code)
logout = open_page("it asks, signs out whoever is signed in, and shows nothing")(library.logout)
inactive = open_page("it tells somebody who left why they cannot sign in")(library.account_inactive)
signup = open_page("it only says that nobody signs up by themselves")(library.signup)
reset = open_page(FORGOTTEN)(library.password_reset)
reset_sent = open_page(FORGOTTEN)(library.password_reset_done)
reset_choose = open_page("it opens only with the key that was mailed")(library.password_reset_from_key)
reset_done = open_page("it says that the password is changed, and nothing else")(
    library.password_reset_from_key_done
)
change_password = signed_in_page(library.password_change)
set_password = signed_in_page(library.password_set)
confirm = signed_in_page(library.reauthenticate)


@signed_in_page
def account(request: Request) -> HttpResponse:
    """One's own roles, what one is reminded of, what protects the account, and what happened on it lately."""
    factors = Authenticator.objects.filter(user=request.user)
    context = {
        "boards": roles_by_board(request.user),
        "mail_days": days_told(days_of(request.user)),
        "calendar_state": "On" if address_of(request.user) else "Off",
        "factors": factors.exclude(type=Authenticator.Type.RECOVERY_CODES).count(),
        "sessions": len(sessions_of(request.user)),
        "lately": history(request.user)[:LATELY],
    }
    return render(request, "web/account.html", context)


@signed_in_page
@require_http_methods(["GET", "POST"])
def sessions(request: Request) -> HttpResponse:
    """Where one is signed in; and signing out everywhere else, or everywhere."""
    if request.method == "GET":
        return render(request, "web/sessions.html", {"sessions": sessions_of(request.user)})
    everywhere = "everywhere" in request.POST
    but = None if everywhere else request.session.session_key
    end_sessions(person=request.user, but=but, by=request.user)
    if everywhere:
        with carried(request):
            leave(request)
    messages.success(
        request, "You are signed out everywhere." if everywhere else "You are signed out everywhere else."
    )
    return redirect("account_login" if everywhere else "account_sessions")


@open_page("in the demonstration only: it lists people who were made up, and lets one be them")
@require_http_methods(["GET", "POST"])
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Be one of the demonstration's invented people. Elsewhere, and for real people, there is no such page."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return render(request, "web/sign_in_as.html", {"boards": invented_by_board()})
    key = request.POST.get("person", "")
    person = get_object_or_404(Person, pk=int(key) if key.isdecimal() else 0, invented=True, is_active=True)
    with carried(request):
        enter(request, person, backend=BACKEND)
    begin(request)
    UserSession.objects.create_from_request(request)
    return redirect(settings.KEPT_URL if is_anything_kept(request) else "start")
