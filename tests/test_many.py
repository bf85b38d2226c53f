"""What is done to many records at once is what is done to each: the same rows, events and refusals."""

from datetime import date

import pytest
from django.forms.models import model_to_dict

from learningloop.embedding.actions import operations as actions
from learningloop.embedding.actions.models import Action, Progress
from learningloop.embedding.actions.operations import many as many_actions
from learningloop.embedding.actions.operations.many import NewAction, Step
from learningloop.evaluation import operations as evaluation
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.operations import many as many_evaluations
from learningloop.learning import operations as learning
from learningloop.learning.models import Finding, Recommendation, Response
from learningloop.learning.operations import many as many_learning
from learningloop.learning.operations.many import NewFinding, NewRecommendation
from learningloop.sources.register import operations as register
from learningloop.sources.register.models import Sensitivity, Source
from learningloop.sources.register.operations import many as many_sources
from learningloop.sources.register.operations.independence import DeclarationMissing
from learningloop.sources.register.operations.many import NewSource
from learningloop.trail.models import Event

ON, LATER, LAST = date(2026, 5, 3), date(2026, 7, 1), date(2026, 9, 1)
SOURCE = {"kind": "audit", "title": "Audit", "started_on": ON}
FINDING = {"kind": "need", "statement": "Chronologies are missing", "multi_agency": False, "drawn_on": ON}
MADE = {"text": "Keep chronologies", "made_on": ON}
ANSWER = {"decision": "in-part", "reason": "As far as we can", "decided_on": ON}
PLAN = {
    "title": "Train", "difference": "Seen in files", "agreed_on": ON, "due_on": LATER, "evaluate_on": LAST,
    "how_will_we_know": "Re-audit",
}  # fmt: skip
VERDICT = {"verdict": "practice", "why": "The files say so", "evidence": "9 of 12"}


class Singly:
    """Every step by the operation on one record."""

    def __init__(self, world):
        self.world, self.by = world, world.people["officer"]
        self.police, self.group = world.agencies["police"], world.groups["audit"]

    def source(self, **told):
        return register.record_source(
            board=self.world.board, agencies=[self.police], group=self.group, by=self.by, **SOURCE | told
        )

    def finding(self, source, **told):
        return learning.draw_finding(source=source, agencies=[self.police], by=self.by, **FINDING | told)

    def recommendation(self, finding, **told):
        return learning.make_recommendation(findings=[finding], agencies=[self.police], by=self.by, **MADE | told)

    def response(self, recommendation, **told):
        return learning.respond_to_recommendation(recommendation=recommendation, by=self.by, **ANSWER | told)

    def action(self, recommendation, **told):
        return actions.agree_action(
            recommendation=recommendation, agency=self.police, group=self.group,
            helping_agencies=[self.world.agencies["health"]], by=self.by, **PLAN | told,
        )  # fmt: skip

    def steps(self, action):
        actions.add_progress(action=action, text="Begun", on=ON, by=self.by)
        actions.report_action(action=action, note="Done", on=LATER, by=self.by)
        actions.close_action(action=action, assurance="Ten files read", on=LATER, by=self.by)

    def withdraw(self, action):
        actions.withdraw_action(action=action, why="Overtaken", on=LATER, by=self.by)

    def evaluation(self, action, **told):
        return evaluation.carry_out_evaluation(action=action, by=self.by, **{**VERDICT, "on": LAST, **told})


class Many(Singly):
    """The same steps by the operations on many."""

    def source(self, **told):
        made = Source(group=self.group, **SOURCE | told)
        many_sources.record_sources(
            board=self.world.board, new=[NewSource(made, agencies=[self.police])], by=self.by
        )
        return made

    def finding(self, source, **told):
        made = Finding(source=source, **FINDING | told)
        new = [NewFinding(made, agencies=[self.police])]
        many_learning.draw_findings(board=self.world.board, new=new, by=self.by)
        return made

    def recommendation(self, finding, **told):
        made = Recommendation(**MADE | told)
        new = [NewRecommendation(made, findings=[finding], agencies=[self.police])]
        many_learning.make_recommendations(board=self.world.board, new=new, by=self.by)
        return made

    def response(self, recommendation, **told):
        made = Response(recommendation=recommendation, **ANSWER | told)
        many_learning.respond_to_recommendations(responses=[made], by=self.by)
        return made

    def action(self, recommendation, **told):
        made = Action(
            recommendation=recommendation, **{"agency": self.police, "group": self.group, **PLAN, **told}
        )
        new = [NewAction(made, helping_agencies=[self.world.agencies["health"]])]
        many_actions.agree_actions(board=self.world.board, new=new, by=self.by)
        return made

    def steps(self, action):
        entry = Progress(action=action, text="Begun", on=ON, by=self.by)
        many_actions.add_progress_many(entries=[entry], by=self.by)
        many_actions.report_actions(steps=[Step(action, LATER, "Done")], by=self.by)
        many_actions.close_actions(steps=[Step(action, LATER, "Ten files read")], by=self.by)

    def withdraw(self, action):
        many_actions.withdraw_actions(steps=[Step(action, LATER, "Overtaken")], by=self.by)

    def evaluation(self, action, **told):
        told = VERDICT | {"on": LAST} | told
        made = Evaluation(action=action, carried_out_on=told.pop("on"), **told)
        many_evaluations.carry_out_evaluations(board=self.world.board, evaluations=[made], by=self.by)
        return made


