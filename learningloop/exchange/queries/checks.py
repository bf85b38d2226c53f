"""The rules of each stage, asked of drafts: the same that its operations ask, all at once and without stopping."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from learningloop.embedding.actions.rules import (
    assured_too_early,
    dates_disagree,
    done_too_early,
    owner_elsewhere,
)
from learningloop.evaluation.rules import judged_too_early, next_date_missing
from learningloop.exchange.queries import stays
from learningloop.exchange.queries.drafts import Draft, Gathered
from learningloop.exchange.rules.columns import STAGE
from learningloop.frameworks.queries import current_framework, source_kinds
from learningloop.frameworks.schema import Framework
from learningloop.kit.spreadsheets.faults import Problem
from learningloop.learning.models import Response
from learningloop.learning.rules import (
    ASK_REASON,
    ask_later,
    drawn_too_early,
    made_too_early,
    not_in_framework,
    reason_is_missing,
)
from learningloop.people.models import Board
from learningloop.people.queries import agencies_of_people
from learningloop.sources.register import rules as register


@dataclass
class Context:
    """What the rules look up: the board's framework, who works for whom, and the answers that the sheet gives."""

    gathered: Gathered
    board: Board

    @cached_property
    def framework(self) -> Framework:
        return current_framework(self.board)

    @cached_property
    def places(self) -> dict[int, set[int]]:
        return agencies_of_people(self.board)

    @cached_property
    def answers(self) -> dict[Draft, Draft]:
        """The answer that the sheet gives to each recommendation."""
        return {draft.parents[0]: draft for draft in self.gathered.drafts["response"] if draft.parents}

    def say(self, draft: Draft, key: str, complaint: str) -> None:
        """Note what a rule complains of, if it does."""
        if complaint:
            self.gathered.fault_of(draft, key, Problem.said(complaint))


def check(context: Context, draft: Draft) -> None:
    """Note what is wrong with a draft beyond its single cells."""
    if draft.existing is not None:
        stays.check(context.gathered, draft)
    elif draft.is_named_only:
        return
    elif _stands_under_something(context, draft):
        _fill_in(context, draft)
        _ask_for_what_is_needed(context, draft)
    if draft.existing is None or draft.values:
        RULES[draft.stage.key](context, draft)


def _stands_under_something(context: Context, draft: Draft) -> bool:
    after = draft.stage.after
    if not after or draft.parents:
        return True
    key = next(iter(draft.cells))
    problem = Problem(
        f"This {draft.stage.name} stands under no {STAGE[after].name}.",
        f"Fill in the {STAGE[after].name}, or its reference, in the same row.",
    )
    context.gathered.fault_of(draft, key, problem)
    return False


def _fill_in(context: Context, draft: Draft) -> None:
    """The days that follow from what came before, where the sheet leaves them open."""
    before = draft.parents[0] if draft.parents else None
    follows: dict[str, tuple[str, Callable[[], Any]]] = {
        "finding": ("drawn_on", lambda: before and (before.value("completed_on") or before.value("started_on"))),
        "recommendation": ("made_on", lambda: before and before.value("drawn_on")),
        "action": ("agreed_on", lambda: _answered_on(context, before)),
    }
    if draft.stage.key in follows:
        key, day = follows[draft.stage.key]
        if key not in draft.cells and day():
            draft.values[key] = day()


def _answered_on(context: Context, recommendation: Draft | None) -> Any:
    answer = _answer(context, recommendation, "decided_on")
    return answer if answer else None


def _answer(context: Context, recommendation: Draft | None, key: str) -> Any:
    """What the sheet, or the board, says of the answer to a recommendation."""
    told = context.answers.get(recommendation) if recommendation else None
    if told is not None:
        return told.value(key)
    known = recommendation.existing.answer if recommendation and recommendation.existing else None
    return getattr(known, key, None)


def _ask_for_what_is_needed(context: Context, draft: Draft) -> None:
    for column in draft.stage.columns:
        if column.needed and column.key not in draft.cells:
            problem = Problem(f"A new {draft.stage.name} needs “{column.header}”.", _how(column.key))
            context.gathered.fault_of(draft, column.key, problem)


def _how(key: str) -> str:
    if key in ("difference", "how_will_we_know", "evidence", "why"):
        return "Fill it in; if nobody said it at the time, write “Not recorded at the time”."
    return "Fill it in."


def _source(context: Context, draft: Draft) -> None:
    started, completed = draft.value("started_on"), draft.value("completed_on")
    if started:
        context.say(draft, "completed_on", register.dates_disagree(started, completed))
    if "group" not in draft.wrong:
        sensitivity = draft.value("sensitivity") or ""
        context.say(draft, "group", register.group_is_missing(sensitivity, draft.value("group") is not None))

    _lead_declares(context, draft)


def _lead_declares(context: Context, draft: Draft) -> None:
    """A sheet bears no declaration, so it names no lead where the framework asks for one who declared."""
    kind = source_kinds(context.framework).get(draft.value("kind") or "")
    if "lead" in draft.values and kind and kind.independent_lead and not draft.value("completed_on"):
        problem = Problem(
            "The framework asks the lead of this kind of source to declare that they have no tie.",
            "Leave the lead empty, and name them on the source’s page with their declaration.",
        )
        context.gathered.fault_of(draft, "lead", problem)


