"""What is asked about a framework: its parts by the schema, a text, a file, the day from which it holds."""

import re
from typing import Any

from django import forms
from django.urls import resolve
from django.utils.text import slugify

from learningloop.frameworks.rules.faults import Fault
from learningloop.frameworks.rules.fields import Asked, one_line, read_route, route_line
from learningloop.kit.forms import DateField, Form
from learningloop.kit.parts import Content, find
from learningloop.kit.seen import SeenForm
from learningloop.people.models import Board
from learningloop.people.queries import has_account

COLUMNS = {"class": "govuk-checkboxes--small kit-choices--columns"}
LARGEST = 2 * 1024 * 1024
"""A whole framework in bytes; the largest of those that come with the software has a tenth of it."""


TOO_LARGE = "The file is larger than 2 MB. A framework is text alone: choose its file"
KEY = r"[a-z0-9]+(-[a-z0-9]+)*"
NOT_FOR_BOARDS = {"static", "media", "admin", "api"}


class PartForm(SeenForm):
    """One part of a framework, asked as its schema says. What was not changed keeps its exact words."""

    def __init__(
        self,
        data: Any,
        *,
        asked: list[Asked],
        content: Content,
        part: dict[str, Any] | None = None,
        seen: int = 0,
        position: tuple[int, int] | None = None,
    ) -> None:
        self.part, self.asked = part or {}, asked
        initial: dict[str, Any] = {one.name: shown(one, self.part.get(one.name)) for one in asked}
        source = self.part.get("source") or {"at": "", "quote": ""}
        initial |= {"source_at": source["at"], "source_quote": source["quote"], "seen": seen}
        initial |= {
            "unverified": not self.part.get("verified", True),
            "position": position[0] if position else None,
        }
        super().__init__(data, initial=initial)
        for one in asked:
            if one.kind not in ("key", "keys") or find(content, (one.target,)):
                self._add(one.name, field_for(one, content))
        if position:
            places = forms.IntegerField(label="Place in the list", min_value=1, max_value=position[1])
            self._add("position", places)
        self._ask_for_the_passage(entry=position is not None)

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        label = str(field.label or "")
        field.error_messages["required"] = f"Enter {label[:1].lower()}{label[1:]}"

    def _ask_for_the_passage(self, *, entry: bool) -> None:
        where = "A page or paragraph of your board’s document, or the decision that brought it in."
        self._add("source_at", forms.CharField(label="Where this comes from", help_text=where))
        quote = forms.CharField(
            label="The words that stand there",
            help_text="Copied exactly.",
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self._add("source_quote", quote)
        if entry:
            label = "Nobody has checked this against a source yet"
            self._add("unverified", forms.BooleanField(label=label, required=False))

    def told(self) -> dict[str, Any]:
        """The part as it shall be."""
        told = dict(self.part)
        for one in self.asked:
            if one.name not in self.fields:
                continue
            if one.name not in self.part or self.cleaned_data[one.name] != shown(one, self.part[one.name]):
                told[one.name] = stored(one, self.cleaned_data[one.name])
        if "source_at" in self.fields:
            given = {"at": self.cleaned_data["source_at"], "quote": _text(self.cleaned_data["source_quote"])}
            told["source"] = {**told.get("source", {}), **given}
        if "unverified" in self.fields:
            told["verified"] = not self.cleaned_data["unverified"]
        return told

    def differing(self, theirs: dict[str, Any]) -> list[tuple[str, str]]:
        """What somebody else wrote meanwhile, question by question, where it is not what was typed here."""
        told = [(one, shown(one, theirs.get(one.name))) for one in self.asked]
        return [(one.label, _said(value)) for one, value in told if value != self.cleaned_data.get(one.name)]

    def add_faults(self, faults: list[Fault], depth: int) -> None:
        """Say each fault beside its question; `depth` is how far down the part itself stands."""
        for fault in faults:
            name = str(fault.place[depth]) if len(fault.place) > depth else ""
            self.add_error(name if name in self.fields else None, f"{fault.problem} {fault.mend}".strip())


def shown(asked: Asked, value: Any) -> Any:
    """A stored value as the form shows it."""
    match asked.kind:
        case "lines":
            return "\n".join(map(one_line, value or ()))
        case "routes":
            return "\n".join(map(route_line, value or ()))
        case "keys":
            return list(value or ())
        case "yes":
            return bool(value)
        case "number":
            return value
    return _text(value or "").strip()


def stored(asked: Asked, value: Any) -> Any:
    """An answer as it is stored."""
    match asked.kind:
        case "lines":
            return [line.strip() for line in value.splitlines() if line.strip()]
        case "routes":
            return [read_route(line.strip()) for line in value.splitlines() if line.strip()]
        case "keys" | "yes" | "number":
            return value
    return _text(value) or None


def _said(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "Nothing")


def _text(value: str) -> str:
    return value.replace("\r\n", "\n")


class TextField(forms.CharField):
    """Text with the line ends as they are stored, whatever the browser sends."""

    def to_python(self, value: Any) -> str:
        return _text(super().to_python(value) or "")


def field_for(asked: Asked, content: Content) -> forms.Field:
    """The form's field for a question."""
    told: dict[str, Any] = {"label": asked.label, "required": asked.required, "help_text": asked.hint}
    if asked.kind == "number":
        return forms.IntegerField(min_value=1, **told)
    if asked.kind == "yes":
        return forms.BooleanField(**told)
    if asked.kind in ("choice", "key", "keys"):
        return _choice(asked, content, told)
    if asked.kind == "routes":
        keys = "; ".join(f"{group['key']} is {group['name']}" for group in find(content, ("groups",)))
        told["help_text"] = f"{asked.hint}. The keys: {keys}."
    if asked.kind in ("lines", "routes", "text"):
        return TextField(widget=forms.Textarea(attrs={"rows": 4}), **told)
    return TextField(**told)


def _choice(asked: Asked, content: Content, told: dict[str, Any]) -> forms.Field:
    if asked.target:
        choices = [(entry["key"], entry["name"]) for entry in find(content, (asked.target,))]
    else:
        choices = [(one, one[:1].upper() + one[1:].replace("-", " ")) for one in asked.choices]
    if asked.kind == "keys":
        widget = forms.CheckboxSelectMultiple(attrs=COLUMNS)
        return forms.MultipleChoiceField(choices=choices, widget=widget, **told)
    none = "Choose one" if asked.required else "None"
    return forms.ChoiceField(choices=[("", none), *choices], **told)


class SectionTextForm(SeenForm):
    """A whole section as it is written in a pack."""

    text = TextField(
        label="The section as text",
        help_text="As in a pack: each entry begins with a dash, each of its parts stands on a line of its own.",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "kit-code"}),
    )


