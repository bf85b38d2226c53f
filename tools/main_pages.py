"""The main pages of the demo, signed in: what `make bench` measures and `make pictures` shows.

The demo fills a folder of its own, build/demo, so that nobody's data is touched.
"""

import os
from importlib import import_module
from typing import Any

import django
import run_site
from django.test import Client

BOARD = "sandwell"
ROLE = "business-manager"
PAGES = {
    "home": f"/{BOARD}/",
    "loop": f"/{BOARD}/loop/",
    "threads": f"/{BOARD}/threads/",
    "thread": f"/{BOARD}/threads/F-2015-022/",
    "actions": f"/{BOARD}/actions/",
    "action": f"/{BOARD}/actions/A-2025-006/",
    "sources": f"/{BOARD}/sources/",
    "framework": f"/{BOARD}/framework/",
    "shared": f"/{BOARD}/shared/S-2026-002/",
    "people": f"/{BOARD}/people/",
    "round": f"/{BOARD}/rounds/R-2025-004/",
    "overview": f"/{BOARD}/rounds/R-2025-004/overview/",
    "scrutiny": f"/{BOARD}/rounds/R-2025-004/scrutiny/",
}
"""A page's name, as its picture is called, and its address; the demo's references are always the same."""

FOLDER = run_site.CHECKOUT / "build" / "demo"


def open_demo() -> Client:
    """Fill the demo and Django's settings; return a client signed in as the board's business manager."""
    os.environ["LEARNINGLOOP_DATA"] = str(FOLDER)
    os.environ["DJANGO_SETTINGS_MODULE"] = "learningloop.web.settings"
    run_site.prepare(FOLDER)
    django.setup()
    return sign_in(holder(ROLE, BOARD))


def sign_in(person: Any) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def holder(role: str, board: str) -> Any:
    """The first person who was given a role on a board."""
    held = import_module("learningloop.people.models").Appointment.objects.current()  # models need Django set up
    found = held.filter(role=role, board__slug=board).select_related("person").order_by("pk").first()
    if found is None:
        raise run_site.CannotStart(f"There is no {role} on {board}. Look at what fills the data.")
    return found.person
