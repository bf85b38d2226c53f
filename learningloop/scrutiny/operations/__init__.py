"""What happens to a return before the panel: allocated, challenged, replied to, graded, agreed, read."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from learningloop.instruments.rules.answers import NotAnAnswer, clean
from learningloop.instruments.schema import Question
from learningloop.learning.models import Finding
from learningloop.learning.operations import draw_finding
from learningloop.people.models import Person
from learningloop.scrutiny import events, queries, rules
from learningloop.scrutiny.models import Moderation, Scrutiny
from learningloop.scrutiny.queries.sheet import Line, Sheet, sheet_of
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.rules import SUBMITTED
from learningloop.trail.operations import (
    Actor,
    ChangedMeanwhile,
    Refused,
    change,
    create_many,
    log,
    must_be_as_seen,
    operation,
)

MOST_WORDS = 5_000


class NotBeforeThePanel(Refused):
    """The return is not submitted, not allocated, or agreed by now."""


class NobodyChosen(Refused):
    """A return is allocated to at least one person."""


class NotOfThePanel(Refused):
    """Only the group that reads the round and the board's unit scrutinise, and of them who it is allocated to."""


class NotIndependent(Refused):
    """Nobody scrutinises the return of their own agency."""


class NotGraded(Refused):
    """The question is not asked, or has no grade to agree, or not this one."""


class ReasonMissing(Refused):
    """A grade other than the agency's own needs words."""


class AlreadyReplied(Refused):
    """The agency replied, so the challenge stays as it was."""


class NoChallenge(Refused):
    """There is no challenge to reply to, or a grade was agreed on it."""


class StillOpen(Refused):
    """A challenge has no agreed grade yet."""


class TooLong(Refused):
    """More words than are kept."""


@operation
def allocate_return(
    *, return_: Return, panel: Sequence[Person], on: date, seen: int | None = None, by: Actor
) -> Scrutiny:
    """Allocate a submitted return to who scrutinises it, in place of who did.

    `seen` is the state of the scrutiny (`state_of`) from which the editor began, 0 where there was none. Raises
    NotBeforeThePanel, NobodyChosen, NotOfThePanel, NotIndependent, ChangedMeanwhile.
    """
    hold(return_)
    if not panel:
        raise NobodyChosen("Choose at least one person.")
    if not set(queries.eligible(return_)).issuperset(panel):
        raise NotOfThePanel("Choose people of the group that reads this round, or of the board’s unit.")
    if wrong := rules.not_independent(return_.agency_id, queries.agencies_of(panel)):
        raise NotIndependent(wrong)
    names = ", ".join(sorted(person.name for person in panel))
    held = queries.scrutiny_of(return_)
    if held is None:
        made: Scrutiny = Scrutiny.objects.create(board=return_.board, return_to=return_, allocated_on=on)
        made.panel.set(panel)
        log(events.SCRUTINY_ALLOCATED, made, people=names)
        return made
    if held.is_agreed:
        raise NotBeforeThePanel("This return is agreed by now, so nothing was changed.")
    if seen == 0:
        raise ChangedMeanwhile("Somebody else allocated this return after you opened it.")
    must_be_as_seen(held, seen)
    change(events.SCRUTINY_ALLOCATED, held, facts={"people": names}, related={"panel": panel})
    return held


def hold(return_: Return) -> None:
    """Keep others from changing the return until this is done, if it is submitted."""
    now = Return.objects.select_for_update(of=["self"]).get(pk=return_.pk)
    if now.state != SUBMITTED:
        raise NotBeforeThePanel(
            f"This return is “{now.get_state_display().lower()}” by now, so nothing was changed."
        )


def under_way(return_: Return) -> Scrutiny:
    """The scrutiny of a return that is before the panel, held until this is done."""
    hold(return_)
    scrutiny: Scrutiny | None = Scrutiny.objects.select_for_update().filter(return_to=return_).first()
    if scrutiny is None:
        raise NotBeforeThePanel("This return is not allocated to anybody yet.")
    if scrutiny.is_agreed:
        raise NotBeforeThePanel("This return is agreed by now, so nothing was changed.")
    return scrutiny


def must_be_of_the_panel(scrutiny: Scrutiny, return_: Return, by: Person) -> None:
    if wrong := rules.not_independent(return_.agency_id, queries.agencies_of([by])):
        raise NotIndependent(wrong)
    panel = list(scrutiny.panel.all())
    if by not in panel:
        names = ", ".join(person.name for person in panel)
        raise NotOfThePanel(f"This return is allocated to {names}. Ask for it to be allocated to you too.")


