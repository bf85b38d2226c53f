"""What is asked about a scale: its grades in rows, the lowest first."""

from collections.abc import Collection
from typing import Any, get_args

from django import forms

from learningloop.frameworks.rules.faults import Fault, one_of
from learningloop.instruments.forms.writing import LINE, NAME, PartForm, line
from learningloop.instruments.rules.drafting import keyed
from learningloop.instruments.schema import Colour
from learningloop.kit.forms import Form
from learningloop.kit.parts import free_key

FEWEST, SPARE = 5, 2
PARTS = ("label", "meaning", "colour", "score")
COLOURS = [("", "None"), *((colour, colour.capitalize()) for colour in get_args(Colour))]
HIGHEST = 1000


class ScaleForm(PartForm):
    """A scale of the set. A row without a label is no grade."""

    name = line("Name", "Such as Not met, partly met, met.", required=True, longest=NAME)
    origin = line("Where it comes from", "The tool that grades in this way.")
    pass_mark = line("The lowest grade that is good enough", "As you wrote it above.", longest=NAME)

    def __init__(self, data: Any, *, scale: dict[str, Any] | None, seen: int = 0) -> None:
        self.scale = scale or {"points": []}
        self.former = self.scale["points"]
        self.rows = range(max(FEWEST, len(self.former) + SPARE))
        super().__init__(data, initial={**_initial(self.scale), "seen": seen})
        for row in self.rows:
            self.fields |= {f"{row}.{name}": field for name, field in _row(row + 1).items()}

    @property
    def grades(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The rows, each with its number and its fields."""
        return [(row + 1, [self[f"{row}.{name}"] for name in PARTS]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        self.filled = [row for row in self.rows if told.get(f"{row}.label")]
        for row in self.rows:
            if row not in self.filled and any(told.get(f"{row}.{name}") not in ("", None) for name in PARTS):
                self.add_error(f"{row}.label", f"Enter the label of grade {row + 1}, or empty the whole row")
        labels = self._labels()
        if len(labels) < 2:
            self.add_error(None, "Enter at least two grades")
        for row, label in zip(self.filled, labels, strict=True):
            if labels.count(label) > 1:
                self.add_error(f"{row}.label", f"“{label}” stands there twice. Give each grade its own label")
        mark = told.get("pass_mark")
        if mark and labels and mark not in labels:
            self.add_error("pass_mark", f"“{mark}” is not among the grades. Write {one_of(labels)}")
        return told

    def told(self, taken: Collection[str] = ()) -> dict[str, Any]:
        """The scale as it shall be; a new one gets a key that is not `taken`."""
        told, labels = self.cleaned_data, self._labels()
        keys = keyed(labels, self.former)
        points = [
            {
                "key": key,
                **{name: told[f"{row}.{name}"] for name in PARTS},
                "colour": told[f"{row}.colour"] or None,
            }
            for key, row in zip(keys, self.filled, strict=True)
        ]
        return {
            "key": self.scale.get("key") or free_key(told["name"], taken),
            "name": told["name"],
            "origin": told["origin"],
            "points": points,
            "pass_mark": keys[labels.index(told["pass_mark"])] if told["pass_mark"] else None,
        }

    def _labels(self) -> list[str]:
        return [self.cleaned_data[f"{row}.label"] for row in self.filled]

    def field_of(self, fault: Fault) -> str:
        """A fault between grades is told at the first grade."""
        return "0.score" if fault.place[0] == "points" else super().field_of(fault)


class TakeScaleForm(Form):
    """One of the scales that come with the software."""

    scale = forms.ChoiceField(label="A scale that real tools grade with")

    def __init__(self, data: Any, *, offered: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["scale"].choices = [("", "Choose one"), *offered]  # type: ignore[attr-defined]


def _row(number: int) -> dict[str, forms.Field]:
    hint = "Empty: not scored, such as “does not apply”." if number == 1 else ""
    return {
        "label": forms.CharField(label=f"Grade {number}", required=False, max_length=NAME),
        "meaning": forms.CharField(label="What has to be true for it", required=False, max_length=LINE),
        "colour": forms.ChoiceField(label="Colour", required=False, choices=COLOURS),
        "score": forms.IntegerField(label="Score", required=False, min_value=0, max_value=HIGHEST, help_text=hint),
    }


def _initial(scale: dict[str, Any]) -> dict[str, Any]:
    labels = {point["key"]: point["label"] for point in scale["points"]}
    told = {name: scale.get(name, "") for name in ("name", "origin")}
    cells = {f"{row}.{name}": point[name] for row, point in enumerate(scale["points"]) for name in PARTS}
    return {**told, **cells, "pass_mark": labels.get(scale.get("pass_mark"), "")}
