"""Which pages are measured, for whom: found in the data, so that every size of board is measured alike."""

from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django_scopes import scope

from learningloop.embedding.actions.policy import ACTION_VIEW
from learningloop.evaluation.models import Evaluation
from learningloop.learning.models import Finding
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.models import Board
from learningloop.people.policy import Permission, allowed, holds
from learningloop.reports.policy import LOOP_VIEW

BEYOND = 10**9
"""A page beyond the last gives the last."""
ASKED = {
    "search, a word": "neglect", "search, two words": "neglect team", "search, beginning": "tra",
    "search, nothing": "zeppelin",
}  # fmt: skip
"""What is looked for: an ordinary word, two, three letters with which words begin, a word nobody wrote."""


def opened_by(person: Any, slug: str) -> dict[str, str]:
    """A page's name and its address, as far as this person's roles open it and anything stands there."""
    at, pages = f"/{slug}", {"home": f"/{slug}/"}
    with scope(board=Board.objects.get(slug=slug)):
        if holds(person, LOOP_VIEW):
            pages |= {"loop": f"{at}/loop/", "threads": f"{at}/threads/"}
            pages |= {"threads, stuck": f"{at}/threads/?stuck=on", "threads, last": f"{at}/threads/?page={BEYOND}"}
        if finding := _grown(person, FINDING_VIEW):
            pages["thread"] = f"{at}/threads/{finding.reference}/"
        pages |= {"actions": f"{at}/actions/", "actions, last": f"{at}/actions/?page={BEYOND}"}
        if action := _grown(person, ACTION_VIEW):
            filtered = urlencode({"state": "living", "agency": action.agency.slug})
            pages |= {
                "actions, filtered": f"{at}/actions/?{filtered}",
                "action": f"{at}/actions/{action.reference}/",
            }
    return pages | {"sources": f"{at}/sources/"}


def searched_by(client: Client, slug: str) -> dict[str, str]:
    """Searches that this client has asked: words come by POST, and the address bears their key."""
    at = f"/{slug}/search/"
    return {name: client.post(at, {"words": words})["Location"] for name, words in ASKED.items()}


def _grown(person: Any, permission: Permission) -> Any:
    """A record that this person may read, if any: one from which an evaluation grew, where there is one."""
    of, path = ("action", "pk__in")
    if permission.access.model is Finding:
        of, path = ("action__recommendation", "recommendations__in")
    rows = allowed(person, permission).order_by("pk")
    return rows.filter(**{path: Evaluation.objects.values(of)}).first() or rows.first()