@operation
def moderate_answer(
    *,
    return_: Return,
    question: str,
    grade: str = "",
    why: str = "",
    challenge: str = "",
    marked: bool = False,
    seen: int | None = None,
    at: datetime | None = None,
    by: Person,
) -> Moderation:
    """Say what the panel makes of one answer: a challenge, an agreed grade (empty: none yet) and why, a mark.

    The agency's own grade is never changed. `seen` is the `number` of the moderation from which whoever writes
    began, 0 where there was none. Raises NotBeforeThePanel, NotIndependent, NotOfThePanel, NotGraded,
    ReasonMissing, AlreadyReplied, TooLong, ChangedMeanwhile.
    """
    scrutiny = under_way(return_)
    must_be_of_the_panel(scrutiny, return_, by)
    sheet = sheet_of(return_)
    line = _graded(sheet, question)
    held = _held(scrutiny, question, seen)
    given = {"agreed": grade, "why": short(why), "challenge": short(challenge), "marked": marked}
    _check(sheet, line, held, given)
    now = at or timezone.now()
    return _save(_kind(held, given), held, line.question, given | _signed(held, given, by, now))


def _graded(sheet: Sheet, key: str) -> Line:
    for line in sheet.lines:
        if line.question.key == key and line.is_graded:
            return line
    raise NotGraded("This return has no such question with a grade.")


def _held(scrutiny: Scrutiny, question: str, seen: int | None) -> Moderation:
    """The moderation of a question, held until this is done, or a fresh one. Raises ChangedMeanwhile."""
    held: Any = Moderation.objects.select_for_update().filter(scrutiny=scrutiny, question=question).first()
    if seen is not None and seen != (held.number if held else 0):
        raise ChangedMeanwhile(
            "Somebody else wrote to this answer after you opened it. Look at both, then choose."
        )
    return held or Moderation(scrutiny=scrutiny, question=question, number=0)


