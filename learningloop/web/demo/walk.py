"""Carries a recommendation along the loop, as far as it is to stand in the demonstration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from learningloop.embedding.actions import operations as actions
from learningloop.embedding.actions.models import Action
from learningloop.embedding.sharing import operations as sharing
from learningloop.embedding.sharing.models import SharedItem
from learningloop.evaluation.operations import carry_out_evaluation, commission_follow_up
from learningloop.kit.dates import day
from learningloop.learning.models import Finding, Recommendation
from learningloop.learning.operations import respond_to_recommendation
from learningloop.people.models import Agency, Person
from learningloop.people.rules import AGENCY_LEAD, CONTRIBUTOR, PRACTITIONER
from learningloop.reports.rules import Position
from learningloop.trail.operations import log_reading
from learningloop.web.demo.cast import Cast
from learningloop.web.demo.material import Invented, InventedMeans

FARTHEST = [
    Position.RECOMMENDED, Position.MEANS_AGREED, Position.BEING_DONE, Position.DONE, Position.ASSURED,
    Position.SPREAD, Position.EVALUATED, Position.CLOSED,
]  # fmt: skip
VERDICTS = {
    Position.EVALUATED: ("unknown", "no-evidence"),
    Position.CLOSED: ("practice", "outcomes", "sustained"),
    Position.BACK_AGAIN: ("not-improved",),
}


@dataclass(frozen=True)
class Walk:
    """One recommendation's way: who acts, what is done, from which day, and which of several variants."""

    cast: Cast
    material: Invented
    recommendation: Recommendation
    begins: date
    number: int
    long_ago: bool = False

    @property
    def agency(self) -> Agency:
        return self.cast.doers[self.number % len(self.cast.doers)]

    @property
    def lead(self) -> Person:
        return self.cast.by_role["agency-lead"][self.number % len(self.cast.doers)]

    @property
    def means(self) -> InventedMeans:
        findings = self.recommendation.findings.all()
        return self.material.means_for({theme.slug for finding in findings for theme in finding.themes.all()})

    def after(self, days: int) -> date:
        return self.begins + timedelta(days=days)

    def to(self, position: Position) -> None:
        """Carry the recommendation to a position."""
        if position is Position.DECLINED:
            self._answer("not-accepted", "The same is already being done under another recommendation. (invented)")
            return
        far = FARTHEST.index(Position.CLOSED if position is Position.BACK_AGAIN else position)
        if far >= 1:
            self._answer("in-part" if self.number % 4 == 3 else "accepted", self._reason())
        if far >= 2:
            self._act(far, position)

    def _reason(self) -> str:
        if self.number % 4 == 3:
            return (
                "Accepted for the agencies that work with children under five; the rest follows later. (invented)"
            )
        return ""

    def _answer(self, decision: str, reason: str) -> None:
        respond_to_recommendation(
            recommendation=self.recommendation,
            decision=decision,
            reason=reason,
            group=self.cast.groups[0],
            decided_on=self.begins,
            by=self.cast.one("independent-chair"),
        )

    def _act(self, far: int, position: Position) -> None:
        action = self._agree()
        actions.add_progress(
            action=action, text=f"{self.means.progress} (invented)", on=self.after(60), by=self.lead
        )
        if self.number % 3 == 1:
            moved = action.due_on + timedelta(days=45)
            why = "The trainer was ill and the second day was put off. (invented)"
            actions.move_action(action=action, due_on=moved, why=why, on=self.after(100), by=self.lead)
        if far >= 3:
            actions.report_action(action=action, note=self.means.progress, on=self.after(150), by=self.lead)
        if far >= 4:
            chair = self.cast.one("group-chair")
            actions.close_action(action=action, assurance=self.means.assurance, on=self.after(170), by=chair)
        if far >= 5:
            self._share()
        if far >= 6:
            self._judge(action, position)

    def _agree(self) -> Action:
        return actions.agree_action(
            recommendation=self.recommendation,
            title=f"{self.means.title} (invented)",
            difference=self.means.difference,
            agency=self.agency,
            owner=self.lead,
            group=self.cast.groups[0],
            helping_agencies=[a for a in self.cast.doers if a != self.agency][: self.number % 3],
            agreed_on=self.after(14),
            due_on=self.after(150),
            how_will_we_know=self.means.how,
            evaluate_on=self.after(260),
            by=self.cast.one("business-manager"),
        )

    def _share(self) -> None:
        findings = list(self.recommendation.findings.order_by("pk"))
        title = f"What we learned: {self.means.title.lower()}"
        item = share(self.cast, self.material, findings, title, self.after(180))
        answer(self.cast, self.material, item, self.after(200), 4 if self.long_ago else 1 + self.number % 3)

    def _judge(self, action: Action, position: Position) -> None:
        verdicts = VERDICTS[position]
        verdict = verdicts[self.number % len(verdicts)]
        text = {"not-improved": self.means.bad, "no-evidence": "The follow-up audit has not been held yet."}
        evaluation = carry_out_evaluation(
            action=action,
            verdict=verdict,
            evidence=f"{text.get(verdict, self.means.good)} (invented)",
            why=f"The group read the evidence on {day(self.after(262))}. (invented)",
            on=self.after(262),
            again_on=self.after(420) if position is Position.EVALUATED else None,
            group=self.cast.groups[0],
            by=self.cast.one("group-chair"),
        )
        if position is Position.BACK_AGAIN and self.number % 2:
            commission_follow_up(
                evaluation=evaluation,
                kind=self.recommendation.findings.all()[0].source.kind,
                title="Follow-up: has it changed now? (invented)",
                started_on=self.after(300),
                by=self.cast.one("business-manager"),
            )

    def back_by(self, again: Recommendation) -> None:
        """What was done did not help: a later source recommends it again, in these words."""
        later = again.findings.all()[0].source
        carry_out_evaluation(
            action=Action.objects.get(recommendation=self.recommendation),
            verdict="not-improved",
            evidence=f"{later.title}, {day(later.started_on)}: “{again.text}”",
            why="The inspectors recommend the same again. (invented)",
            on=later.started_on,
            shown_by=later,
            group=self.cast.groups[0],
            by=self.cast.one("group-chair"),
        )


