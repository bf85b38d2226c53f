"""A finished action, and judgements of it, made by operations."""

from datetime import date

import pytest

from learningloop.evaluation.operations import carry_out_evaluation
from tests.loop import closed

ON = date(2026, 7, 15)


@pytest.fixture
def action(world):
    return closed(world)


@pytest.fixture
def judge(world):
    """Judge an action: practice changed, unless told otherwise."""

    def make(action, verdict="practice", **told):
        told = {"why": "The files say so", "evidence": "9 of 12 files", "on": ON, **told}
        return carry_out_evaluation(action=action, verdict=verdict, by=world.people["officer"], **told)

    return make
