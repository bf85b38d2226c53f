"""Where the link of an invitation leads: to a code by mail to whom it went, and then to what is asked."""

from allauth.account import views as library
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.people.gate import open_page
from learningloop.people.queries import invitation_of_link


@open_page("its link comes by mail; it opens nothing, and mails a code to whom the invitation went")
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, key: str) -> HttpResponseBase:
    """Offer a code by mail. Who holds the link of somebody else gets no further without reading that mail."""
    invitation, why = invitation_of_link(key)
    if invitation is None or why:
        return render(request, "account/invited_no_more.html", {"why": why, "invitation": invitation}, status=404)
    if request.user.is_authenticated:
        if request.user == invitation.person:
            return redirect(get_next_redirect_url(request) or "start")
        return render(request, "account/invited_other.html", {"invitation": invitation})
    if request.method == "POST":
        told = request.POST.copy()
        told["email"] = invitation.person.email
        request.POST = told  # type: ignore[assignment]  # the library's page is sent the address from our side
        answer: HttpResponseBase = library.request_login_code(request)
        return answer
    return render(request, "account/invited.html", {"invitation": invitation})
