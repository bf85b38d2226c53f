"""A return is allocated, read beside last time, challenged, replied to, graded; nobody overwrites anybody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learningloop.instruments.models import Answer
from learningloop.instruments.operations.answering import show_evidence
from learningloop.instruments.rules.conditions import Given
from learningloop.kit.dates import day
from learningloop.learning.operations import draw_finding
from learningloop.people.operations import grant_role
from learningloop.people.rules import AGENCY_LEAD, GROUP_MEMBER
from learningloop.records.operations import store_file
from learningloop.scrutiny.models import Moderation, Scrutiny
from learningloop.scrutiny.operations import (
    AlreadyReplied,
    NoChallenge,
    NotBeforeThePanel,
    NotGraded,
    NotIndependent,
    NotOfThePanel,
    ReasonMissing,
    TooLong,
    allocate_return,
    conclude_scrutiny,
    moderate_answer,
    reply_to_challenge,
)
from learningloop.scrutiny.queries.risk import risks_of
from learningloop.sources.assessments.operations.returns import (
    add_files,
    answer_return,
    leave_comment,
    sign_return,
    submit_return,
    withdraw_return,
)
from learningloop.sources.assessments.tests.conftest import TODAY, a_file, page_of
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM, ChangedMeanwhile
from learningloop.trail.queries import history


def section_of(return_):
    return page_of(return_, "scrutiny", "leading")


def sent(page, **answers):
    """What a browser sends of the forms on a page, with these answers in place of what it shows: `lead__grade`."""
    data = {}
    for form in page.context["form"]:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = value
    return data | {name.replace("__", "-"): value for name, value in answers.items()}


def test_the_coordinator_allocates_a_return_and_the_panel_finds_it_at_home(world, handed_in, member, browser):
    officer = browser("officer")
    assert "not allocated to anybody yet" in officer.get(page_of(handed_in)).content.decode()
    page = officer.post(page_of(handed_in, "allocate"), {"panel": [member.pk], "seen": "0"}, follow=True)
    assert "Mira Member" in page.content.decode()
    assert "Scrutinise a return: Eastshire Police" in browser(member).get("/eastshire/").content.decode()
    assert [event.kind for event in history(Scrutiny.objects.get())] == ["scrutiny.allocated"]


def test_nobody_scrutinises_the_return_of_their_own_agency(world, handed_in, allocated, browser):
    own = world.person(GROUP_MEMBER, name="Paula Police", agency="police")
    page = browser("officer").post(page_of(handed_in, "allocate"), {"panel": [own.pk]})
    assert "Paula Police belongs to this agency. Nobody scrutinises" in page.content.decode()
    page = browser(own).post(section_of(allocated), {"lead-seen": "0.", "lead-challenge": "Really?"})
    html = page.content.decode()
    assert "belongs to this agency" in html and "Really?" in html, "nothing typed is lost"
    assert not Moderation.objects.exists()


def test_only_the_group_of_the_round_and_the_unit_are_of_the_panel(world, handed_in):
    outsider = world.person(GROUP_MEMBER, name="Cara Cases", group="cases", agency="health")
    with pytest.raises(NotOfThePanel):
        allocate_return(return_=handed_in, panel=[outsider], on=TODAY, by=SYSTEM)


def test_a_return_that_is_not_submitted_is_not_allocated(world, police, member, browser):
    with pytest.raises(NotBeforeThePanel):
        allocate_return(return_=police, panel=[member], on=TODAY, by=SYSTEM)
    assert browser("officer").get(page_of(police, "allocate")).status_code == 403


def test_two_who_allocate_at_once_see_both_choices(world, handed_in, member, other, browser):
    officer = browser("officer")
    data = sent_allocation(officer.get(page_of(handed_in, "allocate")))
    allocate_return(return_=handed_in, panel=[other], on=TODAY, by=world.people["business_manager"])
    page = officer.post(page_of(handed_in, "allocate"), data | {"panel": [member.pk]})
    html = page.content.decode()
    assert "changed this too" in html and "Otto Other" in html
    assert list(Scrutiny.objects.get().panel.all()) == [other]


def sent_allocation(page):
    return {"seen": page.context["form"]["seen"].value()}


def test_who_it_is_not_allocated_to_reads_and_is_told_why(world, allocated, browser):
    page = browser("business_manager").get(page_of(allocated, "scrutiny"))
    assert "It is allocated to others." in page.content.decode()
    manager = world.people["business_manager"]
    with pytest.raises(NotOfThePanel, match="allocated to Mira Member, Otto Other"):
        moderate_answer(return_=allocated, question="lead", challenge="Why?", by=manager)


def test_the_panel_challenges_the_agency_replies_and_a_grade_is_agreed(world, allocated, member, browser):
    panel, agency = browser(member), browser("agency_lead")
    page = panel.get(section_of(allocated))
    assert (
        panel.post(section_of(allocated), sent(page, lead__challenge="Where are the minutes?")).status_code == 302
    )
    assert "Reply to what was challenged on your return" in agency.get("/eastshire/").content.decode()
    page = agency.get(page_of(allocated, "reply"))
    assert "Where are the minutes?" in page.content.decode()
    agency.post(page_of(allocated, "reply"), sent(page, lead__reply="In the folder of May"))
    page = panel.get(section_of(allocated))
    assert "In the folder of May" in page.content.decode()
    panel.post(section_of(allocated), sent(page, lead__grade="partly", lead__why="Two teams of three"))
    [made] = Moderation.objects.all()
    assert (made.agreed, made.agreed_by, made.challenged_by) == ("partly", member, member)
    assert made.replied_by == world.people["agency_lead"]
    assert Answer.objects.get(answer_set=allocated.answer_set, question="lead").value == "met", (
        "its own grade stays"
    )
    assert [event.kind for event in history(made)][::-1] == [
        "moderation.challenged", "moderation.replied", "moderation.agreed",
    ]  # fmt: skip


def test_last_time_stands_beside_this_time_with_what_was_agreed(world, opened, submitted, member, browser):
    former = submitted(opened().returns.get(agency=world.agencies["police"]))
    allocate_return(return_=former, panel=[member], on=TODAY, by=SYSTEM)
    moderate_answer(return_=former, question="lead", grade="partly", why="One team only", by=member)
    conclude_scrutiny(return_=former, on=TODAY, by=member)
    now = submitted(opened(title="Again", before=former.round).returns.get(agency=world.agencies["police"]))
    allocate_return(return_=now, panel=[member], on=TODAY, by=SYSTEM)
    lines = {line.question.key: line for part in _sheet(browser(member), now) for line in part.lines}
    assert lines["lead"].last.words == ["Met"] and lines["lead"].last_agreed == ("Partly met", "amber")
    html = browser(member).get(section_of(now)).content.decode()
    assert "Last time" in html and "Partly met" in html


def _sheet(client, return_):
    return client.get(page_of(return_, "scrutiny")).context["sheet"].parts


def test_the_panel_is_told_what_counts_no_longer_and_not_what_colleagues_said(
    world, police, submitted, member, browser
):
    lead = world.people["agency_lead"]
    past = TODAY - timedelta(days=1)
    add_files(return_=police, question="lead", uploads=[a_file()], counts_until=past, by=lead)
    leave_comment(return_=police, question="lead", text="We have nothing newer", by=lead)
    handed_in = submitted(police)
    allocate_return(return_=handed_in, panel=[member], on=TODAY, by=SYSTEM)
    page = browser(member).get(section_of(handed_in)).content.decode()
    assert f"counted until {day(past)}: no longer current" in page and "We have nothing newer" not in page
    assert risks_of(handed_in.round, [handed_in], member)[handed_in.pk].stale == ["lead"]
    every = (
        page_of(handed_in, *place) for place in ([], ["check"], ["questions", "lead"], ["sections", "leading"])
    )
    assert all("We have nothing newer" not in browser(member).get(url).content.decode() for url in every)


def test_a_file_bears_the_day_on_which_it_came_and_not_that_on_which_it_was_recorded(
    world, police, submitted, member
):
    lead = world.people["agency_lead"]
    came = timezone.now() - timedelta(days=800)
    file = store_file(board=police.board, upload=a_file(), at=came, by=lead)
    show_evidence(answer_set=police.answer_set, questions=["lead"], file=file, at=came, by=lead)
    handed_in = submitted(police)
    assert police.answer_set.evidence.get().shown.added_on == timezone.localdate(came)
    assert risks_of(handed_in.round, [handed_in], member)[handed_in.pk].stale == ["lead"]


def test_two_of_the_panel_at_once_overwrite_nothing(allocated, member, other, browser):
    first, second = browser(member), browser(other)
    mine, theirs = first.get(section_of(allocated)), second.get(section_of(allocated))
    second.post(section_of(allocated), sent(theirs, lead__challenge="Theirs"))
    page = first.post(section_of(allocated), sent(mine, lead__challenge="Mine"))
    html = page.content.decode()
    assert "Otto Other changed this too" in html and "Theirs" in html and "Mine" in html
    assert Moderation.objects.get().challenge == "Theirs"
    chosen = sent(page) | {"take-lead-challenge": "mine"}
    assert first.post(section_of(allocated), chosen).status_code == 302
    assert Moderation.objects.get().challenge == "Mine"


def test_a_stale_number_is_refused(allocated, member, other):
    moderate_answer(return_=allocated, question="lead", challenge="Why?", seen=0, by=other)
    with pytest.raises(ChangedMeanwhile):
        moderate_answer(return_=allocated, question="lead", challenge="How?", seen=0, by=member)
    with pytest.raises(ChangedMeanwhile):
        reply_to_challenge(return_=allocated, question="lead", reply="So", seen=0, by=member)


def test_a_page_that_was_not_touched_changes_nothing(allocated, member, browser):
    panel = browser(member)
    panel.post(section_of(allocated), sent(panel.get(section_of(allocated))))
    assert not Moderation.objects.exists()


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"question": "lead", "grade": "partly"}, ReasonMissing),
        ({"question": "lead", "grade": "excellent", "why": "Why"}, NotGraded),
        ({"question": "proof", "challenge": "Why?"}, NotGraded),
        ({"question": "plan", "challenge": "Why?"}, NotGraded),
        ({"question": "nowhere", "challenge": "Why?"}, NotGraded),
        ({"question": "lead", "challenge": "x" * 5_001}, TooLong),
        ({"question": "lead", "why": "x" * 100_000}, TooLong),
    ],
)
def test_what_cannot_be_kept_is_refused(allocated, member, given, refused):
    with pytest.raises(refused):
        moderate_answer(return_=allocated, by=member, **given)
    assert not Moderation.objects.exists()


def test_another_grade_without_words_is_told_beside_them_and_the_rest_is_saved(allocated, member, browser):
    panel = browser(member)
    page = panel.get(section_of(allocated))
    html = panel.post(
        section_of(allocated), sent(page, lead__grade="not", lead__challenge="Show us")
    ).content.decode()
    assert "Say why the agreed grade is not the agency" in html and "Show us" in html
    assert not Moderation.objects.exists()


def test_a_long_challenge_comes_back_whole(allocated, member, browser):
    panel = browser(member)
    words = "x" * 6_000
    html = panel.post(
        section_of(allocated), sent(panel.get(section_of(allocated)), lead__challenge=words)
    ).content.decode()
    assert words in html and "5000" in html.replace(",", "")


def test_a_challenge_that_was_replied_to_stays(world, allocated, member):
    lead = world.people["agency_lead"]
    moderate_answer(return_=allocated, question="lead", challenge="Why?", by=member)
    reply_to_challenge(return_=allocated, question="lead", reply="Because", by=lead)
    with pytest.raises(AlreadyReplied):
        moderate_answer(return_=allocated, question="lead", challenge="Why not?", by=member)
    moderate_answer(return_=allocated, question="lead", challenge="Why?", grade="met", by=member)
    with pytest.raises(NoChallenge):
        reply_to_challenge(return_=allocated, question="lead", reply="Later", by=lead)
    with pytest.raises(NoChallenge):
        reply_to_challenge(return_=allocated, question="trained", reply="So", by=lead)


def test_a_reply_to_what_was_settled_meanwhile_is_kept_in_the_form(world, allocated, member, browser):
    moderate_answer(return_=allocated, question="lead", challenge="Why?", by=member)
    agency = browser("agency_lead")
    page = agency.get(page_of(allocated, "reply"))
    moderate_answer(return_=allocated, question="lead", challenge="Why?", grade="met", by=member)
    page = agency.post(page_of(allocated, "reply"), sent(page, lead__reply="My long reply"))
    assert "My long reply" in page.content.decode()
    assert Moderation.objects.get().reply == ""


def test_a_withdrawn_return_is_no_longer_before_the_panel(world, allocated, member):
    again = withdraw_return(return_=allocated, why="A mistake", by=world.people["agency_lead"])
    with pytest.raises(NotBeforeThePanel):
        moderate_answer(return_=allocated, question="lead", challenge="Why?", by=member)
    with pytest.raises(NotBeforeThePanel):
        allocate_return(return_=again, panel=[member], on=TODAY, by=SYSTEM)


def test_the_agency_and_strangers_do_not_moderate(world, allocated, browser):
    assert browser("agency_lead").get(section_of(allocated)).status_code == 200, "it reads what is said of it"
    assert browser("agency_lead").post(section_of(allocated), {}).status_code == 403
    assert browser("officer").post(page_of(allocated, "reply"), {}).status_code == 403
    for page in (section_of(allocated), page_of(allocated, "reply"), page_of(allocated, "conclude")):
        assert browser("stranger").get(page).status_code == 404
        assert browser("practitioner").get(page).status_code == 404
    assert browser("officer").get(page_of(allocated, "scrutiny", "nowhere")).status_code == 404


def test_an_agency_lead_of_the_panel_is_refused_by_the_operation_too(world, allocated):
    own = world.person(GROUP_MEMBER, name="Paula Police", agency="police")
    with pytest.raises(NotIndependent):
        moderate_answer(return_=allocated, question="lead", challenge="Why?", by=own)


def test_who_answers_for_several_agencies_is_told_whose_return_was_challenged(world, allocated, member, browser):
    moderate_answer(return_=allocated, question="lead", challenge="Why?", by=member)
    trust = world.person(AGENCY_LEAD, name="Lead of two", agency="police")
    grant_role(
        person=trust, role=AGENCY_LEAD, why="Leads both", board=world.board, agency=world.agencies["health"],
        on=TODAY, by=SYSTEM,
    )  # fmt: skip
    told = "Reply to what was challenged on your return: Eastshire Police, Self-assessment"
    assert told in browser(trust).get("/eastshire/").content.decode()


def test_those_at_risk_come_first_with_their_reasons(world, opened, submitted, browser):
    health_found = record_source(
        board=world.board, kind="audit", title="Case audit", started_on=TODAY - timedelta(days=30),
        agencies=[world.agencies["police"]], by=SYSTEM,
    )  # fmt: skip
    drawn = draw_finding(
        source=health_found, kind="need", statement="Plans are late", multi_agency=False,
        agencies=[world.agencies["police"]], drawn_on=TODAY, by=SYSTEM,
    )  # fmt: skip
    round_ = opened()
    police = submitted(round_.returns.get(agency=world.agencies["police"]))
    submitted_by_unit(world, round_.returns.get(agency=world.agencies["health"]))
    page = browser("officer").get(f"/eastshire/rounds/{round_.reference}/scrutiny/")
    entries = list(page.context["listing"].page)
    assert [one.return_.agency.name for one in entries] == ["Eastshire Police", "Eastshire Health"]
    assert entries[0].risk.reasons == [
        f"1 need found from another source since the last round: {drawn.reference}",
        "1 high grade with no evidence and no words",
    ]
    assert entries[1].risk.reasons == []
    assert drawn.reference in page.content.decode()
    assert risks_of(round_, [police], world.people["officer"])[police.pk].weight == 5
    assert f'href="/eastshire/findings/{drawn.reference}/"' in (
        browser("officer").get(page_of(police, "scrutiny")).content.decode()
    )


def test_the_list_is_narrowed_and_paged(world, opened, submitted, browser):
    round_ = opened()
    submitted(round_.returns.get(agency=world.agencies["police"]))
    submitted_by_unit(world, round_.returns.get(agency=world.agencies["health"]))
    url = f"/eastshire/rounds/{round_.reference}/scrutiny/"

    def shown(**asked):
        listing = browser("officer").get(url, asked).context["listing"]
        return [one.return_.agency.name for one in listing.page]

    assert shown(words="health") == ["Eastshire Health"]
    assert len(shown(stand="not-allocated")) == 2 and shown(stand="agreed") == []
    assert len(shown(page="7")) == 2, "a page beyond the last gives the last"


def submitted_by_unit(world, return_):
    by = world.people["officer"]
    answer_return(
        return_=return_, given={"lead": Given("met", "The minutes show it"), "trained": Given("yes")}, by=by
    )
    sign_return(return_=return_, name="Ann Chief", post="Chief", on=TODAY, by=by)
    submit_return(return_=return_, on=TODAY, by=by)


def test_the_list_takes_as_many_queries_however_many_returns(
    world, opened, browser, django_assert_max_num_queries
):
    round_ = opened()
    submitted_by_unit(world, round_.returns.get(agency=world.agencies["health"]))
    submitted_by_unit(world, round_.returns.get(agency=world.agencies["police"]))
    officer = browser("officer")
    with django_assert_max_num_queries(30):
        officer.get(f"/eastshire/rounds/{round_.reference}/scrutiny/")
