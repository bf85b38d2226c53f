"""Setting up a board: its framework, its groups, its first people."""

from dataclasses import dataclass

from django.utils import timezone

from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.schema import Framework
from learningloop.people.models import Board, Person
from learningloop.people.operations.invitations import invite
from learningloop.people.policy import may_found_boards
from learningloop.people.rules import Role
from learningloop.trail.operations import Refused, operation


class BoardThere(Refused):
    """Another board has this address."""


class MayNotFound(Refused):
    """The person may not set up boards."""


@dataclass(frozen=True)
class First:
    """Somebody who is on the board from the beginning; the name is for who has no account yet."""

    role: Role
    email: str
    name: str


@operation
def found_board(*, framework: Framework, first: list[First], sign_in_url: str, by: Person) -> FrameworkVersion:
    """Set up the board of a framework, with its groups and agencies, and invite its first people.

    Raises MayNotFound, BoardThere, and what load_framework and invite raise.
    """
    if not may_found_boards(by):
        raise MayNotFound("You may not set up boards on this site. Ask whoever runs it.")
    if Board.objects.filter(slug=framework.board.slug).exists():
        raise BoardThere(f"There is a board at /{framework.board.slug}/ already. Choose another address.")
    version = load_framework(framework=framework, by=by)
    for one in first:
        invite(
            to=version.board, board=version.board, email=one.email, name=one.name, role=one.role,
            why="From the board’s beginning", on=timezone.localdate(), sign_in_url=sign_in_url, by=by,
        )  # fmt: skip
    return version
