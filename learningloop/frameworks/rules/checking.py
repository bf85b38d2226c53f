"""Whether a pack can be used."""

from typing import Any

from learningloop.frameworks.rules.faults import Fault
from learningloop.frameworks.rules.references import reference_faults
from learningloop.frameworks.rules.shape import shape_faults


def check(data: Any, kinds_from_outside: frozenset[str] = frozenset()) -> list[Fault]:
    """Every fault of a pack as it was read, of whatever nature, in one go."""
    if not isinstance(data, dict):
        problem = "The file is empty." if data is None else "A framework is wanted here."
        return [Fault((), problem, "Begin with board, document, purpose, principles, groups and source_kinds.")]
    return [*shape_faults(data), *reference_faults(data, kinds_from_outside)]
