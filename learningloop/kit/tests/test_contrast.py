"""Every pair of colours that meets on a page can be read: WCAG 2.2, 4.5:1 for words, 3:1 for shapes."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[1] / "assets" / "_colours.scss").read_text()
COLOURS = dict(re.findall(r"^\$([\w-]+): (#[0-9a-f]{6});", SHEET, re.MULTILINE))
STAGES = ("experience", "learning", "embedding", "evaluation")

WORDS = [
    *[(name, ground) for name in ("ink", "quiet", "primary", "visited") for ground in ("paper", "tint")],
    *[("ink", ground) for ground in ("primary-tint", "attention-tint", "soon-tint", "well-tint", "focus")],
    ("attention", "paper"), ("attention", "attention-tint"), ("soon", "soon-tint"), ("soon", "paper"),
    ("soon", "primary-tint"), ("well", "well-tint"), ("well", "paper"), ("primary", "primary-tint"),
    ("primary", "attention-tint"), ("quiet", "primary-tint"), ("quiet", "attention-tint"),
    ("paper", "primary"), ("paper", "primary-dark"), ("paper", "attention"), ("paper", "attention-dark"),
    *[("paper", stage) for stage in STAGES],
]  # fmt: skip
SHAPES = [
    *[(name, ground) for name in (*STAGES, "edge", "attention", "well") for ground in ("paper", "tint")],
    ("attention", "attention-tint"),
    ("primary", "primary-tint"),
    ("well", "well-tint"),
]


def lightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((lightness(COLOURS[one]), lightness(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_can_be_read(words, ground):
    assert contrast(words, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(shape, ground):
    assert contrast(shape, ground) >= 3


def test_the_measure_itself_knows_black_on_white():
    assert contrast("paper", "paper") == 1
    assert lightness("#ffffff") == pytest.approx(1)
    assert lightness("#000000") == 0


def test_colours_are_written_in_one_place():
    others = [
        path for path in (Path(__file__).parents[1] / "assets").glob("*.scss") if path.name != "_colours.scss"
    ]
    assert others
    assert [path.name for path in others if re.search(r"#[0-9a-fA-F]{3,6}\b", path.read_text())] == []


def test_the_look_has_its_four_stage_colours():
    assert [COLOURS[stage] for stage in STAGES] == ["#3f56a6", "#0b6e75", "#39702f", "#83386f"]
