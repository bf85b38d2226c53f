"""The next version of a framework: drafted part by part, given to the chair, approved from a day on."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from learningloop.frameworks.models import FrameworkDraft, FrameworkVersion
from learningloop.frameworks.operations.drafts import start_draft
from learningloop.frameworks.queries import current_framework, current_version, draft_of
from learningloop.frameworks.rules.drafting import EDITABLE, state_at
from learningloop.kit.parts import find, state
from learningloop.people.models import Group
from learningloop.trail.models import Event
from tests.world import World

BASE = "/eastshire/framework/draft/"
SOURCE = {"source_at": "Board, 3 May 2026", "source_quote": "The Board agreed"}


@pytest.fixture
def draft(world):
    return start_draft(board=world.board, by=world.people["officer"])


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


def seen(draft, place):
    draft.refresh_from_db()
    return state_at(draft.content, tuple(place.split("/")))


def now(draft, place):
    draft.refresh_from_db()
    return find(draft.content, tuple(place.split("/")))


def save(client, draft, place, **answers):
    """Send an entry's form as the page has it, with other answers."""
    part = now(draft, place)
    form = client.get(f"{BASE}change/{place}/").context["form"]
    told = {name: value for name, value in form.initial.items() if value not in (None, False)}
    return client.post(f"{BASE}change/{place}/", {**told, **answers}), part


def reopened(client, world: World, name):
    other = Client()
    other.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return other


def test_a_draft_begins_as_a_copy_and_changes_nothing_for_anybody(world, officer):
    page = officer.post(f"{BASE}start/", follow=True).content.decode()
    assert "The draft begins as a copy" in page
    assert "it says what version 1 says" in page
    assert draft_of(world.board).document == current_framework(world.board)
    assert "is being drafted already" in officer.post(f"{BASE}start/", follow=True).content.decode()


@pytest.mark.parametrize("section", [name for name in EDITABLE if name != "document"])
def test_every_section_can_be_opened_and_every_entry_in_it(draft, officer, section):
    page = officer.get(f"{BASE}section/{section}/")
    assert page.status_code == 200
    for _name, place in page.context["rows"]:
        assert officer.get(f"{BASE}change/{place}/").status_code == 200, place
    assert officer.get(f"{BASE}text/{section}/").status_code == 200


def test_saving_an_entry_as_it_stands_changes_nothing(draft, officer):
    before = draft.document
    for place in (
        "document",
        "groups/audit",
        "source_kinds/case-review",
        "domains/audits",
        "matrix/audit/rows/row",
    ):
        answer, _part = save(officer, draft, place)
        assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()
    assert draft.document == before


def test_an_entry_is_changed_moved_and_told(draft, officer):
    answer, _ = save(
        officer, draft, "groups/audit", name="Quality group", members="Police\n\n Health ", position="1"
    )
    assert answer["Location"] == f"{BASE}section/groups/"
    assert now(draft, "groups/audit")["members"] == ["Police", "Health"]
    assert [group["key"] for group in draft.content["groups"]][:2] == ["audit", "board"]
    event = Event.objects.latest("pk")
    assert event.sentence == "changed the group Quality group in the draft of the framework"
    page = officer.get(BASE).content.decode()
    assert (
        "The group &#x27;Audit group&#x27;: name was &#x27;Audit group&#x27;, is now &#x27;Quality group&#x27;."
        in page
    )


def test_a_clock_is_added_to_a_kind_of_source_and_the_kind_keeps_it(draft, officer):
    clock = {"name": "Decision", "starts": "Being told", "direction": "within", "number": "15"}
    answer = officer.post(f"{BASE}add/source_kinds/audit/clocks/", {**clock, **SOURCE, "position": "1"})
    assert "Enter unit" in answer.content.decode() or "Choose" in answer.content.decode()
    assert 'value="Being told"' in answer.content.decode()
    clock |= {"unit": "working-days"}
    officer.post(f"{BASE}add/source_kinds/audit/clocks/", {**clock, **SOURCE, "position": "1"})
    assert draft_of(draft.board).document.source_kinds[1].clocks[0].period == "15 working days"
    save(officer, draft, "source_kinds/audit", name="Practice audit")
    assert now(draft, "source_kinds/audit/clocks/decision")["number"] == 15


def test_a_wrong_answer_is_told_beside_its_question_and_nothing_is_lost(draft, officer):
    answer, _ = save(officer, draft, "document", revised="yesterday", title="Our framework")
    page = answer.content.decode()
    assert "is not a date as a framework writes it" in page
    assert 'value="Our framework"' in page
    assert now(draft, "document")["title"] == "Learning and Improvement Framework"
    answer, _ = save(officer, draft, "groups/audit", name="")
    assert "Enter name" in answer.content.decode()


