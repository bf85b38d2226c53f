"""An agency over the years: what the panel agreed beside the agency's own grades."""

from dataclasses import dataclass

from learningloop.instruments.schema import Section
from learningloop.scrutiny.models import Scrutiny
from learningloop.sources.assessments.queries.years import Years


@dataclass(frozen=True)
class AgreedLine:
    """One section: by round, the earliest first, what was agreed in per cent; none where nothing is agreed yet."""

    section: Section
    percents: list[int | None]


def agreed_over(years: Years) -> list[AgreedLine]:
    """What was agreed on these returns, section by section; nothing when none of them is agreed. One query."""
    rows = Scrutiny.objects.filter(return_to__in=years.returns, agreed_on__isnull=False).order_by()
    held = dict(rows.values_list("return_to", "percents"))
    if not held:
        return []
    return [
        AgreedLine(section, [held.get(one.pk, {}).get(section.key, {}).get("agreed") for one in years.returns])
        for section in years.returns[-1].answer_set.question_set.scored_sections
    ]
