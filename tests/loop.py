"""A piece of learning taken round the loop by operations, as far as a test wants it."""

from datetime import date
from typing import Any

from learningloop.embedding.actions import operations as actions
from learningloop.embedding.actions.models import Action
from learningloop.learning import operations as learning
from learningloop.learning.models import Finding, Recommendation
from learningloop.sources.register import operations as register
from tests.world import World

ON = date(2026, 5, 3)


def a_finding(world: World, **told: Any) -> Finding:
    """A need, drawn from an audit of the audit group; `sensitivity` and `named_people` are the audit's."""
    of_source = {name: told.pop(name) for name in ("sensitivity", "named_people", "group", "lead") if name in told}
    by = world.people["officer"]
    source = register.record_source(
        board=world.board, kind="audit", title="Audit of neglect", started_on=ON, by=by,
        **{"group": world.groups["audit"], **of_source},
    )  # fmt: skip
    told = {"kind": "need", "statement": "Chronologies are missing", "multi_agency": True, "drawn_on": ON, **told}
    return learning.draw_finding(source=source, by=by, **told)


def accepted(world: World, **told: Any) -> Recommendation:
    """A recommendation that the board accepted."""
    by = world.people["officer"]
    recommendation = learning.make_recommendation(
        findings=[a_finding(world, **told)], text="Keep chronologies", made_on=ON, by=by
    )
    learning.respond_to_recommendation(recommendation=recommendation, decision="accepted", decided_on=ON, by=by)
    return recommendation


def agreed(world: World, recommendation: Recommendation | None = None, **told: Any) -> Action:
    """An action for the police, assured by the audit group, due on 1 July 2026, unless told otherwise."""
    answers: dict[str, Any] = {
        "title": "Train every team", "difference": "Every file has one", "agency": world.agencies["police"],
        "group": world.groups["audit"], "due_on": date(2026, 7, 1), "how_will_we_know": "Re-audit",
        "evaluate_on": date(2026, 12, 1), "agreed_on": ON, **told,
    }  # fmt: skip
    return actions.agree_action(
        recommendation=recommendation or accepted(world), **answers, by=world.people["officer"]
    )


def reported(world: World, action: Action | None = None) -> Action:
    """An action that was reported done."""
    action = action or agreed(world)
    return actions.report_action(
        action=action, note="All trained", on=date(2026, 6, 20), by=world.people["officer"]
    )


def closed(world: World, action: Action | None = None) -> Action:
    """An action that was assured and closed."""
    action = reported(world, action)
    return actions.close_action(
        action=action, assurance="Ten files read", on=date(2026, 6, 30), by=world.people["officer"]
    )