def test_a_section_as_text_tells_every_fault_with_its_line_and_keeps_what_was_typed(draft, officer):
    text = "- key: neglect\n  nme: Neglect\n  source: {at: page 1, quote: Words}\n- key: Two Words\n  name: x\n"
    sent = {"text": text, "seen": seen(draft, "priorities")}
    page = officer.post(f"{BASE}text/priorities/", sent).content.decode()
    assert "Line 2: &quot;nme&quot; is not known here. Did you mean &quot;name&quot;" in page
    assert "Line 4: &quot;source&quot; is missing." in page
    assert "Two Words" in page
    good = "- key: neglect\n  name: Neglect, early\n  source: {at: page 1, quote: Words}\n"
    assert officer.post(f"{BASE}text/priorities/", {**sent, "text": good}).status_code == 302
    assert now(draft, "priorities/neglect")["name"] == "Neglect, early"
    empty = {"text": "", "seen": seen(draft, "priorities")}
    assert officer.post(f"{BASE}text/priorities/", empty).status_code == 302
    assert now(draft, "priorities") == []
    assert "Enter the section" in officer.post(f"{BASE}text/groups/", {"text": ""}).content.decode()


def test_the_second_of_two_sees_both_texts_and_loses_nothing(draft, officer):
    first_seen = seen(draft, "priorities/neglect")
    save(officer, draft, "priorities/neglect", name="Theirs")
    mine = {"name": "Mine", "seen": first_seen, "position": "1", **SOURCE}
    page = officer.post(f"{BASE}change/priorities/neglect/", mine).content.decode()
    assert "Somebody else changed this after you opened it" in page
    assert "Theirs" in page
    assert 'value="Mine"' in page
    assert now(draft, "priorities/neglect")["name"] == "Theirs"
    again = mine | {"seen": seen(draft, "priorities/neglect")}
    assert officer.post(f"{BASE}change/priorities/neglect/", again).status_code == 302
    assert now(draft, "priorities/neglect")["name"] == "Mine"


def test_two_who_edit_different_entries_do_not_disturb_each_other(draft, officer):
    groups = {name: seen(draft, f"groups/{name}") for name in ("audit", "cases")}
    for name, begun in groups.items():
        answers = {
            "name": f"New {name}",
            "purpose": "x",
            "level": "subgroup",
            "seen": begun,
            "position": "2",
            **SOURCE,
        }
        assert officer.post(f"{BASE}change/groups/{name}/", answers).status_code == 302


def test_a_file_replaces_the_draft_and_a_faulty_one_changes_nothing(draft, officer):
    written = officer.get(f"{BASE}download/").content
    faulty = BytesIO(written.replace(b"level: board", b"level: bord"))
    faulty.name = "draft.yaml"
    page = officer.post(f"{BASE}upload/", {"file": faulty}).content.decode()
    assert "The file has 1 fault" in page
    assert "&quot;bord&quot; is not allowed here. Did you mean &quot;board&quot;?" in page
    better = BytesIO(written.replace(b"To lead", b"To lead well").replace(b"slug: eastshire", b"slug: elsewhere"))
    better.name = "draft.yaml"
    assert officer.post(f"{BASE}upload/", {"file": better}).status_code == 302
    assert now(draft, "groups/board")["purpose"] == "To lead well"
    assert draft.content["board"]["slug"] == "eastshire"


def test_a_draft_is_thrown_away_once_it_was_asked(draft, officer):
    assert "You cannot get it back." in officer.get(f"{BASE}throw-away/").content.decode()
    assert FrameworkDraft.objects.exists()
    officer.post(f"{BASE}throw-away/")
    assert not FrameworkDraft.objects.exists()
    assert Event.objects.latest("pk").kind == "framework-draft.thrown-away"


def test_what_other_parts_name_can_go_but_not_to_the_chair(draft, officer):
    page = officer.get(f"{BASE}take-out/groups/audit/").content.decode()
    assert "source_kinds[1].commissioned_by[0]" in page
    officer.post(f"{BASE}take-out/groups/audit/")
    page = officer.get(BASE).content.decode()
    assert "To mend before it goes to the chair" in page
    assert "There is no group with the key &quot;audit&quot;" in page
    assert "There is no group" in officer.post(f"{BASE}offer/", follow=True).content.decode()
    assert draft_of(draft.board).offered_at is None


def test_a_list_that_must_have_something_is_not_emptied(draft, officer):
    page = officer.post(f"{BASE}take-out/purpose/learn/").content.decode()
    assert "It cannot be taken out" in page
    assert now(draft, "purpose/learn")


# ---- approval


@pytest.fixture
def offered(world, draft, officer):
    """A draft with one more group, given to the chair."""
    form = {
        "name": "Neglect group",
        "purpose": "To act on neglect",
        "level": "subgroup",
        "position": "5",
        **SOURCE,
    }
    officer.post(f"{BASE}add/groups/", form)
    officer.post(f"{BASE}offer/")
    draft.refresh_from_db()
    return draft


@pytest.fixture
def chair(world, offered, signed_in):
    return signed_in(world.people["independent_chair"])


def answers(draft, on, **more):
    return {
        "seen": draft and state_of(draft), "decision": "Board, item 6",
        "effective_on_day": on.day, "effective_on_month": on.month, "effective_on_year": on.year, **more,
    }  # fmt: skip


def state_of(draft):
    draft.refresh_from_db()
    return state(draft.content)


