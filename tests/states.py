"""One record in each state that access may depend on, built by operations: one of ours, one of others.

Ours is everything to the cast: of their group, their agency, led by the reviewer, sent to them, naming them. The
others' is of another group, agency, lead. So a table of who may do what needs only these two of each state.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Model

from learningloop.embedding.actions import operations as actions
from learningloop.embedding.sharing import operations as sharing
from learningloop.evaluation import operations as evaluation
from learningloop.instruments import operations as instruments
from learningloop.instruments.queries import newest_published, shipped_sets
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.tests.sets import a_set, asking
from learningloop.learning import operations as learning
from learningloop.people.models import Agency, Group, Person
from learningloop.people.rules import AGENCY_LEAD, ROLES
from learningloop.records.operations.removal import remove_record
from learningloop.scrutiny import operations as scrutiny
from learningloop.scrutiny.operations import after
from learningloop.sources.assessments import operations as rounds
from learningloop.sources.assessments.operations import returns
from learningloop.sources.programmes import operations as programmes
from learningloop.sources.programmes.models import Activity
from learningloop.sources.register import operations as register
from learningloop.sources.register.models import Sensitivity
from learningloop.trail.operations import SYSTEM
from tests.joint import offered
from tests.once import built_once
from tests.world import World

ON = date(2026, 5, 3)
LATER = date(2026, 12, 1)
EARLIER = date(2025, 5, 3)
"""In another year, in which no record of ours bears the same reference as one of the neighbour's."""
OPEN, GROUP, NAMED = Sensitivity.BOARD, Sensitivity.GROUP, Sensitivity.NAMED
ASKED = a_set(asking("grade", "grade", required=True, text="Are chronologies kept?"), asking("files", "proof"))
"""What the rounds ask."""
HANDED_IN = ("begun", "signed", "submitted")
CLOSED_TO = {GROUP: ", from a source open to its group", NAMED: ", from a source open to named people"}


@dataclass(frozen=True)
class State:
    """A state in words, with a record in it that is ours and one, where there may be one, that is others'."""

    words: str
    ours: Model
    others: Model | None = None


