"""What of a record that exists stays as it is, whatever a sheet says."""

from learningloop.embedding.actions.models import Action
from learningloop.exchange.queries.drafts import Draft, Gathered
from learningloop.exchange.queries.telling import tell
from learningloop.exchange.rules.columns import STAGE
from learningloop.kit.spreadsheets.faults import Problem
from learningloop.kit.spreadsheets.values import text_of

STEPS = {
    "reported_on", "reported_note", "closed_on", "assurance", "withdrawn_on", "withdrawn_why",
}  # fmt: skip
ALWAYS = {
    "source": {"kind": "The kind of a source that is recorded stays."},
    "action": {"agreed_on": "The day on which an action was agreed stays."},
}
WHOLE = {
    "response": "The board’s answer stands.",
    "progress": "An entry of the progress log stays as it was written.",
    "evaluation": "An evaluation stays as it was carried out.",
}
ABOVE = {"finding": "source", "action": "recommendation", "progress": "action", "evaluation": "action"}


def check(gathered: Gathered, draft: Draft) -> None:
    """Note every cell that would change what stays."""
    _stays_under(gathered, draft)
    if "due_on" not in draft.values:
        draft.values.pop("moved_why", None)
    if draft.stage.key == "recommendation":
        _rests_on_more(draft)
    for key in sorted(draft.values.keys() | draft.wrong):
        rule = _why(draft, key)
        if rule and key in draft.cells:
            column = draft.stage.by_key[key]
            told = text_of(tell(draft.stage, column, draft.existing)) if column.key != "findings" else ""
            fix = f"Put back “{told}”, or clear the cell." if told else "Clear the cell."
            gathered.fault_of(draft, key, Problem(rule, fix))
        elif rule:
            gathered.fault(
                draft.row, draft.cells["reference"].column, draft.reference, Problem(rule, "Leave it out.")
            )


def _why(draft: Draft, key: str) -> str:
    """Why a field stays; nothing when it may change."""
    stage, record = draft.stage.key, draft.existing
    if stage in WHOLE:
        return WHOLE[stage]
    if stage == "recommendation" and record.answer:
        return "The board has answered this recommendation, so it stays as it is."
    if stage == "action":
        return ALWAYS[stage].get(key) or _of_action(draft, key, record.state)
    return ALWAYS.get(stage, {}).get(key, "")


def _of_action(draft: Draft, key: str, state: Action.State) -> str:
    if key == "due_on" and state == Action.State.OPEN and "moved_why" not in draft.values:
        return "A due date is moved with a reason, in “Why the due date moved”."
    if key == "moved_why":
        return ""
    may_follow = {
        Action.State.OPEN: STEPS,
        Action.State.REPORTED: STEPS - {"reported_on", "reported_note"},
    }.get(state, set())
    if key in may_follow or (key not in STEPS and state == Action.State.OPEN):
        return ""
    return f"This action is {state.label.lower()}: this stays as it is."


def _rests_on_more(draft: Draft) -> None:
    """Findings that the sheet adds to those on which a recommendation rests."""
    held = {finding.pk for finding in draft.existing.findings.all()}
    told = [*draft.parents, *draft.links.get("findings", [])]
    more = [finding for finding in told if finding.existing is None or finding.existing.pk not in held]
    if more:
        draft.values["findings"] = more


def _stays_under(gathered: Gathered, draft: Draft) -> None:
    """A record does not move under another."""
    field = ABOVE.get(draft.stage.key)
    if not field or not draft.parents:
        return
    parent, held = draft.parents[0], getattr(draft.existing, field)
    if parent.existing is None or parent.existing.pk != held.pk:
        place = next(iter(draft.cells.values()))
        rule = f"{draft.reference or 'This'} belongs to another {STAGE[parent.stage.key].name}."
        gathered.fault_at(place, Problem(rule, "Clear this part of the row, or correct what stands before it."))
