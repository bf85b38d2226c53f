"""Random histories of a board: what people might do, one thing after the other, as far as operations let them."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from learningloop.embedding.actions import operations as actions
from learningloop.embedding.actions.models import Action
from learningloop.embedding.sharing import operations as sharing
from learningloop.embedding.sharing.models import SharedItem
from learningloop.evaluation import operations as evaluation
from learningloop.evaluation.models import Verdict
from learningloop.learning import operations as learning
from learningloop.learning.models import Finding, Recommendation, Response
from learningloop.people.rules import AGENCY_LEAD
from learningloop.sources.register import operations as register
from learningloop.sources.register.models import Sensitivity, Source
from learningloop.trail.operations import Refused
from tests.loop import ON, a_finding
from tests.world import World


class History:
    """Things happen to a board, the same for the same seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random, self.by = world, Random(seed), world.people["officer"]

    def go_on(self, steps: int) -> None:
        """So many things are tried; what an operation refuses does not happen."""
        deeds: list[Callable[[], Any]] = [
            self.draw, self.draw, self.recommend, self.recommend, self.rest, self.respond, self.respond,
            self.agree, self.agree, self.report, self.report, self.close, self.close, self.withdraw,
            self.progress, self.share, self.give_back, self.judge, self.judge, self.restrict,
        ]  # fmt: skip
        for _ in range(steps):
            try:
                self.random.choice(deeds)()
            except (Refused, IndexError):
                continue

    def one(self, model: Any) -> Any:
        return self.random.choice(list(model.objects.order_by("pk")))

    def day(self) -> date:
        return ON + timedelta(days=self.random.randint(0, 150))

    def draw(self) -> None:
        a_finding(self.world, kind=self.random.choice(["need", "strength"]), drawn_on=self.day())

    def some_findings(self) -> list[Finding]:
        return list({self.one(Finding) for _ in range(self.random.randint(1, 2))})

    def recommend(self) -> None:
        learning.make_recommendation(findings=self.some_findings(), text="Do it", made_on=self.day(), by=self.by)

    def rest(self) -> None:
        learning.edit_recommendation(
            recommendation=self.one(Recommendation), findings=self.some_findings(), agencies=[], by=self.by
        )

    def respond(self) -> None:
        decision = self.random.choice([*Response.Decision, Response.Decision.ACCEPTED])
        learning.respond_to_recommendation(
            recommendation=self.one(Recommendation), decision=decision, reason="Why", decided_on=self.day(),
            by=self.by,
        )  # fmt: skip

    def agree(self) -> None:
        agreed = self.day()
        due = agreed + timedelta(days=self.random.randint(0, 90))
        actions.agree_action(
            recommendation=self.one(Recommendation), title="Do", difference="It is done",
            agency=self.world.agencies["police"], group=self.world.groups["audit"], agreed_on=agreed, due_on=due,
            how_will_we_know="Read", evaluate_on=due + timedelta(days=30), by=self.by,
        )  # fmt: skip

    def progress(self) -> None:
        actions.add_progress(action=self.one(Action), text="Begun", on=self.day(), by=self.by)

    def report(self) -> None:
        action = self.one(Action)
        actions.report_action(action=action, note="Done", on=max(self.day(), action.agreed_on), by=self.by)

    def close(self) -> None:
        action = self.one(Action)
        on = max(self.day(), action.reported_on or ON)
        actions.close_action(action=action, assurance="Seen", on=on, by=self.by)

    def withdraw(self) -> None:
        actions.withdraw_action(action=self.one(Action), why="No", on=self.day(), by=self.by)

    def share(self) -> None:
        on = self.day()
        item = sharing.write_shared_item(
            board=self.world.board, title="Read", body="This", findings=self.some_findings(),
            agencies=[self.world.agencies["police"]], roles=[AGENCY_LEAD.key], return_by=on, on=on, by=self.by,
        )  # fmt: skip
        if self.random.random() < 0.7:
            sharing.send_shared_item(item=item, on=on, names_nobody=True, by=self.by)

    def give_back(self) -> None:
        sharing.return_cascade(
            item=self.one(SharedItem), agency=self.world.agencies["police"], who_discussed="All", how_many=4,
            what_changed="Much", on=self.day(), by=self.by,
        )  # fmt: skip

    def judge(self) -> None:
        action = self.one(Action)
        on = max(self.day(), action.closed_on or ON)
        evaluation.carry_out_evaluation(
            action=action, verdict=self.random.choice(list(Verdict)), why="So", evidence="It is", on=on,
            again_on=on + timedelta(days=30), by=self.by,
        )  # fmt: skip

    def restrict(self) -> None:
        """Who may open a source is changed, more often than in life."""
        register.edit_source(
            source=self.one(Source), agencies=[], themes=[], named_people=[self.by],
            sensitivity=self.random.choice(list(Sensitivity)), by=self.by,
        )  # fmt: skip
