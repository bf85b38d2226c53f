"""What began under a version of the framework keeps it."""

from datetime import date, timedelta

from django.utils import timezone

from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.operations import load_framework
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM
from tests.world import TODAY


def test_a_source_keeps_the_version_under_which_it_began(world, signed_in):
    began = record_source(board=world.board, kind="audit", title="Audit", started_on=TODAY, by=SYSTEM)
    first = world.version.document
    only_reviews = first.model_copy(
        update={"source_kinds": first.source_kinds[:1], "domains": (), "library": (), "matrix": ()}
    )
    load_framework(framework=only_reviews, by=SYSTEM)
    began.refresh_from_db()
    assert began.framework_version == FrameworkVersion.objects.get(board=world.board, number=1)
    assert began.kind_told.name == "Audit"
    page = signed_in(world.people["officer"]).get(f"/eastshire/sources/{began.reference}/").content.decode()
    assert 'href="/eastshire/framework/versions/1/">Version 1</a>' in page
    assert ", under which it began" in page


def test_what_began_before_a_version_and_is_recorded_after_it_stands_under_the_earlier(world, monkeypatch):
    day, after = TODAY + timedelta(days=30), TODAY + timedelta(days=40)
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)
    changed = world.version.document.model_copy(update={"priorities": ()})
    second = load_framework(framework=changed, by=SYSTEM)
    monkeypatch.setattr(timezone, "localdate", lambda *_: after)
    began = {"before": day - timedelta(days=1), "on the day": day, "long before": date(2015, 5, 1)}
    told = {"board": world.board, "kind": "audit", "by": SYSTEM}
    versions = {
        when: record_source(title=when, started_on=on, **told).framework_version for when, on in began.items()
    }
    assert versions == {"before": world.version, "on the day": second, "long before": second}