def test_the_chair_approves_after_a_look_at_every_difference(world, offered, chair):
    today = timezone.localdate()
    page = chair.get(f"{BASE}approve/").content.decode()
    assert "The group &#x27;Neglect group&#x27; was added." in page
    page = chair.post(f"{BASE}approve/", answers(offered, today)).content.decode()
    assert "Check before you approve" in page
    assert "was added." in page
    assert FrameworkDraft.objects.exists()
    page = chair.post(f"{BASE}approve/", answers(offered, today, confirmed="1"), follow=True).content.decode()
    assert "Version 2 is approved and in force now." in page
    version = current_version(world.board)
    assert (version.number, version.approved_by, version.decision) == (
        2,
        world.people["independent_chair"],
        "Board, item 6",
    )
    assert Group.objects.filter(home=world.board, key="neglect-group", name="Neglect group").exists()
    assert not FrameworkDraft.objects.exists()
    assert Event.objects.filter(kind="framework.approved", board="eastshire").count() == 1
    listed = chair.get("/eastshire/framework/versions/").content.decode()
    assert "Independent chair" in listed
    assert "Board, item 6" in listed


def test_a_version_waits_for_its_day(world, offered, chair, monkeypatch):
    later = timezone.localdate() + timedelta(days=30)
    page = chair.post(f"{BASE}approve/", answers(offered, later, confirmed="1"), follow=True).content.decode()
    assert "is approved and in force from" in page
    assert current_version(world.board).number == 1
    assert "Version 2</a> is approved and takes effect on" in chair.get("/eastshire/framework/").content.decode()
    eve, day = later - timedelta(days=1), later
    monkeypatch.setattr(timezone, "localdate", lambda *_: eve)
    assert current_version(world.board).number == 1
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)
    assert current_version(world.board).number == 2


@pytest.mark.parametrize("days", [-1, -400])
def test_a_day_that_has_passed_is_refused(offered, chair, days):
    on = timezone.localdate() + timedelta(days=days)
    page = chair.post(f"{BASE}approve/", answers(offered, on, confirmed="1")).content.decode()
    assert "Choose today or a later day" in page
    assert FrameworkVersion.objects.filter(board=offered.board).count() == 1


def test_a_version_does_not_take_effect_before_one_that_is_approved_already(world, offered, chair):
    later = timezone.localdate() + timedelta(days=30)
    chair.post(f"{BASE}approve/", answers(offered, later, confirmed="1"))
    other = reopened(chair, world, "officer")
    other.post(f"{BASE}start/")
    following = draft_of(world.board)
    save(other, following, "priorities/neglect", name="Early help")
    other.post(f"{BASE}offer/")
    page = chair.post(f"{BASE}approve/", answers(following, timezone.localdate(), confirmed="1")).content.decode()
    assert "Choose that day or a later one." in page
    answer = chair.post(f"{BASE}approve/", answers(following, later, confirmed="1"))
    assert answer["Location"] == "/eastshire/framework/versions/3/"


def test_what_was_changed_after_the_chair_saw_it_is_not_approved(world, offered, chair):
    asked = answers(offered, timezone.localdate(), confirmed="1")
    other = reopened(chair, world, "officer")
    save(other, offered, "priorities/neglect", name="Early help")
    answer = chair.post(f"{BASE}approve/", asked, follow=True)
    assert "still being written" in answer.content.decode()
    other.post(f"{BASE}offer/")
    page = chair.post(f"{BASE}approve/", asked).content.decode()
    assert "changed after you opened this page" in page
    assert "Early help" in page
    assert FrameworkVersion.objects.filter(board=offered.board).count() == 1


def test_a_draft_that_changes_nothing_is_not_offered(draft, officer):
    page = officer.post(f"{BASE}offer/", follow=True).content.decode()
    assert "The draft says what version 1 says." in page


@pytest.mark.parametrize(
    ("name", "reads", "drafts", "approves"),
    [
        ("business_manager", 200, 200, 403),
        ("officer", 200, 200, 403),
        ("independent_chair", 200, 403, 200),
        ("lay_member", 200, 403, 403),
        ("group_chair", 403, 403, 403),
        ("practitioner", 403, 403, 403),
        ("stranger", 404, 404, 404),
    ],
)
def test_who_reads_drafts_and_approves(world, offered, signed_in, name, reads, drafts, approves):
    client = signed_in(world.people[name])
    assert client.get(BASE).status_code == reads
    for page in (
        "upload/",
        "throw-away/",
        "section/groups/",
        "change/groups/audit/",
        "add/groups/",
        "text/groups/",
    ):
        assert client.get(BASE + page).status_code == drafts, page
    assert client.get(f"{BASE}approve/").status_code == approves


@pytest.mark.parametrize(
    "place", ["board", "groups/nobody", "groups/audit/name", "nowhere", "groups/audit/clocks/x", "document/title"]
)
def test_a_place_that_is_none_is_not_found(draft, officer, place):
    assert officer.get(f"{BASE}change/{place}/").status_code == 404
    assert officer.get(f"{BASE}take-out/{place}/").status_code == 404
