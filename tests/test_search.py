"""Searching a board: what is found, in which order, by whom; the index follows every change."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from learningloop.embedding.actions.operations import add_progress
from learningloop.learning.events import FINDING_DRAWN
from learningloop.learning.models import Finding
from learningloop.learning.operations import edit_finding
from learningloop.people.models import Agency
from learningloop.people.policy import allowed
from learningloop.people.rules import GROUP_MEMBER, OFFICER
from learningloop.records.operations import add_note
from learningloop.search import queries
from learningloop.search.models import Indexed, Place, Stem
from learningloop.search.policy import SEARCHED
from learningloop.search.queries import Asked, faults, find
from learningloop.search.rules.words import question
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import edit_source, record_source
from learningloop.trail.events import EVENTS
from learningloop.trail.operations import SYSTEM, create_many, log, operation
from tests.access import columns
from tests.loop import ON, a_finding, agreed
from tests.states import NAMED, build_states

URL = "/eastshire/search/"


@pytest.fixture
def search(world, signed_in):
    """Search as somebody, through the page: the references found, in their order."""

    def search(words, person="officer", filters=""):
        page = asked(signed_in(world.people[person]), words, filters)
        return [result.reference for result in page.context["results"]]

    return search


def asked(client, words, filters=""):
    """The page of results, with what the address bears beside the search's key."""
    sent = client.post(URL, {"words": words})
    assert sent.status_code == 302
    return client.get(sent["Location"] + filters)


def finding(world, statement, **told):
    return a_finding(world, statement=statement, **told).reference


def test_other_forms_of_a_word_are_found_and_all_words_must_be_there(world, search):
    both = finding(world, "Chronologies of neglected children are missing")
    one = finding(world, "Neglect was not named")
    assert search("neglects", filters="&kind=finding") == [one, both]
    assert search("neglecting chronology") == [both]
    assert search("neglect bruises") == []


def test_a_phrase_is_found_word_for_word(world, search):
    whole = finding(world, "The voice of the child was missing")
    finding(world, "The child had a voice of her own")
    assert search('"voice of the child"') == [whole]
    assert len(search("voice of the child")) == 2


def test_a_word_in_the_title_ranks_before_one_in_the_text_and_the_latest_first(world, search):
    in_text = finding(world, "Something else", evidence="Bruises were seen")
    older = finding(world, "Bruises were not noted")
    newer = finding(world, "Bruises were not drawn", drawn_on=ON.replace(month=9))
    assert search("bruise") == [newer, older, in_text]


def test_a_reference_goes_first_however_it_is_typed(world, search):
    action = agreed(world)
    add_note(
        board=world.board, kind="action", reference=action.reference, text="See F-2026-001", by=officer(world)
    )
    for typed in ["F-2026-001", "f-2026-001", "f 2026 1", '"F/2026/1"']:
        assert search(typed) == ["F-2026-001", action.reference]


def test_the_beginning_of_a_word_is_tried_when_no_whole_word_is_found(world, search, signed_in):
    begun = finding(world, "Chronologies are missing")
    page = asked(signed_in(officer(world)), "chronol miss")
    assert [result.reference for result in page.context["results"]] == [begun]
    assert "have words that begin so" in page.content.decode()
    assert search("ch") == []


def test_beginnings_find_what_one_may_read_behind_however_much_that_one_may_not(world, search, monkeypatch):
    """The best places of all may be closed to somebody: then every place is asked."""
    monkeypatch.setattr(queries, "MOST", 2)
    monkeypatch.setattr(queries, "LIKELY", 3)
    low = [finding(world, "Something else", evidence=f"Chronologies {number}") for number in range(2)]
    for number in range(4):
        closed = record_source(
            board=world.board, kind="audit", title=f"Chronologies {number}", started_on=ON, sensitivity="named",
            by=world.people["business_manager"],
        )  # fmt: skip
    assert closed.reference in search("chronol", "business_manager")
    assert set(search("chronol")) == set(low)


