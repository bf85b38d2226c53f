"""Loading a framework by its operation: what the command cannot reach."""

import pytest

from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.operations import FrameworkDoesNotHold, load_framework
from learningloop.frameworks.queries import source_kinds
from learningloop.frameworks.rules.wording import NOUNS
from learningloop.frameworks.schema import Entry, Framework, Part
from learningloop.frameworks.tests.test_check import part_in
from learningloop.people.models import Board
from learningloop.trail.operations import SYSTEM
from tests.world import framework


@pytest.mark.django_db
def test_a_framework_whose_parts_contradict_each_other_is_refused() -> None:
    sound = framework("eastshire", "Eastshire", "ESCB")
    circle = tuple(group.model_copy(update={"reports_to": "audit"}) for group in sound.groups)
    with pytest.raises(FrameworkDoesNotHold, match="audit → audit"):
        load_framework(framework=sound.model_copy(update={"groups": circle}), by=SYSTEM)
    assert not Board.objects.exists()


@pytest.mark.django_db
def test_a_version_is_read_once_in_a_process(django_assert_num_queries) -> None:
    version = load_framework(framework=framework("eastshire", "Eastshire", "ESCB"), by=SYSTEM)
    assert version.document.board.slug == "eastshire"
    with django_assert_num_queries(0):
        assert version.document.board.slug == "eastshire"
    again = FrameworkVersion.objects.get(pk=version.pk)
    with django_assert_num_queries(0):
        assert again.document is version.document


def lists_of_entries(model: type[Part], met: set[type[Part]]) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        part = part_in(field.annotation)
        if part and "tuple" in str(field.annotation) and issubclass(part, Entry):
            found.add(name)
        if part and part not in met:
            found |= lists_of_entries(part, met | {part})
    return found


def test_every_list_of_the_schema_has_a_word_for_one_of_it() -> None:
    assert lists_of_entries(Framework, {Framework}) == set(NOUNS)


def test_a_framework_describes_an_inspection_in_its_own_words() -> None:
    sound = framework("eastshire", "Eastshire", "ESCB")
    assert list(source_kinds(sound)) == ["case-review", "audit", "inspection"]
    own = sound.source_kinds[0].model_copy(update={"key": "inspection"})
    with_its_own = sound.model_copy(update={"source_kinds": (*sound.source_kinds, own)})
    assert source_kinds(with_its_own)["inspection"] is own
