"""Boards that share a group hold one round: an agency answers once, each board sees it, nothing else crosses."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_scopes import scope

from learningloop.instruments.models import AnswerSet
from learningloop.instruments.rules.conditions import Given
from learningloop.people.operations import change_group
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import ask_more, close_round, open_round
from learningloop.sources.assessments.operations.asking import Addresses, ask_by_list
from learningloop.sources.assessments.operations.changing import AgreedTogether, change_round
from learningloop.sources.assessments.operations.chasing import NobodyToChase, chase_returns
from learningloop.sources.assessments.operations.joining import (
    JoinsAnother,
    NotANeighbour,
    NotOffered,
    offer_round,
)
from learningloop.sources.assessments.operations.returns import (
    AnsweredElsewhere,
    add_files,
    answer_return,
    move_return,
    sign_return,
    submit_return,
    take_back,
    withdraw_return,
)
from learningloop.sources.assessments.operations.telling import join_and_tell
from learningloop.sources.assessments.queries import standing_of
from learningloop.sources.assessments.queries.asking import Line
from learningloop.sources.assessments.queries.telling import reminded
from learningloop.trail.operations import SYSTEM
from learningloop.trail.queries import history, verify
from tests.joint import a_file, agrees, fresh, page_of

TODAY = timezone.localdate()
ROUNDS, NEIGHBOURS = "/eastshire/rounds/", "/westshire/rounds/"


# ---- offered and joined


def test_a_round_is_offered_and_joined_on_the_pages_of_each_board(world, joint, both, signed_in):
    unit = signed_in(world.people["officer"])
    page = unit.get(ROUNDS).content.decode()
    assert "Westshire" in page and "offers a joint round" in page and "Joint round" in page
    url = f"{ROUNDS}join/westshire/{joint.first.reference}/"
    page = unit.get(url).content.decode()
    assert "Are chronologies kept?" in page and "Chief officer" in page
    sent = {"title": "Our share", "kind": "audit", "who": "list", "agencies": [both.pk], "sensitivity": "board"}
    page = unit.post(url, sent).content.decode()
    assert "Both Shires Ambulance" in page and "Join the round" in page
    assert not Round.objects.exists()
    page = unit.post(url, sent | {"confirmed": "1"}, follow=True).content.decode()
    made = Round.objects.get()
    assert (made.joins, made.version, made.opens_on, made.closes_on, made.signed_by) == (
        joint.first, joint.first.version, joint.first.opens_on, joint.first.closes_on, "Chief officer",
    )  # fmt: skip
    assert made.source.kind == "audit" and made.source.board == world.board
    assert "With Westshire" in page and "Answered once, for WSCB" in page
    assert "offers a joint round" not in unit.get(ROUNDS).content.decode()
    assert unit.get(url).status_code == 404, "a board joins once"
    page = signed_in(world.people["stranger"]).get(f"{NEIGHBOURS}{joint.first.reference}/").content.decode()
    assert "Eastshire Safeguarding Children Board joined" in " ".join(page.split()) and "Our share" not in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "Enter the title"),
        ({"kind": "nonsense"}, "Select a valid choice"),
        ({"agencies": []}, "Choose at least one agency"),
        ({"sensitivity": "group"}, "Choose the group that may open it"),
        ({"sensitivity": "named"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(world, joint, both, signed_in, changed, words):
    sent = {
        "title": "Our share", "kind": "audit", "who": "list", "agencies": [both.pk], "sensitivity": "board",
        "instructions": "Be honest", "confirmed": "1",
    }  # fmt: skip
    url = f"{ROUNDS}join/westshire/{joint.first.reference}/"
    page = signed_in(world.people["officer"]).post(url, sent | changed).content.decode()
    assert words in page and "Be honest" in page
    assert not Round.objects.exists()


def test_the_unit_offers_its_round_and_takes_the_offer_back(world, joint, signed_in):
    unit, url = signed_in(world.people["stranger"]), f"{NEIGHBOURS}{joint.first.reference}/offer/"
    assert "Eastshire" in unit.get(url).content.decode()
    assert unit.post(url, {"boards": [world.other.pk]}).status_code == 200, "not to itself"
    unit.post(url, {})
    assert joint.first.offered_to.count() == 0
    assert "offers a joint round" not in signed_in(world.people["officer"]).get(ROUNDS).content.decode()
    with pytest.raises(NotOffered):
        joint.join(list(world.agencies.values()))


def test_a_round_is_offered_to_who_shares_a_group_and_not_on(world, joint, both):
    ours = joint.join([both])
    with pytest.raises(JoinsAnother):
        offer_round(round_=ours, boards=[world.other], by=SYSTEM)
    group = world.groups["shared"]
    change_group(group=group, name=group.name, purpose="Ours alone", reports_to=None, also_serves=[], by=SYSTEM)
    with scope(board=world.other), pytest.raises(NotANeighbour):
        offer_round(round_=joint.first, boards=[world.board], by=SYSTEM)


def test_an_offer_ends_with_the_round_and_with_the_shared_group(world, joint, both, signed_in):
    unit, url = signed_in(world.people["officer"]), f"{ROUNDS}join/westshire/{joint.first.reference}/"
    group = world.groups["shared"]
    change_group(group=group, name=group.name, purpose="Ours alone", reports_to=None, also_serves=[], by=SYSTEM)
    assert unit.get(url).status_code == 404
    change_group(
        group=group, name=group.name, purpose="Both", reports_to=None, also_serves=[world.other], by=SYSTEM
    )
    assert unit.get(url).status_code == 200
    with scope(board=world.other):
        close_round(round_=joint.first, on=TODAY, by=SYSTEM)
    assert unit.get(url).status_code == 404
    with pytest.raises(NotOffered):
        joint.join([both])


def test_a_board_joins_once(world, joint, both):
    joint.join([both])
    with pytest.raises(NotOffered):
        joint.join([both])


@pytest.mark.parametrize("name", ["group_chair", "agency_lead", "lay_member"])
def test_only_the_unit_joins(world, joint, signed_in, name):
    client = signed_in(world.people[name])
    assert client.get(f"{ROUNDS}join/westshire/{joint.first.reference}/").status_code == 403
    assert client.get(f"{NEIGHBOURS}{joint.first.reference}/offer/").status_code == 404


# ---- answered once


def test_an_agency_of_both_answers_once_and_each_board_sees_it(world, joint, ours, led, both, lead, signed_in):
    leading = joint.leading(both)
    assert led.led_by == leading and led.answer_set == leading.answer_set
    assert AnswerSet._base_manager.count() == 2, "one for both, one of our police"
    person = signed_in(lead)
    form = person.get(page_of(leading, "sections", "one", board="westshire")).content.decode()
    assert "Are chronologies kept?" in form
    joint.answer(both, "begun")
    assert fresh(led).state == "in-progress" and agrees(led)
    joint.answer(both, "signed")
    assert fresh(led).signed_name == "Ann Chief" and agrees(led)
    with scope(board=world.other):
        take_back(return_=joint.leading(both), by=lead)
    assert fresh(led).state == "in-progress" and agrees(led)
    joint.answer(both, "signed", "submitted")
    assert fresh(led).state == "submitted" and agrees(led)
    assert standing_of(ours, TODAY).submitted == 1
    page = signed_in(world.people["officer"]).get(page_of(led)).content.decode()
    assert "Answered once, for Westshire" in page and "Ann Chief" in page and "/westshire/" not in page
    page = signed_in(lead).get(page_of(led)).content.decode()
    assert page_of(leading, board="westshire") in page
    page = signed_in(lead).get(page_of(leading, board="westshire")).content.decode()
    assert "Eastshire" in page and "can read what you answer" in page
    told = [event.kind for event in history(led).order_by("pk")]
    assert told == [
        "return.asked", "return.begun", "return.signed", "return.taken-back", "return.signed", "return.submitted",
    ]  # fmt: skip
    assert all(not one.fault for one in verify())


def test_what_is_answered_elsewhere_is_not_answered_here(world, joint, led, both, lead, signed_in):
    joint.answer(both, "begun", "signed", "submitted")
    for do in (
        lambda: answer_return(return_=led, given={"grade": Given("met")}, by=lead),
        lambda: add_files(return_=led, question="proof", uploads=[a_file()], by=lead),
        lambda: sign_return(return_=led, name="A", post="B", on=TODAY, by=lead),
        lambda: take_back(return_=led, by=lead),
        lambda: submit_return(return_=led, on=TODAY, by=lead),
        lambda: withdraw_return(return_=led, why="A mistake", by=lead),
    ):
        with pytest.raises(AnsweredElsewhere, match="answered once, for Westshire"):
            do()
    person = signed_in(lead)
    for step in ("sign", "take-back", "submit", "withdraw", "share-out", "questions/proof/evidence"):
        page = person.post(page_of(led, step), follow=True).content.decode()
        assert "This is answered once, for Westshire" in page, step
    assert person.post(page_of(led, "chase")).status_code == 403
    page = person.post(page_of(led, "sections", "one"), {"grade-answer": "not", "grade-seen": "0"})
    assert "answered once, for Westshire" in page.content.decode()
    assert fresh(led).answer_set.answers.get().value == "met"


def test_nobody_is_asked_twice(world, joint, ours, led, both, lead, signed_in):
    """The home page and the day's mail tell it once; its own board's unit alone chases; both may give time."""
    person = signed_in(lead)
    assert page_of(joint.leading(both), board="westshire") in person.get("/westshire/").content.decode()
    assert page_of(led) not in person.get("/eastshire/").content.decode()
    move_return(return_=led, due_on=TODAY - timedelta(days=1), why="Ours is earlier", by=SYSTEM)
    page = signed_in(world.people["officer"]).get(f"{ROUNDS}{ours.reference}/?state=late")
    assert [one.agency for one in page.context["listing"].page] == [both]
    assert "Returns are late" not in signed_in(world.people["officer"]).get("/eastshire/").content.decode()
    page = signed_in(world.people["officer"]).get(f"{ROUNDS}{ours.reference}/chase/").content.decode()
    assert "1 return not submitted yet" in page and "asked for by that board’s unit only" in page
    with pytest.raises(NobodyToChase):
        chase_returns(returns=[led], url="REFERENCE", on=TODAY, by=SYSTEM)
    assert mail.outbox == []


def test_withdrawn_it_is_answered_again_for_both_and_what_was_agreed_before_stays(world, joint, led, both, lead):
    joint.answer(both, "begun", "signed", "submitted")
    with scope(board=world.other):
        again = withdraw_return(return_=joint.leading(both), why="A mistake", by=lead)
    before = fresh(led)
    ours = before.again
    assert (before.state, ours.state, ours.led_by, ours.answer_set) == (
        "withdrawn", "in-progress", again, again.answer_set,
    )  # fmt: skip
    assert before.answer_set != ours.answer_set and ours.board == world.board
    joint.answer(both, "begun", "signed", "submitted")
    assert fresh(ours).state == "submitted" and agrees(ours)
    assert fresh(led).state == "withdrawn"


# ---- who was asked first, and rounds that close


@pytest.mark.parametrize("by_list", [False, True])
def test_who_answers_here_is_told_and_who_answers_for_another_board_is_not(
    world, joint, both, lead, django_capture_on_commit_callbacks, by_list
):
    police = world.agencies["police"]
    url = "https://x.invalid/returns/REFERENCE/"
    with django_capture_on_commit_callbacks(execute=True):
        if by_list:
            made = joint.join([])
            lines = [
                Line(row, one.name, one.kind, person.name, person.email, "", None)
                for row, one, person in [(2, both, lead), (3, police, world.people["agency_lead"])]
            ]
            ask_by_list(round_=made, lines=lines, to=Addresses("", "", url), on=TODAY, by=SYSTEM)
        else:
            told = {"kind": "audit", "title": "Our share", "agencies": [both, police], "url": url, "on": TODAY}
            made = join_and_tell(board=world.board, offered=joint.first, **told, by=SYSTEM)
    [message] = mail.outbox
    assert message.to == [world.people["agency_lead"].email]
    assert made.returns.get(agency=police).reference in message.body


def test_whoever_asked_first_leads_also_where_the_first_board_asks_later(world, joint, both):
    police = world.agencies["police"]
    ours = joint.join([police])
    answer_return(return_=ours.returns.get(), given={"grade": Given("met")}, by=world.people["agency_lead"])
    with scope(board=world.other):
        ask_more(round_=joint.first, agencies=[police], by=SYSTEM)
    theirs = joint.leading(police)
    assert theirs.led_by == ours.returns.get() and theirs.state == "in-progress" and agrees(theirs)


def test_a_round_that_is_asked_alone_leads_nothing(world, joint, ours, both):
    alone = open_round(
        board=world.board, version=joint.first.version, kind="audit", title="Alone", agencies=[both],
        opens_on=TODAY, closes_on=TODAY + timedelta(days=9), signed_by="Chief", by=SYSTEM,
    )  # fmt: skip
    assert alone.returns.get().led_by is None


def test_each_board_closes_its_own_round(world, joint, ours, led, both, lead):
    close_round(round_=ours, on=TODAY, by=SYSTEM)
    joint.answer(both, "begun", "signed", "submitted")
    assert agrees(led), "what was still to come reaches the board"
    with scope(board=world.other):
        withdraw_return(return_=joint.leading(both), why="A mistake", by=lead)
    assert fresh(led).state == "submitted" and fresh(led).again is None, "a closed round keeps what it was given"
    assert Return.objects.filter(round=ours, agency=both).count() == 1


def test_a_leading_round_that_closes_says_who_waits_and_what_was_submitted_stays(
    world, joint, ours, led, both, signed_in
):
    joint.answer(both, "begun")
    unit = signed_in(world.people["stranger"])
    page = unit.get(f"{NEIGHBOURS}{joint.first.reference}/close/").content.decode()
    assert "also waits for 1 return" in page and "Eastshire" in page
    unit.post(f"{NEIGHBOURS}{joint.first.reference}/close/")
    ours.refresh_from_db()
    assert ours.closed_on is None
    page = signed_in(world.people["officer"]).get(page_of(led)).content.decode()
    assert "nothing more will come" in " ".join(page.split())


def test_what_was_never_submitted_leads_nothing_once_its_round_is_closed(world, joint, both):
    police = world.agencies["police"]
    with scope(board=world.other):
        ask_more(round_=joint.first, agencies=[police], by=SYSTEM)
    ours = joint.join([both])
    joint.answer(both, "begun", "signed", "submitted")
    with scope(board=world.other):
        close_round(round_=joint.first, on=TODAY, by=SYSTEM)
    ask_more(round_=ours, agencies=[police], by=SYSTEM)
    assert ours.returns.get(agency=police).led_by is None
    assert fresh(ours.returns.get(agency=both)).state == "submitted"


# ---- changed


def test_the_day_that_boards_agreed_on_is_not_changed_by_one(world, joint, both, signed_in):
    made = joint.join([both])
    url = f"{ROUNDS}{made.reference}/change/"
    unit = signed_in(world.people["officer"])
    page = unit.get(url)
    assert "were agreed with the boards that hold this round together" in page.content.decode()
    assert not {"closes_on", "signed_by"} & page.context["form"].fields.keys()
    sent = {"seen": page.context["form"]["seen"].value(), "reminders": ["7"], "instructions": "Ours"}
    assert unit.post(url, sent).status_code == 302
    assert Round.objects.get(pk=made.pk).instructions == "Ours"
    for round_, board in ((made, world.board), (joint.first, world.other)):
        with scope(board=board), pytest.raises(AgreedTogether):
            change_round(round_=round_, closes_on=made.closes_on + timedelta(days=1), by=SYSTEM)


def test_only_the_board_where_an_agency_answers_reminds_it(world, joint, both):
    made = joint.join([both, world.agencies["police"]], reminders=["14"])
    today = made.closes_on - timedelta(days=14)
    assert [one.agency for one in reminded(made, today)] == [world.agencies["police"]]