def test_the_best_beginnings_go_first_and_no_more_than_so_many(world, search, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    monkeypatch.setattr(queries, "LIKELY", 8)
    finding(world, "Something else", evidence="Chronologies")
    best = [finding(world, f"Chronologies {number}") for number in range(9)]
    assert search("chronol") == best[:-3:-1]


def test_the_words_are_marked_in_context(world, signed_in):
    finding(world, "Files <b>say</b> nothing", evidence="Chronologies & bruises")
    html = asked(signed_in(officer(world)), "chronology file").content.decode()
    assert "<mark>Files</mark> &lt;b&gt;say" in html
    assert "<mark>Chronologies</mark> &amp; bruises" in html


def test_notes_and_progress_are_found_with_their_record(world, search):
    action = agreed(world)
    add_progress(action=action, text="A lighthouse was built", on=ON, by=officer(world))
    note = {"kind": "finding", "reference": "F-2026-001", "text": "Ask the harbourmaster"}
    add_note(board=world.board, **note, by=officer(world))
    assert search("lighthouses") == [action.reference]
    assert search("harbourmasters") == ["F-2026-001"]


def test_what_was_changed_is_found_by_its_new_words_alone(world, search):
    drawn = a_finding(world, statement="Old zebra words")
    edit_finding(finding=drawn, statement="New giraffe words", themes=[], agencies=[], by=officer(world))
    assert search("zebra") == []
    assert search("giraffe") == [drawn.reference]


def test_kinds_and_years_narrow(world, search):
    action = agreed(world, title="Chronologies")
    older = finding(world, "Chronologies are missing", drawn_on=ON.replace(year=2027))
    assert {action.reference, older} <= set(search("chronology"))
    assert search("chronology", filters="&kind=action") == [action.reference]
    assert search("chronology", filters="&first=2027") == [older]
    assert older not in search("chronology", filters="&last=2026")
    assert search("chronology", filters="&first=nonsense&kind=nothing") == search("chronology")


def test_results_are_paged(world, signed_in):
    for number in range(27):
        finding(world, f"Chronology {number}")
    client = signed_in(officer(world))
    page = asked(client, "chronology", "&page=2")
    assert "27 results" in page.content.decode()
    assert len(page.context["results"]) == 2


def officer(world):
    return world.people["officer"]


# ---- who finds what


SAYS = {
    "source": "audits", "finding": "chronologies", "recommendation": "chronologies", "action": "training",
    "shared": "chronologies", "evaluation": "training",
}  # fmt: skip
"""A word that every record of a kind says, among those in each state."""


def test_everybody_finds_exactly_what_they_may_open(world):
    """For each person, each kind of record and every state: the search gives the policy's rows."""
    build_states(world)
    assert SAYS.keys() == SEARCHED.keys()
    for name, person in columns(world).items():
        for kind, word in SAYS.items():
            may = allowed(person, SEARCHED[kind].permission).filter(board=world.board)
            found = find(person, world.board, Asked(question(word), kinds=[kind])).keys
            records = Indexed.objects.filter(pk__in=found).values_list("record", flat=True)
            assert set(records) == set(may.values_list("pk", flat=True)), (name, kind)


def test_what_is_closed_is_neither_found_nor_counted_nor_hinted_at(world, signed_in):
    closed_to_colleague = a_finding(
        world, statement="Zebediah was hurt", sensitivity=NAMED, named_people=[officer(world)]
    )
    colleague = world.person(OFFICER, name="colleague")
    for words in ["zebediah", "zebed", '"zebediah was"', closed_to_colleague.reference]:
        page = asked(signed_in(colleague), words)
        assert page.context["results"] == []
        assert "Nothing that you may read" in page.content.decode()
    page = asked(signed_in(officer(world)), "zebediah")
    assert [result.reference for result in page.context["results"]] == [closed_to_colleague.reference]


def test_hidden_words_change_nothing_of_what_others_find(world, search):
    begun = finding(world, "Chronologies are missing")
    world.people["colleague"] = world.person(OFFICER, name="colleague")
    before = search("chronolog", "colleague")
    a_finding(world, statement="Chronolog chronolog", sensitivity=NAMED, named_people=[officer(world)])
    assert search("chronolog", "colleague") == before == [begun]


def test_a_source_that_is_closed_takes_all_that_grew_from_it_out_of_the_search(world, search):
    drawn = a_finding(world, statement="Chronologies are missing")
    world.people["colleague"] = world.person(GROUP_MEMBER, name="colleague", group="cases")
    assert search("chronology", "colleague") == [drawn.reference]
    source = Source.objects.get(pk=drawn.source_id)
    edit_source(
        source=source, sensitivity="named", agencies=[], themes=[], named_people=[officer(world)],
        by=officer(world),
    )  # fmt: skip
    assert search("chronology", "colleague") == []
    assert search("chronology") == [drawn.reference]


def test_the_text_of_a_restricted_record_shows_when_it_is_opened(world, signed_in):
    a_finding(
        world, statement="Bruises", evidence="Zebediah told it", sensitivity=NAMED, named_people=[officer(world)]
    )
    page = asked(signed_in(officer(world)), "zebediah")
    html = page.content.decode()
    assert len(page.context["results"]) == 1
    assert "told it" not in html
    assert "Its text shows when you open it" in html


def test_another_board_finds_nothing_here(world, signed_in):
    finding(world, "Chronologies are missing")
    client = signed_in(world.people["stranger"])
    assert client.post(URL, {"words": "chronologies"}).status_code == 404
    sent = client.post("/westshire/search/", {"words": "chronologies"})
    assert client.get(sent["Location"]).context["results"] == []


# ---- the words themselves


def test_no_address_and_no_stored_session_bears_the_words(world, signed_in):
    client = signed_in(officer(world))
    sent = client.post(URL, {"words": "Zebediah Smith"})
    assert re.fullmatch(rf"{URL}\?s=[\w-]{{8}}", sent["Location"])
    assert "ebediah" not in repr(dict(client.session))
    html = client.get(sent["Location"]).content.decode()
    assert 'value="Zebediah Smith"' in html
    assert not re.search(r'(href|hx-get|action)="[^"]*ebediah', html)


def test_a_search_that_has_ended_says_so(world, signed_in):
    assert "This search has ended" in signed_in(officer(world)).get(f"{URL}?s=unknown").content.decode()


@pytest.mark.parametrize("typed", ["", "   ", "the", "x" * 900, "\u202e", '"', "a\0b"])
def test_whatever_is_typed_is_answered(world, signed_in, typed):
    assert asked(signed_in(officer(world)), typed).status_code == 200


def test_the_box_stands_on_every_page_of_a_board(world, signed_in):
    for name in ["officer", "practitioner"]:
        html = signed_in(world.people[name]).get("/eastshire/").content.decode()
        assert f'action="{URL}" role="search"' in html


# ---- the index


def test_the_number_of_queries_does_not_grow(world, signed_in):
    client = signed_in(officer(world))

    def queries(words):
        location = client.post(URL, {"words": words})["Location"]
        with CaptureQueriesContext(connection) as told:
            client.get(location)
        return len(told)

    finding(world, "Chronology of neglect")
    few = queries("chronology neglect")
    for number in range(20):
        finding(world, f"Chronology of neglect {number}")
    assert queries("chronology neglect") == few <= 20


def test_every_change_leaves_the_index_right(world):
    build_states(world)
    with scopes_disabled():
        assert Indexed.objects.filter(board=world.board).count() > 30
        assert list(faults(world.board)) == []


def test_the_command_finds_what_is_wrong_and_building_again_mends_it(world):
    kept, changed = a_finding(world), a_finding(world, statement="Another")
    write(lambda: Indexed.objects.filter(kind="finding", record=kept.pk).delete())
    write(lambda: Place.objects.filter(indexed__record=changed.pk, indexed__kind="finding")[:1].get().delete())
    write(lambda: Indexed.objects.filter(kind="source", reference="R-2026-001").update(record=0))
    said = StringIO()
    with pytest.raises(CommandError, match="search rebuild"):
        call_command("search", "check", "--board", "eastshire", stdout=said)
    assert f"Finding {kept.reference} is not in the index." in said.getvalue()
    assert f"Finding {changed.reference} says something else in the index." in said.getvalue()
    assert "is no record any more" in said.getvalue()
    call_command("search", "rebuild", stdout=said)
    call_command("search", "check", stdout=said)
    assert "the index is right" in said.getvalue()


def test_the_command_knows_the_boards(world):
    with pytest.raises(CommandError, match="eastshire, westshire"):
        call_command("search", "check", "--board", "nowhere")


def test_many_records_of_one_operation_are_indexed_at_once(world):
    rows = [f"Chronology {number} of neglect" for number in range(30)]
    source = a_finding(world).source

    @operation
    def draw_many(*, by):
        told = {"board": world.board, "source": source, "kind": "need", "multi_agency": True, "drawn_on": ON}
        made = [
            Finding(reference=f"F-2020-{number:03}", statement=text, recorded_at=source.recorded_at, **told)
            for number, text in enumerate(rows)
        ]
        create_many(FINDING_DRAWN, made)

    with CaptureQueriesContext(connection) as told:
        draw_many(by=SYSTEM)
    of_index = [query["sql"] for query in told if "search_" in query["sql"]]
    assert len(of_index) < 20
    assert list(faults(world.board)) == []
    assert Stem.objects.filter(board=world.board, text="chronologi").count() == 1


def write(change):
    """Spoil the index as no operation would."""

    @operation
    def spoil(*, by):
        change()
        log(EVENTS["agency.added"], Agency.objects.first(), name="Spoiled")

    spoil(by=SYSTEM)