WAYS = [Singly, Many]


def whole_walk(way):
    """One chain from the source to the verdict, and an action withdrawn."""
    source = way.source()
    way.source(title="Closed", sensitivity=Sensitivity.NAMED)
    finding = way.finding(source)
    recommendation = way.recommendation(finding)
    response = way.response(recommendation)
    action = way.action(recommendation)
    way.steps(action)
    withdrawn = way.action(recommendation, title="Write")
    way.withdraw(withdrawn)
    return [source, finding, recommendation, response, action, withdrawn, way.evaluation(action)]


def told_of(record):
    """A record's own words, without what differs from one to the next."""
    record = type(record).objects.get(pk=record.pk)
    told = model_to_dict(
        record, exclude=["id", "reference", "source", "recommendation", "findings", "action", "recorded_at"]
    )
    return {
        key: sorted(row.pk for row in value) if isinstance(value, list) else value for key, value in told.items()
    }


def events_since(first):
    seen = Event.objects.filter(pk__gt=first).order_by("pk")
    return [(one.kind, one.thing, one.actor_name, one.facts, sorted(one.after)) for one in seen]


def last_event():
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first()


@pytest.mark.django_db
def test_many_leave_the_rows_and_the_events_that_each_would(world):
    begun = last_event()
    singly = whole_walk(Singly(world))
    between = last_event()
    many = whole_walk(Many(world))
    told = events_since(begun)
    assert [told_of(record) for record in many] == [told_of(record) for record in singly]
    assert events_since(between) == told[: len(told) // 2]
    assert [record.reference for record in many if hasattr(record, "reference")] == [
        "R-2026-003", "F-2026-002", "RC-2026-002", "A-2026-003", "A-2026-004", "E-2026-002",
    ]  # fmt: skip


REFUSED = [
    (
        "a lead who has declared nothing",
        lambda way, walk: way.source(kind="case-review", lead=way.world.people["independent_reviewer"]),
        DeclarationMissing,
    ),
    ("a kind that the framework has not", lambda way, walk: way.source(kind="séance"), register.KindUnknown),
    (
        "a source that ends first",
        lambda way, walk: way.source(completed_on=date(2026, 5, 2)),
        register.DatesDisagree,
    ),
    (
        "a finding without its agency",
        lambda way, walk: way.finding(walk[0], multi_agency=True),
        learning.AgenciesMissing,
    ),
    ("a foreign priority", lambda way, walk: way.finding(walk[0], priority="fun"), learning.NotInFramework),
    (
        "a finding before its source",
        lambda way, walk: way.finding(walk[0], drawn_on=date(2026, 5, 2)),
        learning.DrawnTooEarly,
    ),
    (
        "a recommendation before its finding",
        lambda way, walk: way.recommendation(walk[1], made_on=date(2026, 5, 2)),
        learning.MadeTooEarly,
    ),
    ("a second answer", lambda way, walk: way.response(walk[2]), learning.AlreadyAnswered),
    ("an action not accepted", lambda way, walk: way.action(way.recommendation(walk[1])), actions.NotAccepted),
    (
        "an action due before it is agreed",
        lambda way, walk: way.action(walk[2], due_on=date(2026, 5, 2)),
        actions.DatesDisagree,
    ),
    (
        "an owner of another agency",
        lambda way, walk: way.action(walk[2], owner=way.world.people["officer"]),
        actions.OwnerElsewhere,
    ),
    ("a step with a closed action", lambda way, walk: way.withdraw(walk[4]), actions.NotInThatState),
    (
        "an open verdict without a next date",
        lambda way, walk: way.evaluation(walk[4], verdict="unknown"),
        evaluation.NextDateMissing,
    ),
    ("a verdict on an open action", lambda way, walk: way.evaluation(way.action(walk[2])), None),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "refusal"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
@pytest.mark.parametrize("way", WAYS)
def test_what_is_refused_for_one_is_refused_among_many(world, way, act, refusal):
    doing = way(world)
    walk = whole_walk(doing)
    with pytest.raises(refusal or (evaluation.NotDoneYet, evaluation.JudgedTooEarly)):
        act(doing, walk)


@pytest.mark.django_db
def test_a_reference_that_is_given_stays_and_is_not_given_again(world):
    kept = Source(reference="R-2026-041", **SOURCE)
    own = Source(reference="SCR-7", **SOURCE)
    new = Source(**SOURCE)
    many_sources.record_sources(
        board=world.board, new=[NewSource(new), NewSource(own), NewSource(kept)], by=world.people["officer"]
    )
    assert (kept.reference, own.reference, new.reference) == ("R-2026-041", "SCR-7", "R-2026-042")
    assert Singly(world).source().reference == "R-2026-043"
