"""A framework written out: as YAML, JSON or Markdown."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from learningloop.frameworks.rules.wording import field_words, title
from learningloop.frameworks.schema import Criterion, Entry, Framework, Part, Passage, Route

LED_BY = ("name", "label", "heading", "how", "what")
PLAIN = ("text", "description", "purpose")
"""Fields that need no name before them: they are what the entry says."""
REFERRING = {
    "reports_to": "groups",
    "part_of": "groups",
    "commissioned_by": "groups",
    "groups": "groups",
    "group": "groups",
    "methods": "methods",
    "kinds": "source_kinds",
    "kind": "source_kinds",
}
"""Fields that name other entries by key, and the list where those stand."""


def as_json(framework: Framework) -> str:
    """Everything, with what the pack left out standing empty."""
    return json.dumps(framework.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def as_yaml(framework: Framework) -> str:
    """A pack that can be checked and loaded again; what is empty is left out."""
    content = framework.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def section_as_yaml(framework: Framework, name: str) -> str:
    """One section as it is written in a pack, without its name; nothing when it is empty."""
    content = framework.model_dump(mode="json", exclude_defaults=True).get(name)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=90) if content else ""


def as_markdown(framework: Framework) -> str:
    """The framework to read: a heading for each part, the quoted passage under each entry."""
    return "\n".join(_Markdown(framework).lines()) + "\n"


WRITERS: dict[str, Callable[[Framework], str]] = {"json": as_json, "yaml": as_yaml, "md": as_markdown}


def file_name(slug: str, number: int, form: str) -> str:
    """What a downloaded version is called."""
    return f"{slug}-framework-{number}.{form}"


TYPES = {"yaml": "application/yaml", "json": "application/json", "md": "text/markdown"}


def schema_as_json() -> str:
    """The JSON Schema of a pack."""
    return json.dumps(Framework.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def schema_as_table() -> str:
    """The top-level keys of a pack, as a Markdown table."""
    rows = [
        f"| `{name}` | {field.description} | {'yes' if field.is_required() else ''} |"
        for name, field in Framework.model_fields.items()
    ]
    return "\n".join(["| Key | What stands there | Needed |", "| --- | --- | --- |", *rows, ""])


SCHEMAS: dict[str, Callable[[], str]] = {"json": schema_as_json, "md": schema_as_table}


class _Markdown:
    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.names = {
            kept: {entry.key: entry.name for entry in getattr(framework, kept)} for kept in REFERRING.values()
        }

    def lines(self) -> Iterator[str]:
        framework = self.framework
        yield f"# {framework.document.title}"
        yield from ("", framework.board.name, "")
        yield from self._fields(framework.board, "")
        yield from self._fields(framework.document, "")
        for name, field in Framework.model_fields.items():
            entries = getattr(framework, name)
            if isinstance(entries, tuple) and entries:
                yield from ("", f"## {field.title}", "")
                for entry in entries:
                    yield from self._entry(entry, "")

    def _entry(self, entry: Entry, indent: str) -> Iterator[str]:
        lead = [name for name in LED_BY if getattr(entry, name, None)][:1] or ["text"]
        shown = getattr(entry, lead[0], None) or self._reference("group", entry) or title(entry)
        yield f"{indent}- **{shown}**" if lead != ["text"] else f"{indent}- {shown}"
        yield from self._fields(entry, indent + "  ", told=lead[0])

    def _fields(self, part: Part, indent: str, told: str = "") -> Iterator[str]:
        """What a part says, field by field; the passage it comes from stands last."""
        for name in sorted(type(part).model_fields, key=lambda name: name == "source"):
            value = getattr(part, name)
            if value in (None, ()) or name in (told, "key") or (name == "verified" and value):
                continue
            if isinstance(value, Passage):
                led = "" if name == "source" else f"{_capital(field_words(name))}: "
                yield f"{indent}- {led}“{_line(value.quote)}” ({value.at})"
            elif name == "join":
                yield from self._join(part, indent)
            elif isinstance(value, tuple) and len(value) > 1 or _holds_entries(value):
                yield from self._list(name, value, indent)
            else:
                led = "" if name in PLAIN else f"{_capital(field_words(name))}: "
                yield f"{indent}- {led}{self._said(name, value)}"

    def _list(self, name: str, items: tuple[Any, ...], indent: str) -> Iterator[str]:
        if name != "limbs":  # these stand under "All of these" already
            yield f"{indent}- {_capital(field_words(name))}:"
        for item in items:
            if isinstance(item, Entry):
                yield from self._entry(item, indent + "  ")
            else:
                yield f"{indent}  - {self._said(name, item)}"

    def _join(self, part: Part, indent: str) -> Iterator[str]:
        if isinstance(part, Criterion) and part.limbs:
            yield f"{indent}- {'All' if part.join == 'all' else 'Any'} of these:"

    def _said(self, name: str, value: Any) -> str:
        if isinstance(value, tuple):
            return "; ".join(self._said(name, item) for item in value)
        if isinstance(value, Route):
            return value.text
        if isinstance(value, bool):
            return "yes" if value else "no"
        return _line(self.names.get(REFERRING.get(name, ""), {}).get(value, str(value)))

    def _reference(self, name: str, entry: Entry) -> str:
        value = getattr(entry, name, None)
        return self._said(name, value) if value else ""


def _holds_entries(value: Any) -> bool:
    return isinstance(value, tuple) and isinstance(value[0], Entry)


def _line(text: str) -> str:
    return " ".join(text.split())


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
