"""The table of who may do what, asked of the living policies."""

from collections.abc import Iterator

import learningloop.web.urls  # noqa: F401  # every page brings its policy with it
from learningloop.people.models import Person
from learningloop.people.policy import PERMISSIONS, Permission, allowed
from learningloop.people.rules import ROLES
from tests.states import State
from tests.world import ROLE_NAMES, World

WRONG = "**only others'**"
ABOUT = {
    "people.board": "The board itself",
    "register.source": "Sources",
    "learning.finding": "Findings",
    "learning.recommendation": "Recommendations",
    "actions.action": "Actions",
    "sharing.shareditem": "Shared items",
    "evaluation.evaluation": "Evaluations",
    "records.removed": "What was removed",
    "instruments.questionsetversion": "Question sets",
    "assessments.round": "Rounds of returns",
    "assessments.return": "Returns",
    "programmes.activity": "What agencies do to assure their own practice",
}
BEGINNING = """# Who may do what

Written by `make access` from the policies as they run, and compared by the tests; do not edit it by hand.

Each table is one permission: a row for each role, a column for each state of the record.

- **any**: every such record of the board.
- **theirs**: only those that are theirs: of their group, naming their agency, led by them, sent to them, or
  naming them, as far as the role reaches.
- **yes**: on their own board, and on no other.
- **–**: none.

What is read:

- A person may hold several roles; what any of them allows is allowed.
- Outside their board, or beyond their clearance, people get "not found" (404): they do not learn that it exists.
  Inside, without the permission, they get "not permitted" (403), with the permission's words.
- Sensitivity stands on the source and is inherited by all that grows from it. *Open to its group*: the group's
  members, the board's unit (independent chair, business manager, officers), the lead and who is named. *Open to
  named people*: they and the lead, nobody else, whatever their role. In the tables "theirs" of such a record is
  one that names them.
- Learning that was sent out was written to be read: its source closes a draft, but not what was sent.
- Mail addresses show only to who may grant roles. A person of another board is never listed.
- *What changed*, on the home page, tells an event only to who may read histories, and only of records that they
  may open. What has no permission of its own to open it (people, roles, parts of a record) is not told there.
- A calendar program reads, at a secret address that its owner made and may end, what is due of that person:
  references, what is asked and by when; of what is not open to the whole board, only that something is due.
- The public reader has no account; without signing in no page of a board opens. The stranger is the business
  manager of another board.

## Roles

"""


def columns(world: World) -> dict[str, Person]:
    """A person for each row of the tables."""
    cast = {role.name: world.people[name] for name, role in ROLE_NAMES.items()}
    nobody = Person(pk=0, name="Public reader")
    return {**cast, "Public reader": nobody, "Stranger of another board": world.people["stranger"]}


def document(world: World, states: dict[str, list[State]]) -> str:
    return BEGINNING + "\n".join([*_roles(), "", *_tables(world, states)]).rstrip() + "\n"


def _roles() -> Iterator[str]:
    yield "| Role | Held on | What it lets its holder do |"
    yield "| --- | --- | --- |"
    for role in ROLES.values():
        yield f"| {role.name} | {role.held} | {role.can} |"


def _tables(world: World, states: dict[str, list[State]]) -> Iterator[str]:
    people = columns(world)
    for label, title in ABOUT.items():
        yield f"## {title}\n"
        for permission in sorted(PERMISSIONS.values(), key=_opening_first):
            if permission.access.model._meta.label_lower == label:
                yield from _table(permission, states[label], people)


def _opening_first(permission: Permission) -> tuple[bool, str]:
    """An order that does not depend on which app was loaded first."""
    return not permission.key.endswith(".view"), permission.key


def _table(permission: Permission, states: list[State], people: dict[str, Person]) -> Iterator[str]:
    yield f"### {permission.sentence}\n"
    yield f"`{permission.key}`\n"
    yield "| Role | " + " | ".join(state.words for state in states) + " |"
    yield "| --- |" + " --- |" * len(states)
    for name, person in people.items():
        rows = set(allowed(person, permission).values_list("pk", flat=True))
        yield f"| {name} | " + " | ".join(cell(state, rows) for state in states) + " |"
    yield ""


def cell(state: State, rows: set[int]) -> str:
    """`any`, `theirs` or `–`, and `yes` where there is one only. A record of others' alone would be a fault."""
    ours, others = state.ours.pk in rows, bool(state.others and state.others.pk in rows)
    if not state.others:
        return "yes" if ours else "–"
    if others and not ours:
        return WRONG
    return "any" if others else "theirs" if ours else "–"
