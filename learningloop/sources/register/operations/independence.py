"""The lead of a serious case review is independent of the case and of the agencies reviewed, and declares it.

Four of the five frameworks ask for it (`independent_lead` of a kind), after Working Together 2013, chapter 4.
"""

from learningloop.sources.register import events
from learningloop.sources.register.models import Declaration, Source
from learningloop.sources.register.queries import independence_of
from learningloop.sources.register.rules import Declared, tie_declared
from learningloop.trail.operations import Refused, log


class NotIndependent(Refused):
    """The lead has a tie to the case, or to an agency under review."""


class DeclarationMissing(Refused):
    """The lead has declared nothing yet, or not about an agency that was added since."""


def ensure_independent(source: Source, declared: Declared | None) -> None:
    """Let a source under way stand only with a lead who is independent, and keep what they declared.

    To be called inside an operation, once lead and agencies are set. Raises NotIndependent, DeclarationMissing.
    """
    state = independence_of(source)
    if not state or not source.lead or source.completed_on:
        return
    if state.ties:
        agencies = " and ".join(str(agency) for agency in state.ties)
        raise NotIndependent(
            f"{source.lead} works for {agencies}, whose work is reviewed here. The framework asks for a lead who "
            "is independent of the agencies. Name somebody else, or nobody yet."
        )
    if state.is_declared and not declared:
        return
    if not declared:
        raise DeclarationMissing(_asks(source, [str(agency) for agency in state.undeclared]))
    if tie := tie_declared(declared):
        raise NotIndependent(
            f"{source.lead} declared a tie to {tie}. The framework asks for a lead who has none. Name somebody "
            "else, or nobody yet."
        )
    made = Declaration.objects.create(
        source=source, person=source.lead, words=declared.words, declared_on=declared.on
    )
    made.agencies.set(source.agencies.all())
    log(events.INDEPENDENCE_DECLARED, source)


def _asks(source: Source, added: list[str]) -> str:
    if added:
        names = " and ".join(added)
        return f"{source.lead} has not declared yet that they have no tie to {names}. Ask them, and answer."
    return f"Ask {source.lead} whether they have a tie to the case or to the agencies, and answer."