class UploadForm(Form):
    """A framework as a file."""

    file = forms.FileField(
        label="The framework as a YAML file", widget=forms.FileInput(attrs={"accept": ".yaml,.yml"})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return file


class ApproveForm(SeenForm):
    """From when a version holds, and what decided it. `seen` is the content that the approver was shown."""

    effective_on = DateField(label="In force from", help_text="Today or a later day. For example, 27 3 2026")
    decision = forms.CharField(
        label="What decided it",
        help_text="For example, Board meeting of 14 May, item 6.",
        required=False,
        max_length=300,
    )
    knows = forms.BooleanField(
        label="I have seen which records use what is taken out",
        error_messages={"required": "Look at which records use what is taken out, then say that you have seen it"},
    )

    def __init__(self, *args: Any, used: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not used:
            del self.fields["knows"]


class FoundForm(Form):
    """A new board: what it is called, what its framework begins from, who begins with it."""

    name = forms.CharField(
        label="What the board is called", help_text="For example, Northshire Safeguarding Children Partnership.",
        max_length=200,
    )  # fmt: skip
    short_name = forms.CharField(label="As people say it", help_text="For example, NSCP.", max_length=60)
    area = forms.CharField(label="Its area", help_text="For example, Northshire.", max_length=120)
    slug = forms.SlugField(
        label="The address of its pages",
        help_text="Small letters, digits and hyphens. When you leave it empty, it is made from the area.",
        required=False,
        max_length=60,
    )
    begin_with = forms.ChoiceField(label="Its framework begins as a copy of", widget=forms.RadioSelect)
    file = forms.FileField(
        label="Or as this file",
        help_text="A framework that you have as a YAML file. It goes before the choice above.",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        required=False,
    )
    manager_email = forms.EmailField(
        label="The business manager’s email address",
        help_text="They run the board here and grant roles to everybody else. It may be you.",
        max_length=254,
    )
    manager_name = forms.CharField(label="Their name, if they have no account yet", required=False, max_length=200)
    chair_email = forms.EmailField(
        label="The independent chair’s email address",
        help_text="They answer recommendations and approve the framework. It can be given later.",
        required=False,
        max_length=254,
    )
    chair_name = forms.CharField(label="Their name, if they have no account yet", required=False, max_length=200)
    pack = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, packs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin_with"].choices = list(packs.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        told["slug"] = told.get("slug") or slugify(told.get("area", ""))[:60]
        self._free(told["slug"])
        for role in ("manager", "chair"):
            email = told.get(f"{role}_email")
            if email and not told.get(f"{role}_name") and not has_account(email):
                self.add_error(f"{role}_name", "Nobody with this address has an account yet. Enter their name")
        if told.get("file"):
            self._read(told)
        return told

    def _free(self, slug: str) -> None:
        """The address must be a board's: no other page of the site stands there, and no other board."""
        if not slug or "slug" in self.errors:
            return
        if (
            not re.fullmatch(KEY, slug)
            or resolve(f"/{slug}/").kwargs.get("board") != slug
            or slug in NOT_FOR_BOARDS
        ):
            self.add_error("slug", f"No board can stand at /{slug}/. Choose another address")
        elif Board.objects.filter(slug=slug).exists():
            self.add_error("slug", f"There is a board at /{slug}/ already. Choose another address")

    def _read(self, told: dict[str, Any]) -> None:
        if told["file"].size > LARGEST:
            self.add_error("file", TOO_LARGE)
            return
        told["pack"] = told["file"].read().decode("utf-8-sig", "replace")