def share_strengths(cast: Cast, material: Invented, findings: Sequence[Finding], on: date) -> None:
    """Spread the good practice that an inspection found, in one briefing that every agency answered."""
    strengths = [finding for finding in findings if finding.is_strength]
    if strengths:
        item = share(cast, material, strengths, "What inspectors found that works", on)
        answer(cast, material, item, on + timedelta(days=30), 4)


def answer(cast: Cast, material: Invented, item: SharedItem, on: date, agencies: int) -> None:
    """So many of the agencies open and confirm the item, and return what they made of it."""
    for number, agency in enumerate(item.agencies.order_by("pk")[:agencies]):
        people = [recipient.person for recipient in item.recipients.filter(agency=agency).select_related("person")]
        for person in people:
            log_reading(item, by=person)
            sharing.confirm_shared_item(item=item, on=on, by=person)
        sharing.return_cascade(
            item=item,
            agency=agency,
            who_discussed=f"{material.cascade.who} (invented)",
            how_many=24 + 17 * number,
            what_changed=f"{material.cascade.what} (invented)",
            on=on,
            by=people[0] if people else cast.one("officer"),
        )


def share(cast: Cast, material: Invented, findings: Sequence[Finding], title: str, on: date) -> SharedItem:
    """Write and send a briefing about findings to the agencies that have a lead."""
    item = sharing.write_shared_item(
        board=cast.board,
        title=f"{title} (invented)",
        body=material.briefing.format(statement="\n\n".join(finding.statement for finding in findings)),
        findings=findings,
        agencies=[*cast.doers, cast.agencies["demo-school"]],
        roles=[AGENCY_LEAD.key, PRACTITIONER.key, CONTRIBUTOR.key],
        return_by=on + timedelta(days=60),
        on=on,
        by=cast.one("officer"),
    )
    return sharing.send_shared_item(item=item, on=on, by=cast.one("officer"))