@dataclass(frozen=True)
class Side:
    """Whose records they are."""

    world: World
    group: Group
    agency: Agency
    lead: Person
    named: tuple[Person, ...]
    by: Person

    def source(self, sensitivity: str, **more: Any) -> Any:
        named = self.named if sensitivity == NAMED else ()
        return register.record_source(
            board=self.world.board, kind="audit", title="Audit", started_on=ON, group=self.group, lead=self.lead,
            agencies=[self.agency], sensitivity=sensitivity, named_people=named, by=SYSTEM, **more,
        )  # fmt: skip

    def finding(self, sensitivity: str) -> Any:
        return learning.draw_finding(
            source=self.source(sensitivity), kind="need", statement="Chronologies are missing", multi_agency=False,
            agencies=[self.agency], drawn_on=ON, by=SYSTEM,
        )  # fmt: skip

    def recommendation(self, sensitivity: str, decision: str = "") -> Any:
        made = learning.make_recommendation(
            findings=[self.finding(sensitivity)], text="Keep chronologies", made_on=ON, by=SYSTEM
        )
        if decision:
            learning.respond_to_recommendation(
                recommendation=made, decision=decision, reason="So decided", decided_on=ON, by=SYSTEM
            )
        return made

    def action(self, sensitivity: str, *steps: str) -> Any:
        agreed = actions.agree_action(
            recommendation=self.recommendation(sensitivity, "accepted"), title="Train", difference="Seen in files",
            agency=self.agency, group=self.group, due_on=date(2026, 7, 1), how_will_we_know="Re-audit",
            evaluate_on=LATER, agreed_on=ON, by=SYSTEM,
        )  # fmt: skip
        if "reported" in steps:
            actions.report_action(action=agreed, note="Done", on=ON, by=self.by)
        if "closed" in steps:
            actions.close_action(action=agreed, assurance="Ten files read", on=ON, by=self.by)
        if "withdrawn" in steps:
            actions.withdraw_action(action=agreed, why="Overtaken", on=ON, by=self.by)
        return agreed

    def item(self, sensitivity: str, sent: bool) -> Any:
        written = sharing.write_shared_item(
            board=self.world.board, title="Chronologies", body="Keep them", findings=[self.finding(sensitivity)],
            agencies=[self.agency], roles=list(ROLES), return_by=LATER, on=ON, by=SYSTEM,
        )  # fmt: skip
        return sharing.send_shared_item(item=written, on=ON, names_nobody=True, by=SYSTEM) if sent else written

    def evaluation(self, sensitivity: str, followed_up: bool = False) -> Any:
        judged = evaluation.carry_out_evaluation(
            action=self.action(sensitivity, "reported", "closed"), verdict="practice", why="The files say so",
            evidence="9 of 12", on=ON, by=self.by,
        )  # fmt: skip
        if followed_up:
            evaluation.commission_follow_up(
                evaluation=judged, kind="audit", title="Re-audit", started_on=ON, by=self.by
            )
        return judged

    def removed(self, sensitivity: str) -> Any:
        return remove_record(record=self.finding(sensitivity), why="Drawn twice", by=self.by)

    def round(self, sensitivity: str, *, closed: bool = False) -> Any:
        version = newest_published(self.world.board, "tool") or instruments.publish_questions(
            version=instruments.draft_questions(board=self.world.board, question_set=ASKED, by=SYSTEM),
            on=ON, by=SYSTEM,
        )  # fmt: skip
        opened = rounds.open_round(
            board=self.world.board, version=version, kind="audit", title="Audit by return", agencies=[self.agency],
            opens_on=ON, closes_on=LATER, signed_by="Chief officer", group=self.group, lead=self.lead,
            sensitivity=sensitivity, named_people=self.named if sensitivity == NAMED else (), by=SYSTEM,
        )  # fmt: skip
        return rounds.close_round(round_=opened, on=LATER, by=SYSTEM) if closed else opened

    def returned(self, sensitivity: str, *steps: str) -> Any:
        made = self.round(sensitivity).returns.get()
        if steps:
            returns.answer_return(return_=made, given={"grade": Given("met")}, by=self.by)
        if "signed" in steps:
            returns.sign_return(return_=made, name="Ann Chief", post="Chief officer", on=ON, by=self.by)
        if "submitted" in steps:
            returns.submit_return(return_=made, on=ON, by=self.by)
        self._before_the_panel(made, steps)
        if "withdrawn" in steps:
            returns.withdraw_return(return_=made, why="A mistake", by=self.by)
        if "closed" in steps:
            rounds.close_round(round_=made.round, on=LATER, by=SYSTEM)
        return made

    def led(self, *steps: str) -> Any:
        """A return of a round that joins the neighbour's: the agency answers it once, there."""
        joint = offered(self.world, ASKED, [self.agency])
        made = joint.join([self.agency], title="Audit together", group=self.group, lead=self.lead)
        joint.answer(self.agency, *steps)
        return made.returns.get()

    def activity(self, *, ended: bool = False) -> Any:
        """Something that the agency does to know how good its practice is."""
        made = programmes.add_activity(
            board=self.world.board, agency=self.agency, what=f"File audit {Activity.objects.count()}",
            frequency="monthly", started_on=ON, by=self.by,
        )  # fmt: skip
        programmes.note_outcome(activity=made, on=ON, found="Nine of ten were good", by=self.by)
        return programmes.end_activity(activity=made, on=LATER, why="Merged", by=self.by) if ended else made

    def _before_the_panel(self, return_: Any, steps: tuple[str, ...]) -> None:
        told: dict[str, Any] = {"question": "grade", "challenge": "Where is it seen?", "by": self.by}
        if "allocated" in steps:
            scrutiny.allocate_return(return_=return_, panel=[self.by], on=ON, by=SYSTEM)
            scrutiny.moderate_answer(return_=return_, **told)
            after.note_meeting(return_=return_, on=ON, present="Panel and agency", said="In May", by=self.by)
        if "agreed" in steps:
            scrutiny.moderate_answer(return_=return_, grade="partly", why="In two teams", **told)
            scrutiny.conclude_scrutiny(return_=return_, on=ON, by=self.by)
            after.report_back(return_=return_, told={"grade": "The third team began"}, by=self.by)


def sides(world: World) -> tuple[Side, Side]:
    """Ours and the others'. The outsiders are no part of the cast."""
    by = world.people["business_manager"]
    outsider = world.person(AGENCY_LEAD, name="outsider", agency="health")
    cast = tuple(person for name, person in world.people.items() if name != "stranger")
    ours = Side(
        world, world.groups["audit"], world.agencies["police"], world.people["independent_reviewer"], cast, by
    )
    others = Side(world, world.groups["cases"], world.agencies["health"], outsider, (outsider,), by)
    return ours, others


Maker = tuple[str, Callable[[Side], Any]]


def closed(words: str, make: Callable[[Side, str], Any]) -> list[Maker]:
    """The same state, from sources that are not open to the whole board."""
    return [(words + told, partial(_of, make, sensitivity)) for sensitivity, told in CLOSED_TO.items()]


def _of(make: Callable[[Side, str], Any], sensitivity: str, side: Side) -> Any:
    return make(side, sensitivity)


