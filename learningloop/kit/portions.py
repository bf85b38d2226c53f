"""Many things, some at a time: as many as one statement may ask for."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 500
Thing = TypeVar("Thing")


def portions(things: Iterable[Thing], size: int = AT_ONCE) -> Iterator[list[Thing]]:
    """Lists of at most `size` things, in their order, each read only when it is asked for; no empty one."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