def _finding(context: Context, draft: Draft) -> None:
    parent = draft.parent
    source = parent.existing if parent else getattr(draft.existing, "source", None)
    framework = source.framework if source else context.framework
    if not draft.wrong & {"priority", "domain", "good_statement"}:
        settle_domain(draft)
        told = [draft.value(key) or "" for key in ("priority", "domain", "good_statement")]
        key = "good_statement" if "good_statement" in draft.values else "domain"
        context.say(draft, key, not_in_framework(framework, *told))
    started = parent.value("started_on") if parent else getattr(source, "started_on", None)
    if started and draft.value("drawn_on"):
        context.say(draft, "drawn_on", drawn_too_early(draft.value("drawn_on"), started))


def settle_domain(draft: Draft) -> None:
    """A statement of what good looks like brings its domain along."""
    domain, _, statement = (draft.values.get("good_statement") or "").partition("/")
    if statement:
        draft.values["good_statement"] = statement
        draft.values.setdefault("domain", domain)


def _recommendation(context: Context, draft: Draft) -> None:
    ground = [*draft.parents, *draft.links.get("findings", [])]
    days = [finding.value("drawn_on") for finding in ground]
    if draft.existing is not None:
        days += [finding.drawn_on for finding in draft.existing.findings.all()]
    known = [day for day in days if day]
    if known and draft.value("made_on"):
        context.say(draft, "made_on", made_too_early(draft.value("made_on"), min(known)))


def _response(context: Context, draft: Draft) -> None:
    decision, decided = draft.value("decision"), draft.value("decided_on")
    if decision and "reason" not in draft.wrong and reason_is_missing(decision, draft.value("reason") or ""):
        rule = "Anything but a plain yes needs its reason."
        context.gathered.fault_of(draft, "reason", Problem(rule, f"{ASK_REASON}."))
    made = draft.parent.value("made_on") if draft.parent else None
    if decided and made and decided < made:
        context.say(draft, "decided_on", ask_later(made))


def _action(context: Context, draft: Draft) -> None:
    if draft.existing is None and draft.parent is not None:
        _is_accepted(context, draft, draft.parent)
    agreed, due, judged = (draft.value(key) for key in ("agreed_on", "due_on", "evaluate_on"))
    if agreed and due:
        wrong = dates_disagree(agreed, due, judged or due)
        context.say(draft, "due_on" if due < agreed else "evaluate_on", wrong)
    owner, agency = draft.value("owner"), draft.value("agency")
    if owner and agency and agency.pk not in context.places.get(owner.pk, ()):
        context.say(draft, "owner", owner_elsewhere(str(owner), str(agency)))
    _steps(context, draft)


def _is_accepted(context: Context, draft: Draft, recommendation: Draft) -> None:
    answer = context.answers.get(recommendation)
    decision = _answer(context, recommendation, "decision")
    if decision is None and (answer is not None or recommendation.wrong):
        return
    if decision in (None, Response.Decision.NOT_ACCEPTED):
        problem = Problem(
            "The board has not accepted this recommendation.",
            "Fill in the response: Accepted, or Accepted in part, and its day.",
        )
        context.gathered.fault_of(draft, "title", problem)


def _steps(context: Context, draft: Draft) -> None:
    """Done, assured, withdrawn: what each needs, and in which order."""
    agreed, reported, closed = (draft.value(key) for key in ("agreed_on", "reported_on", "closed_on"))
    pairs = [
        ("closed_on", "assurance", "An action is assured with a word on what the group looked at."),
        ("assurance", "closed_on", "An assurance has its day."),
        ("closed_on", "reported_on", "An action is reported done before it is assured."),
        ("reported_note", "reported_on", "What was done has the day on which it was reported."),
        ("withdrawn_on", "withdrawn_why", "An action is withdrawn for a reason."),
        ("withdrawn_why", "withdrawn_on", "A withdrawal has its day."),
    ]
    for given, needs, rule in pairs:
        if draft.value(given) and not draft.value(needs) and needs not in draft.wrong:
            context.gathered.fault_of(draft, needs, Problem(rule, "Fill it in."))
    if agreed and reported:
        context.say(draft, "reported_on", done_too_early(reported, agreed))
    if reported and closed:
        context.say(draft, "closed_on", assured_too_early(closed, reported))
    if closed and draft.value("withdrawn_on"):
        problem = Problem("An action that is assured is not withdrawn.", "Keep one of the two days.")
        context.gathered.fault_of(draft, "withdrawn_on", problem)


def _progress(context: Context, draft: Draft) -> None:
    action = draft.parent.existing if draft.parent else None
    if draft.existing is None and action is not None and (action.closed_on or action.withdrawn_on):
        rule = f"{action.reference} is {action.state.label.lower()}: its progress log is closed."
        context.gathered.fault_of(draft, "text", Problem(rule, "Leave this entry out."))


def _evaluation(context: Context, draft: Draft) -> None:
    on, verdict, action = draft.value("carried_out_on"), draft.value("verdict"), draft.parent
    if on and action is not None and "closed_on" not in action.wrong:
        context.say(draft, "carried_out_on", judged_too_early(on, action.value("closed_on")))
    if on and verdict and "again_on" not in draft.wrong:
        context.say(draft, "again_on", next_date_missing(verdict, on, draft.value("again_on")))


RULES: dict[str, Callable[[Context, Draft], None]] = {
    "source": _source, "finding": _finding, "recommendation": _recommendation, "response": _response,
    "action": _action, "progress": _progress, "evaluation": _evaluation,
}  # fmt: skip
