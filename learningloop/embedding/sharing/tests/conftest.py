"""Findings and items to share, made by operations."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learningloop.embedding.sharing.operations import send_shared_item, write_shared_item
from learningloop.learning.operations import draw_finding
from learningloop.people.rules import AGENCY_LEAD, PRACTITIONER
from learningloop.sources.register.operations import record_source

TODAY = timezone.localdate()
DUE = TODAY + timedelta(days=28)


@pytest.fixture
def officer(world):
    return world.people["officer"]


@pytest.fixture
def make_finding(world, officer):
    """Draw a finding from an audit open to the board, unless said otherwise."""

    def make(statement="Chronologies are missing", themes=(), by=officer, **source):
        source = {"kind": "audit", "title": "Audit of neglect", "group": world.groups["audit"], **source}
        recorded = record_source(board=world.board, started_on=TODAY, by=by, **source)
        return draw_finding(
            source=recorded,
            kind="need",
            statement=statement,
            multi_agency=True,
            drawn_on=TODAY,
            themes=themes,
            by=by,
        )

    return make


@pytest.fixture
def finding(make_finding):
    return make_finding()


@pytest.fixture
def restricted(make_finding, world):
    return make_finding("Child ES was not seen", sensitivity="group", title="Review of Child ES")


@pytest.fixture
def make_item(world, officer, finding):
    """Write a draft for the leads and practitioners of the police, and send it when asked to."""

    def make(title="Keep chronologies", *, sent=False, findings=None, agencies=("police",), on=TODAY, **told):
        told = {"body": "Every file **needs** one.", "return_by": DUE, "by": officer, **told}
        item = write_shared_item(
            board=world.board, title=title, findings=findings or [finding],
            agencies=[world.agencies[key] for key in agencies],
            roles=told.pop("roles", [AGENCY_LEAD.key, PRACTITIONER.key]), on=on, **told,
        )  # fmt: skip
        return send_shared_item(item=item, on=on, names_nobody=True, by=officer) if sent else item

    return make


@pytest.fixture
def draft(make_item):
    return make_item()


@pytest.fixture
def sent(make_item):
    return make_item(sent=True)


@pytest.fixture
def late(make_item):
    """Sent long ago; the agencies' returns are overdue."""
    on = TODAY - timedelta(days=60)
    return make_item("Neglect in brief", sent=True, on=on, return_by=on + timedelta(days=28))


@pytest.fixture
def url(world):
    def of(page, item=None, query=""):
        args = [world.board.slug] if item is None else [world.board.slug, item.reference]
        return reverse(f"sharing:{page}", args=args) + query

    return of


@pytest.fixture
def answers(finding):
    """What a complete form sends."""
    return {
        "title": "Keep chronologies", "body": "Every file needs one.", "findings": [finding.reference],
        "agencies": ["eastshire-police"], "roles": [PRACTITIONER.key], "return_by": DUE.isoformat(),
    }  # fmt: skip
