"""Findings, recommendations and responses to look at, made by operations."""

from datetime import date

import pytest
from django.urls import reverse

from learningloop.learning.operations import draw_finding, make_recommendation, respond_to_recommendation
from learningloop.sources.register.operations import add_theme, record_source

ON = date(2026, 5, 3)


@pytest.fixture
def neglect(world):
    return add_theme(board=world.board, slug="neglect", name="Neglect", by=world.people["officer"])


@pytest.fixture
def make_source(world):
    def make(title="Audit of neglect", **told):
        told = {"kind": "audit", "started_on": ON, "group": world.groups["audit"], **told}
        return record_source(board=world.board, title=title, by=told.pop("by", world.people["officer"]), **told)

    return make


@pytest.fixture
def source(make_source):
    return make_source()


@pytest.fixture
def closed(world, make_source):
    """A source open to the officer alone, who recorded it."""
    return make_source("Review of Child ES", kind="case-review", sensitivity="named", group=world.groups["cases"])


@pytest.fixture
def draw(world, source):
    """Draw a finding, a need of several agencies from the audit unless said otherwise."""

    def draw(statement="Chronologies are missing", **told):
        told = {"source": source, "kind": "need", "multi_agency": True, "drawn_on": ON, **told}
        return draw_finding(statement=statement, by=world.people["officer"], **told)

    return draw


@pytest.fixture
def finding(draw):
    return draw()


@pytest.fixture
def recommend(world):
    def recommend(*findings, text="Keep chronologies", **told):
        told = {"made_on": ON, **told}
        return make_recommendation(findings=findings, text=text, by=world.people["officer"], **told)

    return recommend


@pytest.fixture
def recommendation(recommend, finding):
    return recommend(finding)


@pytest.fixture
def answer(world):
    def answer(recommendation, decision="accepted", **told):
        told = {"decided_on": ON, **told}
        return respond_to_recommendation(
            recommendation=recommendation, decision=decision, by=world.people["business_manager"], **told
        )

    return answer


@pytest.fixture
def url():
    """The address of a page about a source, a finding or a recommendation."""

    def make(page, thing):
        return reverse(f"learning:{page}", args=["eastshire", thing.reference])

    return make
