"""Two people change the same thing: the second sees both answers and chooses; nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from learningloop.embedding.sharing.operations import send_shared_item, write_shared_item
from learningloop.learning.models import Finding
from learningloop.learning.operations import make_recommendation
from tests.loop import ON, a_finding, agreed
from tests.server import Visitor, database_url, served
from tests.two_people import asked, choosing, hidden


def of_source(world):
    source = a_finding(world).source
    return reverse("register:edit", args=["eastshire", source.reference]), source, "summary"


def of_principles(world):
    source = a_finding(world).source
    url = reverse("register:principles_tell", args=["eastshire", source.reference])
    return url, source, source.framework.principles[0].key


def of_finding(world):
    finding = a_finding(world)
    return reverse("learning:finding_edit", args=["eastshire", finding.reference]), finding, "evidence"


def of_recommendation(world):
    made = make_recommendation(
        findings=[a_finding(world)], text="Keep chronologies", made_on=ON, by=world.people["officer"]
    )
    return reverse("learning:recommendation_edit", args=["eastshire", made.reference]), made, "text"


def of_action(world):
    action = agreed(world)
    return reverse("actions:edit", args=["eastshire", action.reference]), action, "difference"


def an_item(world):
    return write_shared_item(
        board=world.board, title="Ask", body="Ask the child", findings=[a_finding(world)],
        agencies=[world.agencies["police"]], roles=["practitioner"], return_by=date(2027, 5, 1), on=ON,
        by=world.people["officer"],
    )  # fmt: skip


def of_item(world):
    item = an_item(world)
    return reverse("sharing:edit", args=["eastshire", item.reference]), item, "body"


def of_cascade(world):
    item = send_shared_item(item=an_item(world), on=ON, by=world.people["officer"])
    return (
        reverse("sharing:cascade", args=["eastshire", item.reference]) + "?agency=eastshire-police",
        item,
        "what_changed",
    )


def of_agency(world):
    agency = world.agencies["police"]
    return reverse("people:agency_edit", args=["eastshire", agency.slug]), agency, "name"


def of_group(world):
    group = world.groups["audit"]
    return reverse("people:group_edit", args=["eastshire", "eastshire", group.key]), group, "purpose"


FORMS = [
    of_source, of_principles, of_finding, of_recommendation, of_action, of_item, of_cascade, of_agency, of_group,
]  # fmt: skip


def sent(page):
    """What a browser sends when nothing was touched."""
    form = page.context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        parts = bound.subwidgets[0].data.get("subwidgets") if bound.subwidgets else None
        if parts:
            found |= {part["name"]: part["value"] or "" for part in parts}
        elif value not in (None, False):
            found[bound.html_name] = form.fields[bound.name].prepare_value(value)
    return {name: "" if value is None else value for name, value in found.items()} | {"who_discussed": "All teams"}


@pytest.fixture
def both(world):
    """Two people at their own computers."""

    def sign_in(name):
        client = Client()
        client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in("officer"), sign_in("business_manager")


@pytest.mark.parametrize("form", FORMS)
def test_the_second_sees_both_and_may_keep_either(world, both, form):
    url, _thing, name = form(world)
    first, second = both
    opened = sent(second.get(url))
    assert first.post(url, sent(first.get(url)) | {name: "Theirs, first"}).status_code == 302
    page = second.post(url, opened | {name: "Mine, second"})
    assert page.status_code == 200
    clash = asked(page)[name]
    assert "".join(text for text, _alone in clash.theirs) == "Theirs, first"
    assert "".join(text for text, _alone in clash.mine) == "Mine, second"
    html = page.content.decode()
    assert "Business unit officer changed this too" in html
    assert "Mine, second</textarea>" in html or 'value="Mine, second"' in html
    assert now(first, url, name) == "Theirs, first"
    again = second.post(url, opened | {name: "Mine, second"} | hidden(page))
    assert again.status_code == 200, "without a choice nothing is overwritten"
    assert asked(again)
    assert second.post(url, opened | {name: "Mine, second"} | choosing(again, "mine")).status_code == 302
    assert now(first, url, name) == "Mine, second"


@pytest.mark.parametrize("form", FORMS)
def test_what_the_second_did_not_touch_stays_as_the_first_left_it(world, both, form):
    url, _thing, name = form(world)
    first, second = both
    opened = sent(second.get(url))
    first.post(url, sent(first.get(url)) | {name: "Theirs, first"})
    page = second.post(url, opened | ({name: "x"} if name not in opened else {}))
    assert asked(page)[name].taken == ("theirs" if name in opened else "")
    second.post(url, opened | choosing(page, "theirs"))
    assert now(first, url, name) == "Theirs, first"


def now(client, url, name):
    return client.get(url).context["form"][name].value()


def test_both_changes_come_together_where_they_do_not_meet(world, both):
    finding = a_finding(world, statement="The child was seen. Nobody asked.")
    url = reverse("learning:finding_edit", args=["eastshire", finding.reference])
    first, second = both
    opened = sent(second.get(url))
    first.post(url, sent(first.get(url)) | {"statement": "The boy was seen. Nobody asked."})
    mine = opened | {"statement": "The child was seen. Nobody asked him."}
    page = second.post(url, mine)
    together = "The boy was seen. Nobody asked him."
    assert asked(page)["statement"].both == together
    kept = choosing(page, "both") | {"both-statement": together}
    assert second.post(url, mine | kept).status_code == 302
    assert Finding.objects.get(pk=finding.pk).statement == together


def test_a_third_change_is_told_as_well(world, both):
    url, _finding, name = of_finding(world)
    first, second = both
    mine = sent(second.get(url)) | {name: "Mine"}
    for text in ("Theirs", "Theirs once more"):
        page = second.post(url, mine) if text != "Theirs" else None
        first.post(url, sent(first.get(url)) | {name: text})
    page = second.post(url, mine | choosing(page, "mine"))
    assert "".join(text for text, _alone in asked(page)[name].theirs) == "Theirs once more"
    assert now(first, url, name) == "Theirs once more"


def test_what_somebody_did_beside_the_form_is_told_and_touches_nothing(world, both):
    url, action, _name = of_action(world)
    first, second = both
    mine = sent(second.get(url)) | {"title": "Mine"}
    first.post(
        reverse("actions:progress", args=["eastshire", action.reference]),
        {"text": "Begun", "on_day": "1", "on_month": "6", "on_year": "2026"},
    )
    page = second.post(url, mine)
    assert "It does not touch what you wrote" in page.content.decode()
    assert second.post(url, mine | hidden(page)).status_code == 302


def test_of_two_who_save_at_the_same_moment_one_is_asked(transactional_db, world, both, tmp_path):
    """In two processes of the real server, on either database: each form, by two people at once."""
    races = []
    for form in FORMS:
        url, _thing, name = form(world)
        races.append((url, [sent(client.get(url)) | {name: f"By {number}"} for number, client in enumerate(both)]))
    sessions = [client.cookies["sessionid"].value for client in both]
    # Pages are shown without collected style sheets.
    with served(tmp_path, database_url(tmp_path), LEARNINGLOOP_DEBUG="1") as server, ExitStack() as stack:
        visitors = [stack.enter_context(closing(Visitor(server.port, session))) for session in sessions]
        for url, answers in races:
            with ThreadPoolExecutor(2) as two:
                codes = list(two.map(save, visitors, [url, url], answers))
            assert sorted(codes) == [200, 302], url


def save(visitor, url, answers):
    return visitor.send(url, **answers)