def short(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if len(words) > MOST_WORDS:
        raise TooLong(f"Write at most {MOST_WORDS:,} characters. There are {len(words):,}.")
    return words


def _check(sheet: Sheet, line: Line, held: Moderation, given: dict[str, Any]) -> None:
    try:
        clean(sheet.paper.question_set, line.question, given["agreed"])
    except NotAnAnswer as fault:
        raise NotGraded(str(fault)) from fault
    if wrong := rules.reason_is_missing(line.stand.value, given["agreed"], given["why"]):
        raise ReasonMissing(wrong)
    if held.reply and given["challenge"] != held.challenge:
        raise AlreadyReplied("The agency replied to the challenge, so it stays as it was. Agree a grade.")


def _signed(held: Moderation, given: dict[str, Any], by: Person, now: datetime) -> dict[str, Any]:
    """Who agreed and who challenged, and when: whoever did it first with these words."""
    signed: dict[str, Any] = {}
    for name, who, when in [("agreed", "agreed_by", "agreed_at"), ("challenge", "challenged_by", "challenged_at")]:
        if not given[name]:
            signed |= {who: None, when: None}
        elif given[name] != getattr(held, name):
            signed |= {who: by, when: now}
    return signed


def _kind(held: Moderation, given: dict[str, Any]) -> Any:
    if given["agreed"] != held.agreed and given["agreed"]:
        return events.GRADE_AGREED
    if given["challenge"] != held.challenge and given["challenge"]:
        return events.CHALLENGE_MADE
    return events.ANSWER_MODERATED


def _save(kind: Any, held: Moderation, question: Question, fields: dict[str, Any]) -> Moderation:
    """Save what differs, with one number more; the trail keeps what was and is."""
    facts = {"question": question.brief}
    if not held.number:
        for name, value in fields.items():
            setattr(held, name, value)
        held.number = 1
        create_many(kind, [held], facts=lambda one: facts)
        return held
    told = {"agreed", "why", "challenge", "reply", "marked"}
    before = {name: getattr(held, name) for name in fields}
    differing = [name for name in fields if before[name] != fields[name]]
    for name in differing:
        setattr(held, name, fields[name])
    if differing:
        held.number += 1
        held.save(update_fields=[*differing, "number"])
    shown = [name for name in differing if name in told]
    log(kind, held, before={n: before[n] for n in shown}, after={n: fields[n] for n in shown}, **facts)
    return held


@operation
def reply_to_challenge(
    *, return_: Return, question: str, reply: str, seen: int | None = None, at: datetime | None = None, by: Person
) -> Moderation:
    """Reply to a challenge, for the agency. `seen` is as in moderate_answer.

    Raises NotBeforeThePanel, NoChallenge, TooLong, ChangedMeanwhile.
    """
    scrutiny = under_way(return_)
    held = _held(scrutiny, question, seen)
    if not held.challenge or held.agreed:
        raise NoChallenge("The panel agreed a grade here by now, or took the challenge back. Nothing was saved.")
    words = short(reply)
    fields: dict[str, Any] = {"reply": words}
    if words != held.reply:
        signed = {"replied_by": by, "replied_at": at or timezone.now()}
        fields |= signed if words else dict.fromkeys(signed)
    found = return_.answer_set.question_set.question(question)
    if found is None:
        raise NoChallenge("This return has no such question.")
    return _save(events.CHALLENGE_REPLIED, held, found, fields)


@operation
def conclude_scrutiny(*, return_: Return, on: date, by: Person) -> Scrutiny:
    """Agree a return: every development area becomes a finding of the round, and the agency is told.

    What the panel left alone is agreed as the agency graded it. Raises NotBeforeThePanel, NotIndependent,
    NotOfThePanel, StillOpen, and as draw_finding does.
    """
    scrutiny = under_way(return_)
    must_be_of_the_panel(scrutiny, return_, by)
    sheet = sheet_of(return_)
    if sheet.open:
        raise StillOpen(f"Agree a grade first where you challenged: {sheet.open[0].question.text}")
    for line in sheet.developments:
        _draw(scrutiny, return_, line, on, by)
    scrutiny.percents = percents_of(sheet)  # worked out from what the trail tells already
    scrutiny.save(update_fields=["percents"])
    facts = {"areas": len(sheet.developments)}
    change(events.SCRUTINY_CONCLUDED, scrutiny, facts=facts, agreed_on=on, agreed_by=by)
    return scrutiny


def percents_of(sheet: Sheet) -> dict[str, dict[str, int | None]]:
    """By section, what the agency's own grades and the agreed ones come to, in per cent."""
    sections = [(section.key, some) for section, some in sheet.paper.sections]
    agreed = {line.question.key: line.stand.agreed for line in sheet.lines if line.stand.agreed}
    return rules.percents(sheet.paper.question_set, sections, sheet.paper.kept.given, agreed)


def _draw(scrutiny: Scrutiny, return_: Return, line: Line, on: date, by: Person) -> None:
    finding = draw_finding(
        source=return_.round.source,
        kind=Finding.Kind.NEED,
        statement=f"{line.section.title}: {line.question.text}",
        evidence=_evidence(return_, line),
        passage=f"Return {return_.reference}",
        multi_agency=False,
        agencies=[return_.agency],
        drawn_on=on,
        by=by,
    )
    held = line.moderation or Moderation(scrutiny=scrutiny, question=line.question.key, number=0)
    if not held.number:
        _save(events.ANSWER_MODERATED, held, line.question, {})
    change(events.DEVELOPMENT_DRAWN, held, facts={"finding": finding.reference}, finding=finding)


def _evidence(return_: Return, line: Line) -> str:
    """The answer with the panel's words, as the finding keeps it."""
    own = ", ".join(line.now.words) or "Not answered"
    answer, said = line.now.answer, line.moderation
    told = [
        f"{return_.agency} graded itself: {own}. Agreed: {line.agreed[0] or own}.",
        f"In its words: {answer.explanation}" if answer and answer.explanation else "",
        f"The panel: {said.why}" if said and said.why else "",
    ]
    return "\n\n".join(part for part in told if part)


@operation
def note_read(*, return_: Return, on: date, by: Person) -> Scrutiny:
    """Note that the agency read what was agreed. Raises NotBeforeThePanel."""
    hold(return_)
    scrutiny: Scrutiny | None = Scrutiny.objects.select_for_update().filter(return_to=return_).first()
    if scrutiny is None or not scrutiny.is_agreed:
        raise NotBeforeThePanel("The panel is not done with this return yet.")
    fields: dict[str, Any] = {} if scrutiny.read_on else {"read_on": on, "read_by": by}
    change(events.SCRUTINY_READ, scrutiny, **fields)
    return scrutiny
