"""What is worked out once while one page is opened, which changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_asked: ContextVar[dict[Any, Any] | None] = ContextVar("asked", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """While one page is opened, which changes nothing: who may see what is worked out once."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def is_asked_once() -> bool:
    """Whether a page is being opened, for which what is worked out is kept."""
    return _asked.get() is not None


def once(key: tuple[Any, ...], work_out: Callable[[], Any]) -> Any:
    """Something that is the same for as long as a page is being opened; elsewhere it is worked out each time."""
    asked = _asked.get()
    if asked is None:
        return work_out()
    if key not in asked:
        asked[key] = work_out()
    return asked[key]
