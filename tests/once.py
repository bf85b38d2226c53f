"""What takes long to build is built once in a process, and put into the database of each later test as rows.

Tests are rolled back, so the same rows would be built again and again by the same operations.
"""

import pickle
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model

from learningloop.trail.operations import putting_back
from learningloop.web.backup.rows import empty, go_on_counting, kept_models, lines_of, put_back

Rows = dict[type[Model], list[bytes]]
_built: dict[str, tuple[bytes, Rows]] = {}


def built_once(name: str, build: Callable[[], Any]) -> Any:
    """What `build()` gives, with all the rows there are when it has been called."""
    if name not in _built:
        result = build()
        _built[name] = pickle.dumps(result), {model: list(lines_of(model)) for model in kept_models()}
        return result
    pickled, rows = _built[name]
    _replace(rows)
    return pickle.loads(pickled)  # noqa: S301  # what this process wrote itself


def _replace(rows: Rows) -> None:
    with putting_back(), transaction.atomic():
        empty(kept_models())
        for model, lines in _filled(rows):
            put_back(model, lines)
        go_on_counting([model for model, _lines in _filled(rows)])  # a test may have set the counters back


def _filled(rows: Rows) -> Iterable[tuple[type[Model], list[bytes]]]:
    return ((model, lines) for model, lines in rows.items() if lines)
