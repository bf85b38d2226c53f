"""What is kept of sets of answers, asked of the database so that many can be sorted and counted by it."""

from typing import Any

from django.db.models import F, Func, IntegerField


class PercentIn(Func):
    """What a kept tally says is reached in one section, in whole per cent; null when nothing of it is scored.

    `tally` is the way to it from the rows asked. Django's own key lookups take a section named `1` for a place in
    a list, so the path is written for each database.
    """

    output_field = IntegerField()

    def __init__(self, tally: str, section: str) -> None:
        super().__init__(F(tally))
        self.section = section

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Any]:
        tally, params = compiler.compile(self.source_expressions[0])
        return f"JSON_EXTRACT({tally}, %s)", [*params, f'$.sections."{self.section}".percent']

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Any]:
        tally, params = compiler.compile(self.source_expressions[0])
        return f"(jsonb_extract_path_text({tally}, 'sections', %s, 'percent'))::integer", [*params, self.section]
