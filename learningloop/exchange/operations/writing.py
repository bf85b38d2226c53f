"""From drafts to records, a stage after the other, by the operations of each stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from learningloop.embedding.actions import operations as actions
from learningloop.embedding.actions.models import Action, Progress
from learningloop.embedding.actions.operations import many as many_actions
from learningloop.embedding.actions.operations.many import NewAction, Step
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.operations.many import carry_out_evaluations
from learningloop.exchange.queries.drafts import Draft
from learningloop.exchange.queries.plan import Plan
from learningloop.exchange.queries.stays import STEPS
from learningloop.exchange.rules.columns import (
    ACTION,
    EVALUATION,
    FINDING,
    PROGRESS,
    RECOMMENDATION,
    RESPONSE,
    SOURCE,
    Kind,
)
from learningloop.learning import operations as learning
from learningloop.learning.models import Finding, Recommendation, Response
from learningloop.learning.operations import many as many_learning
from learningloop.learning.operations.many import NewFinding, NewRecommendation
from learningloop.people.models import Board, Person
from learningloop.sources.register import operations as register
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations.many import NewSource, record_sources
from learningloop.trail.operations import Actor


def record_of(draft: Draft) -> Any:
    """The record of a draft, made just now or there before."""
    return draft.record or draft.existing


def plain(draft: Draft) -> dict[str, Any]:
    """The fields that are no lists: what the sheet says of them."""
    kinds = draft.stage.by_key
    return {key: told for key, told in draft.values.items() if kinds[key].kind not in (Kind.SEVERAL, Kind.LINKS)}


@dataclass
class Writer:
    """Writes a plan to a board."""

    board: Board
    by: Actor
    plan: Plan

    def write(self) -> None:
        """Each stage after the one it follows from; progress before an action is closed, verdicts after."""
        self._sources()
        self._findings()
        self._recommendations()
        self._responses()
        self._actions()
        self._progress()
        self._steps()
        self._evaluations()

    def _sources(self) -> None:
        new = []
        for draft in self.plan.new(SOURCE):
            draft.record = Source(reference=draft.reference, **plain(draft))
            new.append(NewSource(draft.record, *self._several(draft, "agencies", "themes", "named_people")))
        if new:
            record_sources(board=self.board, new=new, by=self.by)
        for draft in self.plan.changed(SOURCE):
            lists = {key: draft.value(key) for key in ("agencies", "themes", "named_people")}
            register.edit_source(source=draft.existing, **lists, by=self.by, **plain(draft))

    def _findings(self) -> None:
        new = []
        for draft in self.plan.new(FINDING):
            agencies, themes = self._several(draft, "agencies", "themes")
            draft.record = Finding(
                reference=draft.reference,
                source=record_of(draft.parents[0]),
                multi_agency=len(agencies) != 1,
                **plain(draft),
            )
            new.append(NewFinding(draft.record, themes=themes, agencies=agencies))
        if new:
            many_learning.draw_findings(board=self.board, new=new, by=self.by)
        for draft in self.plan.changed(FINDING):
            lists = {key: draft.value(key) for key in ("agencies", "themes")}
            whose: Any = {"multi_agency": len(lists["agencies"]) != 1}
            learning.edit_finding(finding=draft.existing, **lists, by=self.by, **whose, **plain(draft))

    def _recommendations(self) -> None:
        new = []
        for draft in self.plan.new(RECOMMENDATION):
            ground = [*draft.parents, *draft.links.get("findings", [])]
            findings = list(dict.fromkeys(record_of(finding) for finding in ground))
            draft.record = Recommendation(reference=draft.reference, **plain(draft))
            new.append(NewRecommendation(draft.record, findings, *self._several(draft, "agencies")))
        if new:
            many_learning.make_recommendations(board=self.board, new=new, by=self.by)
        for draft in self.plan.changed(RECOMMENDATION):
            more = [record_of(finding) for finding in draft.values.get("findings", [])]
            learning.edit_recommendation(
                recommendation=draft.existing,
                findings=[*draft.existing.findings.all(), *more],
                agencies=draft.value("agencies"),
                by=self.by,
                **plain(draft),
            )

    def _responses(self) -> None:
        new = [
            Response(recommendation=record_of(draft.parents[0]), **plain(draft))
            for draft in self.plan.new(RESPONSE)
        ]
        if new:
            many_learning.respond_to_recommendations(responses=new, by=self.by)

    def _actions(self) -> None:
        new = []
        for draft in self.plan.new(ACTION):
            told = {key: value for key, value in plain(draft).items() if key not in STEPS | {"moved_why"}}
            draft.record = Action(reference=draft.reference, recommendation=record_of(draft.parents[0]), **told)
            new.append(NewAction(draft.record, *self._several(draft, "helping_agencies")))
        if new:
            many_actions.agree_actions(board=self.board, new=new, by=self.by)
        for draft in self.plan.changed(ACTION):
            self._change_action(draft)

    def _change_action(self, draft: Draft) -> None:
        told = {key: value for key, value in plain(draft).items() if key not in STEPS}
        why, due = told.pop("moved_why", ""), told.pop("due_on", None)
        if due:
            actions.move_action(action=draft.existing, due_on=due, why=why, on=timezone.localdate(), by=self.by)
        if told or "helping_agencies" in draft.values:
            helping = draft.value("helping_agencies")
            actions.edit_action(action=draft.existing, helping_agencies=helping, by=self.by, **told)

    def _progress(self) -> None:
        by = self.by if isinstance(self.by, Person) else None
        entries = [
            Progress(action=record_of(draft.parents[0]), by=by, **plain(draft))
            for draft in self.plan.new(PROGRESS)
        ]
        if entries:
            many_actions.add_progress_many(entries=entries, by=self.by)

    def _steps(self) -> None:
        moving = [*self.plan.new(ACTION), *self.plan.changed(ACTION)]
        taken = [
            (many_actions.report_actions, self._taken(moving, "reported_on", "reported_note")),
            (many_actions.close_actions, self._taken(moving, "closed_on", "assurance")),
            (many_actions.withdraw_actions, self._taken(moving, "withdrawn_on", "withdrawn_why")),
        ]
        for take, steps in taken:
            if steps:
                take(steps=steps, by=self.by)

    @staticmethod
    def _taken(moving: Iterable[Draft], on: str, words: str) -> list[Step]:
        return [
            Step(record_of(draft), draft.values[on], draft.values.get(words, ""))
            for draft in moving
            if on in draft.values
        ]

    def _evaluations(self) -> None:
        new = []
        for draft in self.plan.new(EVALUATION):
            shown_by = [record_of(source) for source in draft.links.get("shown_by", [])]
            draft.record = Evaluation(
                reference=draft.reference,
                action=record_of(draft.parents[0]),
                shown_by=shown_by[0] if shown_by else None,
                **plain(draft),
            )
            new.append(draft.record)
        if new:
            carry_out_evaluations(board=self.board, evaluations=new, by=self.by)

    @staticmethod
    def _several(draft: Draft, *keys: str) -> list[list[Any]]:
        return [draft.values.get(key, []) for key in keys]
