"""Sources to look at, made by operations."""

from datetime import date

import pytest

from learningloop.sources.register.operations import add_theme, record_source

ON = date(2026, 5, 3)


@pytest.fixture
def neglect(world):
    return add_theme(board=world.board, slug="neglect", name="Neglect", by=world.people["officer"])


@pytest.fixture
def make_source(world):
    """Record a source, an audit of the audit group open to the board unless said otherwise."""

    def make(title="Audit of neglect", **told):
        told = {"kind": "audit", "started_on": ON, "group": world.groups["audit"], **told}
        return record_source(board=world.board, title=title, by=told.pop("by", world.people["officer"]), **told)

    return make


@pytest.fixture
def source(make_source):
    return make_source()


@pytest.fixture
def closed(world, make_source):
    """A source open to named people only: the officer who recorded it."""
    return make_source("Review of Child ES", kind="case-review", sensitivity="named", group=world.groups["cases"])
