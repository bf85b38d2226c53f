"""Access, whole: the table in docs/access.md is what the policies say, and their four questions agree."""

from pathlib import Path

import pytest

from learningloop.people import policy
from learningloop.people.policy import PERMISSIONS, Access, Permission, allow, allowed, holds, holds_on, which, why
from learningloop.people.rules import ROLES, Held, Reach, Role
from tests.access import ABOUT, WRONG, columns, document
from tests.states import State, build_states
from tests.world import World

TABLE = Path(__file__).parents[1] / "docs" / "access.md"


@pytest.fixture
def states(world: World) -> dict[str, list[State]]:
    return build_states(world)


def test_the_table_is_what_the_policies_say(world, states, request):
    living = document(world, states)
    assert WRONG not in living
    assert {one.access.model._meta.label_lower for one in PERMISSIONS.values()} <= ABOUT.keys() == states.keys()
    if request.config.getoption("--write-access"):
        TABLE.write_text(living, "utf-8")
    assert TABLE.read_text("utf-8") == living, "Who may do what has changed. Read it, then run: make access"


def test_the_questions_agree_for_every_role_and_state(world, states):
    """`which` asks of many permissions at once what `allowed` gives as rows, for each record."""
    for person in columns(world).values():
        for label, known in states.items():
            rows = {key: set(allowed(person, one).values_list("pk", flat=True)) for key, one in about(label)}
            for thing in [*(state.ours for state in known), known[0].others or known[0].ours]:
                assert which(person, thing, dict(about(label)).values()) == {
                    key for key, pks in rows.items() if thing.pk in pks
                }


def test_whoever_may_has_a_reason_and_nobody_else(world, states):
    """`allow` is membership in `allowed`; `why` names an appointment just then; whoever may, holds it."""
    for person in columns(world).values():
        for label, known in states.items():
            for key, one in about(label):
                thing = known[-1].ours
                yes = allowed(person, one).filter(pk=thing.pk).exists()
                assert allow(person, one, thing) is yes, key
                assert bool(why(person, one, thing)) is yes, key
                assert holds(person, one) or not yes, key


def about(label):
    return [(key, one) for key, one in PERMISSIONS.items() if one.access.model._meta.label_lower == label]


# ---- a role with exactly one permission


@pytest.fixture
def one_right(world, monkeypatch):
    """Makes somebody whose role bears one permission and no other."""

    def make(permission: Permission, reach: Reach):
        role = Role(f"only-{permission.key}", "Tester", Held.BOARD, "Does one thing.")
        monkeypatch.setitem(ROLES, role.key, role)
        monkeypatch.setitem(permission.__dict__, "grants", {**permission.grants, role: reach})
        return world.person(role)

    return make


def test_a_role_with_one_permission_may_do_that_and_nothing_else(world, states, one_right):
    for key, permission in list(PERMISSIONS.items()):
        person = one_right(permission, Reach.BOARD)
        assert {other for other, one in PERMISSIONS.items() if allowed(person, one).exists()} <= {key}
        assert [one for one in PERMISSIONS.values() if holds(person, one)] == [permission]
        assert holds_on(person, permission, world.board)
        assert not holds_on(person, permission, world.other)


def test_a_page_opens_for_exactly_its_permission(world, one_right, signed_in):
    person = one_right(PERMISSIONS["people.view"], Reach.BOARD)
    assert signed_in(person).get("/eastshire/people/").status_code == 200
    assert signed_in(person).get("/eastshire/").status_code == 403
    assert signed_in(person).get("/eastshire/people/grant/").status_code == 403


def test_a_permission_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        Permission("board.view", "Again", Access(policy.Board, board="pk"), {})


def test_what_no_role_bears_nobody_may(world):
    unheard = Permission("test.unheard", "Do what nobody may", policy.BOARD_ACCESS, {})
    try:
        assert not any(allow(person, unheard, world.board) for person in columns(world).values())
    finally:
        del PERMISSIONS["test.unheard"]
