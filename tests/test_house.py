"""The house stands: each rule holds for all of our code, and is seen to catch a planted breach."""

from pathlib import Path

import pytest
from django.urls import get_resolver

from learningloop.people.policy import PERMISSIONS
from learningloop.trail.events import EVENTS, event
from learningloop.trail.models import Decided
from tests import house

CROSSING = [
    pytest.param(model, field, other, id=f"{model._meta.label}.{field.name}")
    for model, field, other in house.crossing_relations(house.our_models())
]
TEMPLATES = sorted(house.PACKAGE.rglob("*.html"))
FILES = [
    path
    for path in [*house.PACKAGE.rglob("*.py"), *TEMPLATES, *house.ROOT.glob("t*/*.py")]
    if "migrations" not in path.parts
]


@pytest.mark.parametrize(("model", "field", "other"), CROSSING)
def test_a_foreign_key_points_back_along_the_loop(model, field, other):
    assert not house.points_forward(model.__module__, other.__module__)


@pytest.mark.parametrize(("model", "field", "other"), CROSSING)
def test_a_foreign_key_between_apps_has_no_way_back(model, field, other):
    assert field.remote_field.hidden, "use related_name='+'; ask the later app's queries instead"


def test_a_key_that_points_forward_would_be_seen():
    assert house.points_forward("learningloop.learning.models", "learningloop.embedding.actions.models")
    assert not house.points_forward("learningloop.embedding.actions.models", "learningloop.learning.models")


def test_every_model_is_decided_about():
    assert house.undecided(house.our_models()) == []


@pytest.mark.parametrize(
    "decided", [None, Decided(None, "board", ""), Decided("nowhere", "board", "Always"), "as long as it likes"]
)
def test_a_model_that_nobody_decided_about_would_be_seen(decided):
    model = type("Planted", (), {"decided": decided, "_meta": house.our_models()[0]._meta})
    assert house.undecided([model]) == ["Planted"]


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: str(page.relative_to(house.PACKAGE)))
def test_a_page_speaks_only_of_its_own_and_earlier_stages(page):
    later = house.speaks_forward(page.read_text("utf-8"), house.owner_of(page))
    assert not later, f"{later}: fill a slot instead"


@pytest.mark.parametrize(
    "text",
    [
        "{% url 'actions:detail' board.slug a.reference %}",
        '{% include "actions/_row.html" %}',
        '{% crumb "A" "actions:list" %}',
    ],
)
def test_a_page_that_speaks_forward_would_be_seen(text):
    assert house.speaks_forward(text, "learning") == ["actions"]
    assert house.speaks_forward(text, "reports") == []


def test_every_address_declares_its_permission():
    assert house.undeclared(house.routes(get_resolver().url_patterns)) == []


def test_an_address_without_a_permission_would_be_seen():
    assert house.undeclared([("planted/", lambda request: None)]) == ["planted/"]


def test_files_and_functions_keep_their_size():
    assert "\n".join(fault for path in FILES for fault in house.too_long(path, path.read_text("utf-8"))) == ""


def test_a_file_or_function_beyond_its_size_would_be_seen():
    long_function = "def f():\n" + "    a = 1\n" * 31
    assert house.too_long(Path("f.py"), long_function) == ["f.py:1 f has 31 lines"]
    assert house.too_long(Path("f.html"), "\n" * 401) == ["f.html has 401 lines"]


def test_a_permission_on_a_record_has_one_to_see_it_by():
    """The gate asks `action.view` before `action.close`, so that what may not be known of is not found."""
    assert [
        key for key in PERMISSIONS if key.split(".")[0] + ".view" not in PERMISSIONS and not _is_of_board(key)
    ] == []


def _is_of_board(key):
    return PERMISSIONS[key].access.board == "pk"


def test_an_event_is_declared_once():
    name = next(iter(EVENTS))
    with pytest.raises(ValueError, match="declared twice"):
        event(name, "did it again")


OPERATIONS = [path for path in FILES if "operations" in str(path)]


def test_files_are_looked_at_before_an_operation_holds_anything():
    assert [fault for path in OPERATIONS for fault in house.unlooked(path, path.read_text("utf-8"))] == []


@pytest.mark.parametrize("taken", ["upload", "uploads"])
def test_an_operation_that_looks_at_files_too_late_would_be_seen(taken):
    late = f"@operation\ndef f(*, {taken}, by): ...\n"
    assert house.unlooked(Path("f.py"), late) == ["f.py:2 f"]
    assert house.unlooked(Path("f.py"), f'@looked_at_first("board")\n{late}') == []