MAKERS: dict[str, list[Maker]] = {
    "register.source": [
        ("under way", lambda side: side.source(OPEN)),
        ("completed", lambda side: side.source(OPEN, completed_on=ON)),
        ("open to its group", lambda side: side.source(GROUP)),
        ("open to named people", lambda side: side.source(NAMED)),
    ],
    "learning.finding": [
        ("from an open source", lambda side: side.finding(OPEN)),
        *closed("drawn", lambda side, key: side.finding(key)),
    ],
    "learning.recommendation": [
        ("not answered", lambda side: side.recommendation(OPEN)),
        ("accepted", lambda side: side.recommendation(OPEN, "accepted")),
        ("accepted in part", lambda side: side.recommendation(OPEN, "in-part")),
        ("not accepted", lambda side: side.recommendation(OPEN, "not-accepted")),
        *closed("not answered", lambda side, key: side.recommendation(key)),
        *closed("accepted", lambda side, key: side.recommendation(key, "accepted")),
    ],
    "actions.action": [
        ("being done", lambda side: side.action(OPEN)),
        ("reported done", lambda side: side.action(OPEN, "reported")),
        ("done and assured", lambda side: side.action(OPEN, "reported", "closed")),
        ("withdrawn", lambda side: side.action(OPEN, "withdrawn")),
        *closed("being done", lambda side, key: side.action(key)),
    ],
    "sharing.shareditem": [
        ("draft", lambda side: side.item(OPEN, False)),
        ("sent", lambda side: side.item(OPEN, True)),
        *closed("draft", lambda side, key: side.item(key, False)),
        ("sent, from a source open to named people", lambda side: side.item(NAMED, True)),
    ],
    "assessments.round": [
        ("open", lambda side: side.round(OPEN)),
        ("closed", lambda side: side.round(OPEN, closed=True)),
        ("held together with a neighbour", lambda side: side.led().round),
        *closed("open", lambda side, key: side.round(key)),
    ],
    "assessments.return": [
        ("not started", lambda side: side.returned(OPEN)),
        ("in progress", lambda side: side.returned(OPEN, "begun")),
        ("signed", lambda side: side.returned(OPEN, "begun", "signed")),
        ("submitted", lambda side: side.returned(OPEN, "begun", "signed", "submitted")),
        ("before the panel", lambda side: side.returned(OPEN, *HANDED_IN, "allocated")),
        ("agreed", lambda side: side.returned(OPEN, *HANDED_IN, "allocated", "agreed")),
        ("withdrawn", lambda side: side.returned(OPEN, "begun", "signed", "submitted", "withdrawn")),
        ("in progress at a neighbour", lambda side: side.led("begun")),
        ("signed at a neighbour", lambda side: side.led("begun", "signed")),
        ("submitted at a neighbour", lambda side: side.led(*HANDED_IN)),
        ("in progress, the round closed", lambda side: side.returned(OPEN, "begun", "closed")),
        *closed("in progress", lambda side, key: side.returned(key, "begun")),
    ],
    "programmes.activity": [
        ("going on", lambda side: side.activity()),
        ("ended", lambda side: side.activity(ended=True)),
    ],
    "evaluation.evaluation": [
        ("carried out", lambda side: side.evaluation(OPEN)),
        ("followed up", lambda side: side.evaluation(OPEN, True)),
        *closed("carried out", lambda side, key: side.evaluation(key)),
    ],
    "records.removed": [
        ("from an open source", lambda side: side.removed(OPEN)),
        *closed("removed", lambda side, key: side.removed(key)),
    ],
}
"""Every state of every record that grows from a source, by the model's label."""


def build_states(world: World) -> dict[str, list[State]]:
    """Every state of every record, by the model's label. The world has its outsiders then."""
    built, states = built_once("states", lambda: (world, _build_states(world)))
    vars(world).update(vars(built))
    return states  # type: ignore[no-any-return]


def _build_states(world: World) -> dict[str, list[State]]:
    ours, others = sides(world)
    built = {
        label: [State(words, make(ours), make(others)) for words, make in makers]
        for label, makers in MAKERS.items()
    }
    return {
        "people.board": [State("the board", world.board)],
        **built,
        "instruments.questionsetversion": question_sets(world),
    }


def question_sets(world: World) -> list[State]:
    """A question set belongs to the whole board: there are no others'."""
    published, draft = (
        instruments.draft_questions(board=world.board, question_set=shipped_sets()[key], by=SYSTEM)
        for key in ("section-11", "section-175")
    )
    instruments.publish_questions(version=published, on=ON, by=SYSTEM)
    return [State("draft", draft), State("published", published)]
