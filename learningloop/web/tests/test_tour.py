"""The tour: five steps, shown on a piece of learning that went all the way round."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learningloop.embedding.sharing import operations as sharing
from learningloop.evaluation.operations import carry_out_evaluation
from learningloop.people.rules import AGENCY_LEAD
from tests.loop import ON, accepted, agreed, closed

TOUR = "/eastshire/tour/"


def tour(signed_in, person) -> str:
    return signed_in(person).get(TOUR).content.decode()


@pytest.fixture
def round_the_loop(world):
    """A way to take a piece of learning all the way round, with a verdict."""

    def take(verdict="practice", **told):
        by = world.people["officer"]
        recommendation = accepted(world, **told)
        finding = recommendation.findings.get()
        action = closed(world, agreed(world, recommendation))
        item = sharing.write_shared_item(
            board=world.board, title="Chronologies matter", body="Keep them", findings=[finding],
            agencies=[world.agencies["police"]], roles=[AGENCY_LEAD.key], return_by=date(2026, 8, 1), on=ON, by=by,
        )  # fmt: skip
        sharing.send_shared_item(item=item, on=ON, names_nobody=True, by=by)
        carry_out_evaluation(
            action=action, verdict=verdict, why="Read", evidence="9 of 12 files", on=date(2026, 7, 2), by=by
        )
        return finding

    return take


def test_it_follows_one_piece_of_learning_from_source_to_effect(world, round_the_loop, signed_in):
    finding = round_the_loop()
    html = tour(signed_in, world.people["officer"])
    places = (
        f"threads/{finding.reference}", "sources/R-2026-001", f"findings/{finding.reference}",
        "actions/A-2026-001", "shared/S-2026-001", "evaluations/E-2026-001",
    )  # fmt: skip
    found = [html.find(f'href="/eastshire/{place}/"') for place in places]
    assert -1 not in found and found == sorted(found)
    assert "9 of 12 files" in html


def test_what_did_not_improve_is_no_example(world, round_the_loop, signed_in):
    finding = round_the_loop("not-improved")
    assert finding.reference not in tour(signed_in, world.people["officer"])


def test_it_shows_nothing_that_one_may_not_open(world, round_the_loop, signed_in):
    manager = world.people["business_manager"]
    round_the_loop(sensitivity="named", named_people=[manager], statement="Hush")
    assert "Hush" not in tour(signed_in, world.people["lay_member"])
    assert "Hush" in tour(signed_in, manager)


def test_without_an_example_it_still_has_five_steps(world, signed_in):
    html = tour(signed_in, world.people["practitioner"])
    assert [f"{number}. " in html for number in range(1, 6)] == [True] * 5
    assert "Your roles do not open this list" in html
    assert "/eastshire/shared/" in html


def test_it_costs_the_same_however_much_was_learned(world, round_the_loop, signed_in):
    client = signed_in(world.people["officer"])
    costs = []
    for _ in range(2):
        round_the_loop()
        with CaptureQueriesContext(connection) as made:
            client.get(TOUR)
        costs.append(len(made))
    assert costs[0] == costs[1]
