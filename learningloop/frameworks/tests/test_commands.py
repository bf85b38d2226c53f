"""`learningloop framework`: what each part of the command does and says."""

import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.models import FrameworkVersion
from learningloop.people.models import Agency, Board, Group
from learningloop.trail.models import Event

FILES = Path(__file__).parent / "files"
SOUND = FILES / "sound.yaml"
TWELVE = FILES / "twelve_faults.yaml"
DIFFERENCES = yaml.safe_load((FILES / "differences.yaml").read_text("utf-8"))


class Said:
    """What a run of the command said, and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        self.code = 0
        try:
            call_command("framework", *map(str, arguments))
        except SystemExit as ended:
            self.code = int(ended.code or 0)
        captured = capsys.readouterr()
        self.out, self.err = captured.out, captured.err


def changed(folder: Path, *replacements: tuple[str, str]) -> Path:
    text = SOUND.read_text("utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "changed.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_check_counts_what_a_sound_pack_holds(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "check", SOUND)
    assert said.code == 0
    assert "has no faults" in said.out
    assert ["groups", "3"] in [line.split() for line in said.out.splitlines()]


def test_check_shows_every_fault_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "check", TWELVE)
    assert said.code == 1
    assert said.out.splitlines() == (FILES / "twelve_faults.txt").read_text("utf-8").splitlines()
    assert said.err == f"{TWELVE} has 12 faults.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("check", "nowhere.yaml"), "nowhere.yaml cannot be opened: No such file or directory.\n"),
        (("load", "nowhere.yaml"), "nowhere.yaml cannot be opened: No such file or directory.\n"),
        (("check", FILES), f"{FILES} cannot be opened: Is a directory.\n"),
        (("show", "nobody"), 'No board and no pack is called "nobody". There are: '),
        (("diff", "nobody", SOUND), 'No board and no pack is called "nobody". There are: '),
        (("diff", SOUND, "nowhere.yaml"), "nowhere.yaml cannot be opened: No such file or directory.\n"),
    ],
)
def test_what_is_not_there_gives_one_sentence(
    arguments: tuple[object, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Said(capsys, *arguments)
    assert said.code == 1
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1


def test_an_unknown_part_of_the_command_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("framework", "chekc", SOUND)


@pytest.mark.django_db
def test_load_makes_the_board_its_groups_and_the_first_version(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "load", SOUND)
    assert said.code == 0
    assert said.out == "Northshire Safeguarding Children Board: version 1 of the framework is in force.\n"
    assert set(Group.objects.filter(home__slug="northshire").values_list("key", flat=True)) == {
        "board",
        "cases",
        "audit",
    }


@pytest.mark.django_db
def test_load_twice_makes_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    Said(capsys, "load", SOUND)
    counts = [model.objects.count() for model in (Board, Group, Agency, FrameworkVersion)]
    said = Said(capsys, "load", SOUND)
    assert said.out == "Northshire Safeguarding Children Board: nothing has changed. Version 1 stays in force.\n"
    assert [model.objects.count() for model in (Board, Group, Agency, FrameworkVersion)] == counts


@pytest.mark.django_db
def test_loading_a_changed_pack_makes_a_version_and_says_what_changed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    Said(capsys, "load", SOUND)
    said = Said(capsys, "load", changed(tmp_path, ("number: 1", "number: 2")))
    assert said.out.splitlines() == [
        "Northshire Safeguarding Children Board: version 2 of the framework is in force.",
        "The clock 'Decision' of Serious case review: number was 1, is now 2.",
    ]
    assert FrameworkVersion.objects.get(number=1).document.source_kinds[0].clocks[0].number == 1
    assert FrameworkVersion.objects.get(number=2).document.source_kinds[0].clocks[0].number == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "planted", [("- key: audit\n    name: Case", "- key: scr\n    name: Case"), ("area:", "aera:")]
)
def test_a_faulty_pack_is_not_loaded_at_all(
    planted: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = Said(capsys, "load", changed(tmp_path, planted))
    assert said.code == 1
    assert said.out.startswith("line ")
    assert "faults.\n" in said.err or "1 fault.\n" in said.err
    assert not Board.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_show_gives_the_version_in_force_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    Said(capsys, "load", SOUND)
    said = Said(capsys, "show", "northshire", "--format", "json")
    assert said.err.startswith("northshire: version 1, in force since ")
    told = json.loads(said.out)
    assert [kind["key"] for kind in told["source_kinds"]] == ["scr", "audit"]
    assert told["agencies"] == []


@pytest.mark.django_db
def test_show_gives_the_shipped_pack_of_a_board_that_is_not_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "show", "northamptonshire", "--format", "json")
    assert said.err == "northamptonshire: not loaded here; this is the pack as it is shipped.\n"
    assert len(json.loads(said.out)["methods"]) == 5


@pytest.mark.django_db
def test_what_show_writes_as_yaml_is_a_pack_that_says_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    Said(capsys, "load", SOUND)
    written = tmp_path / "written.yaml"
    written.write_text(Said(capsys, "show", "northshire").out, encoding="utf-8")
    assert read_framework(written) == read_framework(SOUND)
    assert Said(capsys, "diff", SOUND, written).out == "They say the same.\n"


@pytest.mark.django_db
def test_show_as_markdown_reads_limb_by_limb(capsys: pytest.CaptureFixture[str]) -> None:
    Said(capsys, "load", SOUND)
    said = Said(capsys, "show", "northshire", "--format", "md")
    assert said.out.startswith("# Learning and Improvement Framework\n")
    start = said.out.index("  - Criteria:")
    assert said.out[start:].splitlines()[:7] == [
        "  - Criteria:",
        "    - **(a)**",
        "      - Abuse or neglect is known or suspected, and",
        "      - Any of these:",
        "        - the child has died",
        "          - “Learning and Improvement Framework” (Title page)",
        "        - the child was seriously harmed",
    ]
    assert "  - Commissioned by: Case Review Subgroup\n" in said.out
    for heading in ("Purpose", "Principles", "Groups", "Kinds of source", "Matrix", "Activity reported"):
        assert f"\n## {heading}\n" in said.out
    assert "## Agencies" not in said.out


def test_schema_is_a_json_schema_with_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(Said(capsys, "schema").out)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["source_kinds"]["title"] == "Kinds of source"
    assert set(schema["required"]) == {"board", "document", "purpose", "principles", "groups", "source_kinds"}


@pytest.mark.parametrize("golden", DIFFERENCES, ids=lambda golden: golden["told"])
def test_a_difference_in_words(golden: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = Said(capsys, "diff", SOUND, changed(tmp_path, (golden["replace"], golden["by"])))
    assert said.code == 0
    assert said.out.splitlines()[-1] == golden["told"]


def test_a_moved_entry_is_moved_and_nothing_else(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = SOUND.read_text("utf-8")
    start, end = text.index("  - key: audit\n    name: Audit Subgroup"), text.index("source_kinds:")
    first = text.index("  - key: board\n")
    file = tmp_path / "moved.yaml"
    file.write_text(text[:first] + text[start:end] + text[first:start] + text[end:], encoding="utf-8")
    assert (
        Said(capsys, "diff", SOUND, file).out == "The group 'Audit Subgroup' was moved from place 3 to place 1.\n"
    )


def test_the_recipe_shows_the_parts_of_a_pack_as_they_are_and_an_example_that_holds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    recipe = (settings.ROOT / "docs" / "how-to" / "write-a-framework.md").read_text("utf-8")
    assert Said(capsys, "schema", "--format", "md").out in recipe
    entry = recipe.split("```yaml\n")[1].split("```")[0]
    text = SOUND.read_text("utf-8")
    assert text.count("source_kinds:\n") == 1
    file = tmp_path / "pack.yaml"
    file.write_text(text.replace("source_kinds:\n", entry), encoding="utf-8")
    assert Said(capsys, "check", file).code == 0
