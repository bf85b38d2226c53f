"""Setting up and using a second factor: the library's pages, each change noted in the trail."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

from learningloop.people.gate import Request, open_page, signed_in_page
from learningloop.people.operations.entry import change_second_factor, end_sessions
from learningloop.people.policy import does_most
from learningloop.web.sessions import SET_UP


class Noted:
    """Notes what was changed. `less`: it protects less now, so sessions elsewhere end."""

    what: str
    less = False
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # mixed into the library's views
        person: Any = self.request.user
        change_second_factor(person=person, what=self.what, by=person)
        if self.less:
            self.request.session.pop(SET_UP, None)
            end_sessions(person=person, but=self.request.session.session_key, by=person)
        return response


class SetUpApp(Noted, ActivateTOTPView):  # type: ignore[misc]
    what = "set up an authenticator app"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"in_fours": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


class RemoveApp(Noted, DeactivateTOTPView):  # type: ignore[misc]
    what = "removed the authenticator app"
    less = True


class AddKey(Noted, AddWebAuthnView):  # type: ignore[misc]
    what = "added a security key"


class RemoveKey(Noted, RemoveWebAuthnView):  # type: ignore[misc]
    what = "removed a security key"
    less = True
    success_url = reverse_lazy("mfa_index")


class MakeCodes(Noted, GenerateRecoveryCodesView):  # type: ignore[misc]
    what = "made new recovery codes"


enter = open_page("it opens only between the password and the second factor")(base.authenticate)
again = signed_in_page(base.reauthenticate)
again_by_key = signed_in_page(ReauthenticateWebAuthnView.as_view())
set_up_app = signed_in_page(SetUpApp.as_view())
remove_app = signed_in_page(RemoveApp.as_view())
add_key = signed_in_page(AddKey.as_view())
remove_key = signed_in_page(RemoveKey.as_view())
make_codes = signed_in_page(MakeCodes.as_view())


@signed_in_page
def overview(request: Request) -> HttpResponse:
    """What protects the account beside the password."""
    rows = Authenticator.objects.filter(user=request.user).order_by("created_at")
    keys = [row for row in rows if row.type == Authenticator.Type.WEBAUTHN]
    context = {
        "app": next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
        "keys": [(key, key.wrap().name) for key in keys],
        "codes": next((row.wrap() for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None),
        "asked": settings.SECOND_FACTOR_REQUIRED and does_most(request.user),
    }
    return render(request, "mfa/index.html", context)


def _codes(request: Request) -> HttpResponse:
    """The recovery codes that are left. The library's own page would write when it is opened."""
    kept = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if not kept:
        return redirect("mfa_index")
    return render(request, "mfa/recovery_codes/index.html", {"codes": kept.wrap().get_unused_codes()})


codes = signed_in_page(never_cache(reauthentication_required(app="allauth.mfa")(_codes)))
