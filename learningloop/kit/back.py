"""The way back to the page that somebody came from, told in the address or the form as `back`."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, within: str) -> str:
    """The page that was told, when it lies within this part of our site (`/sandwell/`); otherwise that part."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours and back.startswith(within) else within
