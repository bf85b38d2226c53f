"""Every fault of a pack is shown in one go: with its line, its path, and how to mend it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from learningloop.frameworks.imports import FaultyFramework, read_framework
from learningloop.frameworks.rules.checking import check
from learningloop.frameworks.rules.references import REFERENCES
from learningloop.frameworks.schema import Framework, Key, Part

FILES = Path(__file__).parent / "files"
SOUND = FILES / "sound.yaml"
TWELVE = FILES / "twelve_faults.yaml"
GOLDEN = yaml.safe_load((FILES / "faults.yaml").read_text("utf-8"))


def faults_of(file: Path) -> list[str]:
    try:
        read_framework(file)
    except FaultyFramework as error:
        return [str(fault) for fault in error.faults]
    return []


def test_a_sound_pack_has_no_faults() -> None:
    assert faults_of(SOUND) == []
    assert read_framework(SOUND).document.revised == "2017-09"


def test_every_shipped_pack_is_sound() -> None:
    packs = sorted((Path(__file__).parents[1] / "packs").glob("*.yaml"))
    assert packs
    assert {pack.name: faults for pack in packs if (faults := faults_of(pack))} == {}


def test_twelve_planted_faults_are_twelve() -> None:
    lines = TWELVE.read_text("utf-8").splitlines()
    planted = sorted(number for number, line in enumerate(lines, 1) if re.search(r"# \d+: ", line))
    with pytest.raises(FaultyFramework) as caught:
        read_framework(TWELVE)
    assert len(planted) == 12
    assert [fault.line for fault in caught.value.faults] == planted


def test_the_twelve_in_words() -> None:
    assert faults_of(TWELVE) == (FILES / "twelve_faults.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["fault"])
def test_each_kind_of_fault_in_words(golden: dict[str, Any], tmp_path: Path) -> None:
    sound = SOUND.read_text("utf-8")
    assert sound.count(golden["replace"]) == 1
    file = tmp_path / "pack.yaml"
    file.write_text(sound.replace(golden["replace"], golden["by"]), encoding="utf-8")
    assert faults_of(file) == golden["told"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1: the whole file: The file is empty. Begin with"),
        (b"# nothing but a remark\n", "line 1: the whole file: The file is empty. Begin with"),
        (b"- board\n", "line 1: the whole file: A framework is wanted here. Begin with"),
        (b"board: x\narea: \xff\n", "line 2: the whole file: A character cannot be read. Save the file as UTF-8."),
        (b"board: x\n---\nboard: y\n", "line 2: the whole file: The file cannot be read from here on: but found"),
    ],
)
def test_a_file_that_is_no_framework_has_one_fault(content: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / "pack.yaml"
    file.write_bytes(content)
    (fault,) = faults_of(file)
    assert fault.startswith(told)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "pack.yaml"
    file.write_text(SOUND.read_text("utf-8"), encoding="utf-8-sig")
    assert faults_of(file) == []


def test_a_fault_inside_what_an_alias_repeats_is_told_at_its_one_line(tmp_path: Path) -> None:
    file = tmp_path / "pack.yaml"
    text = SOUND.read_text("utf-8").replace(
        "{at: Title page, quote: Learning and Improvement Framework}", "{at: Title}"
    )
    file.write_text(text, encoding="utf-8")
    (fault,) = faults_of(file)
    assert fault.startswith('line 7: board.source.quote: "quote" is missing.')


def test_no_kind_of_fault_is_left_to_the_schemas_own_words() -> None:
    assert "Compare it with the schema" not in str(GOLDEN)


def references(model: type[Part], path: str = "") -> Iterator[str]:
    """Every field that holds the key of something else."""
    for name, field in model.model_fields.items():
        text = str(field.annotation)
        many = "[]" if "tuple" in text else ""
        part = part_in(field.annotation)
        if part and part is not model:
            yield from references(part, f"{path}{name}{many}.")
        elif name not in ("key", "slug") and is_key(field):
            yield f"{path}{name}{many}"


def part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((part for inner in get_args(annotation) if (part := part_in(inner))), None)


def is_key(field: Any) -> bool:
    return field.metadata == list(get_args(Key)[1:]) or repr(get_args(Key)[1]) in repr(field.annotation)


def test_every_reference_in_the_schema_is_followed() -> None:
    assert sorted(references(Framework)) == sorted(REFERENCES)


def test_whatever_a_pack_holds_the_check_ends_with_faults() -> None:
    for junk in (
        None,
        3,
        "words",
        [],
        {},
        {"groups": 3},
        {"groups": [3, None, {"key": []}]},
        {"board": {"slug": {}}},
    ):
        assert check(junk)


def repeated(around: str) -> str:
    """Eight lines, each of which repeats the one above nine times."""
    names = "abcdefghi"
    lines = zip(names, names[1:], strict=False)
    return "".join(f"{new}: &{new} {around.format(', '.join([f'*{old}'] * 9))}\n" for old, new in lines)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &a [x, x, x, x, x, x, x, x, x]\n" + repeated("[{}]"), "too large once its aliases"),
        ("a: &a {x: 1, y: 2, z: 3}\n" + repeated("{{<<: [{}]}}"), "too large once its aliases"),
        ("[" * 5000, "too deep in each other"),
        ("a: " + "{b: " * 5000, "too deep in each other"),
    ],
    ids=["lists", "merges", "deep lists", "deep mappings"],
)
def test_a_trap_is_told_and_not_sprung(tmp_path: Path, text: str, told: str) -> None:
    pack = tmp_path / "trap.yaml"
    pack.write_text(text)
    with pytest.raises(FaultyFramework, match=told):
        read_framework(pack)
