"""The work of ten years: sources, and all that grew from each, spread over positions of the loop. All invented."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ten_years_ground import FIRST, LAST, Ground, save, tie

from learningloop.embedding.actions.models import Action, Progress
from learningloop.embedding.sharing.models import CascadeReturn, Recipient, SharedItem
from learningloop.evaluation.models import Evaluation
from learningloop.learning.models import Finding, Recommendation, Response
from learningloop.sources.register.models import Source
from learningloop.trail.models import Entry, Event, Reading
from learningloop.trail.operations import _chain

DAYS = (LAST - FIRST).days
SENSITIVITIES = ("board",) * 96 + ("group",) * 3 + ("named",)
"""Of a hundred sources."""
DECISIONS = ("accepted",) * 8 + ("in-part",) * 1 + ("not-accepted",) * 1
VERDICTS = ("unknown", "no-evidence", "practice", "practice", "outcomes", "sustained", "not-improved")
INCONCLUSIVE = VERDICTS[:2]
NEEDS = (
    "Chronologies of {} are not kept up to date", "Practitioners do not ask about {}",
    "What was learned about {} is not known in every team", "Decisions about {} are written down without reasons",
)  # fmt: skip
MEANS = ("Train every team about {}", "Change the record so that it asks about {}", "Audit twelve files on {}")


def at(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@dataclass
class Slice:
    """Some sources and everything that grew from them."""

    ground: Ground
    entries: list[Entry] = field(default_factory=list)

    def grow(self, sources: int, findings: int, actions: int) -> None:
        """So many of each; what follows from them follows."""
        rooted = self._sources(sources)
        drawn = self._findings(rooted, findings)
        accepted = self._recommendations(drawn)
        agreed = self._actions(accepted, actions)
        self._progress(agreed)
        self._judge(agreed)
        self._share(drawn)
        _chain(self.entries)

    def _told(self, things: list[Any], kind: str, moment: str, **facts: Any) -> None:
        """Events of one kind about several things."""
        actor = self.ground.people["officer"][0]
        self.entries += [
            Event(
                kind=kind, facts=facts, at=at(getattr(thing, moment)), actor_id=actor.pk, actor_name=actor.name,
                board=self.ground.board.slug, thing=thing._meta.label_lower, thing_id=thing.pk,
                reference=thing.reference,
            )
            for thing in things
        ]  # fmt: skip

    def _sources(self, number: int) -> list[Source]:
        ground, random = self.ground, self.ground.random
        rows = []
        for day in sorted(random.randrange(DAYS) for _ in range(number)):
            began = FIRST + timedelta(days=day)
            ended = began + timedelta(days=random.randint(20, 240))
            theme = random.choice(ground.themes)
            rows.append(
                Source(
                    board=ground.board, reference=ground.reference("R", began), framework_version=ground.version,
                    kind=random.choice(ground.kinds), title=f"Learning about {theme.name.lower()} (invented)",
                    summary="What happened, who looked, and why. " * 6, started_on=began,
                    completed_on=ended if ended < LAST else None, group=random.choice(ground.groups),
                    lead=ground.people["independent-reviewer"][0], sensitivity=random.choice(SENSITIVITIES),
                    invented=True, recorded_at=at(began),
                )
            )  # fmt: skip
        made = save(rows)
        tie(Source.themes, ((one.pk, random.choice(ground.themes).pk) for one in made for _ in range(2)))
        tie(Source.agencies, ((one.pk, random.choice(ground.agencies).pk) for one in made for _ in range(3)))
        named = [one for one in made if one.sensitivity == "named"]
        tie(Source.named_people, ((one.pk, ground.people["officer"][0].pk) for one in named))
        self._told(made, "source.recorded", "started_on")
        return made

    def _findings(self, sources: list[Source], number: int) -> list[Finding]:
        ground, random = self.ground, self.ground.random
        touched = [one for one in sources if random.random() < 0.93] or sources
        rows = []
        for _ in range(number):
            source = random.choice(touched)
            drawn = min(source.started_on + timedelta(days=random.randint(5, 200)), LAST)
            rows.append(
                Finding(
                    board=ground.board, reference=ground.reference("F", drawn), source=source, drawn_on=drawn,
                    kind="strength" if random.random() < 0.2 else "need", multi_agency=True,
                    statement=random.choice(NEEDS).format(random.choice(ground.themes).name.lower()),
                    evidence="Seven of twelve files. " * 8, passage=f"Report, page {random.randint(1, 60)}",
                    recorded_at=at(drawn),
                )
            )  # fmt: skip
        made = save(rows)
        tie(Finding.themes, ((one.pk, random.choice(ground.themes).pk) for one in made for _ in range(2)))
        tie(Finding.agencies, ((one.pk, self._agency().pk) for one in made for _ in range(2)))
        self._told(made, "finding.drawn", "drawn_on")
        return made

    def _agency(self) -> Any:
        random = self.ground.random
        return random.choice(self.ground.schools if random.random() < 0.4 else self.ground.agencies)

    def _recommendations(self, findings: list[Finding]) -> list[Recommendation]:
        """Nearly every need has one, some strengths too; one in twenty rests on another finding beside."""
        ground, random = self.ground, self.ground.random
        rested = [one for one in findings if random.random() < (0.25 if one.kind == "strength" else 0.95)]
        rows = []
        for finding in rested:
            made_on = min(finding.drawn_on + timedelta(days=random.randint(0, 60)), LAST)
            rows.append(
                Recommendation(
                    board=ground.board, reference=ground.reference("RC", made_on), made_on=made_on,
                    text=f"Agencies should see to it: {finding.statement.lower()}", recorded_at=at(made_on),
                )
            )  # fmt: skip
        made = save(rows)
        pairs = [(one.pk, finding.pk) for one, finding in zip(made, rested, strict=True)]
        pairs += [(one.pk, random.choice(findings).pk) for one in made if random.random() < 0.05]
        tie(Recommendation.findings, pairs)
        tie(Recommendation.agencies, ((one.pk, self._agency().pk) for one in made))
        self._told(made, "recommendation.made", "made_on")
        return self._answer(made)

    def _answer(self, made: list[Recommendation]) -> list[Recommendation]:
        ground, random = self.ground, self.ground.random
        rows = []
        for one in made:
            decided = one.made_on + timedelta(days=random.randint(7, 90))
            decision = random.choice(DECISIONS)
            if decided < LAST and random.random() < 0.98:
                rows.append(
                    Response(
                        recommendation=one, decision=decision, decided_on=decided, recorded_at=at(decided),
                        reason="" if decision == "accepted" else "It is being done elsewhere.",
                        group=random.choice(ground.groups),
                    )
                )  # fmt: skip
        given = save(rows)
        answered = [one.recommendation for one in given]
        self._told(answered, "recommendation.answered", "made_on", decision="accepted")
        return [one.recommendation for one in given if one.decision != "not-accepted" and random.random() < 0.97]

    def _actions(self, accepted: list[Recommendation], number: int) -> list[Action]:
        ground, random = self.ground, self.ground.random
        rows = []
        for turn in range(number if accepted else 0):
            recommendation = accepted[turn] if turn < len(accepted) else random.choice(accepted)
            agency = self._agency()
            agreed = min(recommendation.made_on + timedelta(days=random.randint(14, 120)), LAST)
            due = agreed + timedelta(days=random.randint(30, 300))
            rows.append(
                Action(
                    board=ground.board, reference=ground.reference("A", agreed), recommendation=recommendation,
                    title=random.choice(MEANS).format(random.choice(ground.themes).name.lower()),
                    difference="Every child is seen and heard. " * 4, agency=agency, owner=ground.lead[agency.pk],
                    group=random.choice(ground.groups), agreed_on=agreed, due_on=due,
                    how_will_we_know="By an audit of twelve files. " * 3,
                    evaluate_on=due + timedelta(days=random.randint(60, 200)), recorded_at=at(agreed),
                    **self._done(due),
                )
            )  # fmt: skip
        made = save(rows)
        helped = [one for one in made if random.random() < 0.3]
        tie(Action.helping_agencies, ((one.pk, self._agency().pk) for one in helped))
        for kind, moment in (("agreed", "agreed_on"), ("reported", "reported_on"), ("closed", "closed_on")):
            self._told([one for one in made if getattr(one, moment)], f"action.{kind}", moment)
        return made

    def _done(self, due: date) -> dict[str, Any]:
        """Reported about the time it was due, assured some weeks later; a few are late, a few were given up."""
        random = self.ground.random
        reported = due + timedelta(days=random.randint(-40, 60))
        closed = reported + timedelta(days=random.randint(5, 90))
        if random.random() < 0.03 and due < LAST:
            return {"withdrawn_on": due, "withdrawn_why": "Another action does it."}
        if reported >= LAST or random.random() < 0.03:
            return {}
        if closed >= LAST or random.random() < 0.03:
            return {"reported_on": reported, "reported_note": "It is done."}
        return {
            "reported_on": reported, "reported_note": "It is done.", "closed_on": closed,
            "assurance": "The group read ten files.",
        }  # fmt: skip

    def _progress(self, actions: list[Action]) -> None:
        random = self.ground.random
        rows = []
        for action in actions:
            for _ in range(random.randint(0, 3)):
                on = min(action.agreed_on + timedelta(days=random.randint(5, 200)), LAST)
                rows.append(
                    Progress(
                        action=action, on=on, text="The second team was trained.", by=action.owner,
                        recorded_at=at(on),
                    )
                )  # fmt: skip
        save(rows)
        self._told([row.action for row in rows], "action.progressed", "agreed_on")

    def _judge(self, actions: list[Action]) -> None:
        ground, random = self.ground, self.ground.random
        rows = []
        for action in actions:
            on = action.evaluate_on + timedelta(days=random.randint(-10, 40))
            if action.closed_on and action.closed_on <= on < LAST and random.random() < 0.9:
                verdict = random.choice(VERDICTS)
                rows.append(
                    Evaluation(
                        board=ground.board, reference=ground.reference("E", on), action=action, carried_out_on=on,
                        group=action.group, evidence="Nine of twelve files showed it. " * 4, verdict=verdict,
                        why="The group read the evidence.", recorded_at=at(on),
                        again_on=on + timedelta(days=180) if verdict in INCONCLUSIVE else None,
                    )
                )  # fmt: skip
        made = save(rows)
        self._told(made, "evaluation.carried-out", "carried_out_on", verdict="practice changed")

    def _share(self, findings: list[Finding]) -> None:
        """A briefing for every twelve findings, to some agencies; nearly all opened, confirmed and returned it."""
        ground, random = self.ground, self.ground.random
        told = sorted((one for one in findings if random.random() < 0.85), key=lambda one: one.drawn_on)
        parts = [told[start : start + 12] for start in range(0, len(told), 12)]
        sent = [min(part[-1].drawn_on + timedelta(days=60), LAST) for part in parts]
        items = save(
            SharedItem(
                board=ground.board, reference=ground.reference("S", on), title="What we learned (invented)",
                body="Read this in your team.", roles=["agency-lead", "contributor"], sent_on=on,
                return_by=on + timedelta(days=60), recorded_at=at(on),
            )
            for on in sent
        )  # fmt: skip
        tie(SharedItem.findings, ((i.pk, f.pk) for i, part in zip(items, parts, strict=True) for f in part))
        to = {item.pk: random.sample([*ground.agencies, *ground.schools], 20) for item in items}
        tie(SharedItem.agencies, ((item.pk, agency.pk) for item in items for agency in to[item.pk]))
        self._told(items, "shared.sent", "sent_on", people=20, agencies=20)
        save(row for item in items for row in self._received(item, to[item.pk]))
        save(row for item in items for row in self._returned(item, to[item.pk]))
        self.entries += (row for item in items for row in self._read(item, to[item.pk]))

    def _received(self, item: SharedItem, agencies: list[Any]) -> Iterator[Recipient]:
        for agency in agencies:
            confirmed = item.sent_on if self.ground.random.random() < 0.9 else None
            yield Recipient(item=item, person=self.ground.lead[agency.pk], agency=agency, confirmed_on=confirmed)

    def _returned(self, item: SharedItem, agencies: list[Any]) -> Iterator[CascadeReturn]:
        for agency in agencies[:-2]:
            yield CascadeReturn(
                item=item, agency=agency, who_discussed="The team", how_many=12, what_changed="We ask now.",
                returned_on=item.return_by, by=self.ground.lead[agency.pk],
            )  # fmt: skip

    def _read(self, item: SharedItem, agencies: list[Any]) -> Iterator[Reading]:
        for agency in agencies[:-2]:
            person = self.ground.lead[agency.pk]
            yield Reading(
                at=at(item.return_by), actor_id=person.pk, actor_name=person.name, board=self.ground.board.slug,
                thing=item._meta.label_lower, thing_id=item.pk, reference=item.reference,
            )  # fmt: skip
