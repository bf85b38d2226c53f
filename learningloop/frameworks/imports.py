"""Reading a pack from its YAML file, so that every fault can be shown at its line."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from learningloop.frameworks.queries import every_boards_kinds
from learningloop.frameworks.rules.checking import check
from learningloop.frameworks.rules.faults import Fault, Place
from learningloop.frameworks.schema import Framework

TIMESTAMP = "tag:yaml.org,2002:timestamp"
Nodes = yaml.MappingNode | yaml.SequenceNode | yaml.ScalarNode
MOST_PARTS = 100_000
"""The largest pack has some 8,000: more is a trap, a few lines of aliases that repeat each other."""


class FaultyFramework(Exception):
    """A pack that cannot be used; `faults` says why, in the order of its lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Loader(yaml.SafeLoader):
    """A date stays text as it was written: 2017-09 and 2017-09-30 alike."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [resolver for resolver in resolvers if resolver[0] != TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_framework(path: Path) -> Framework:
    """The framework in a file. Raises FaultyFramework with every fault, and OSError when there is no such file."""
    return read_pack(path.read_bytes())


def read_pack(content: bytes) -> Framework:
    """The framework in a file's content. Raises FaultyFramework with every fault."""
    written = _read(content)
    _accept(written, check(written.data, _kinds_from_outside()))
    return Framework.model_validate(written.data)


def read_section(text: str, name: str, content: dict[str, Any]) -> Any:
    """A section written without its name, to stand in a framework's content; faults count the text's lines.

    Raises FaultyFramework with every fault of this section; what others make of its change is told elsewhere.
    """
    written = _read(text.encode())
    optional = not Framework.model_fields[name].is_required()
    section = [] if written.data is None and optional else written.data
    found = check({**content, name: section}, _kinds_from_outside())
    _accept(written, [replace(fault, place=fault.place[1:]) for fault in found if fault.place[:1] == (name,)])
    return section


def _kinds_from_outside() -> frozenset[str]:
    return frozenset(kind.key for kind in every_boards_kinds())


def _read(content: bytes) -> "_Written":
    try:
        return _Written(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FaultyFramework(
            [Fault((), "A character cannot be read.", "Save the file as UTF-8.", line)]
        ) from error
    except yaml.YAMLError as error:
        raise FaultyFramework([_not_yaml(error, content)]) from error
    except RecursionError as error:
        raise FaultyFramework(
            [Fault((), "The parts lie too deep in each other.", "Write it flatter.", 1)]
        ) from error


def _accept(written: "_Written", found: list[Fault]) -> None:
    """Raise when anything is wrong with what was written."""
    known = [fault for fault in found if fault.place not in written.unreadable]
    if faults := [*written.faults, *written.placed(known)]:
        raise FaultyFramework(sorted(faults, key=lambda fault: fault.line))


def _not_yaml(error: yaml.YAMLError, content: bytes) -> Fault:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else content.decode()[: getattr(error, "position", 0)].count("\n") + 1
    told = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return Fault(
        (),
        f"The file cannot be read from here on: {told}.",
        "Look here and just above for a wrong indent, a missing space after a colon, a tab, or an open quote.",
        line,
    )


@dataclass
class _Written:
    """A YAML text as data, with the way back from each place to its line."""

    text: str
    data: Any = None
    faults: list[Fault] = field(default_factory=list)
    unreadable: set[Place] = field(default_factory=set)
    _top: Any = None
    _built: dict[int, Any] = field(default_factory=dict)
    _open: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._loader = Loader(self.text)
        self._top = self._loader.get_single_node()
        if self._top and _unfolded(self._top, {}) > MOST_PARTS:
            told = Fault((), "It is too large once its aliases (*) are written out.", "Use fewer aliases.", 1)
            raise FaultyFramework([told])
        self.data = self._build(self._top, ()) if self._top else None

    def placed(self, faults: list[Fault]) -> list[Fault]:
        """Faults with their lines; one that an alias repeats is told once, where it is first met."""
        first: dict[tuple[int, Place, str], Fault] = {}
        for fault in faults:
            around, line = self._way(fault.place)
            first.setdefault((id(around), fault.place[-1:], fault.problem), replace(fault, line=line))
        return list(first.values())

    def _way(self, place: Place) -> tuple[Nodes, int]:
        """The part around a place, and its line: that of the name or item itself, or of the nearest around it."""
        around, node, line = self._top, self._top, _line(self._top) if self._top else 1
        for step in place:
            around, found = node, _inside(node, step)
            if found is None:
                break
            node, line = found
        return around, line

    def _build(self, node: Nodes, place: Place) -> Any:
        """A node as plain data. What stands at several places (an alias) is built, and its faults found, once."""
        if id(node) in self._open:
            self.unreadable.add(place)
            self._fault(node, place, "This part holds itself.", "Write it out instead of using an alias (*).")
            return None
        if id(node) not in self._built:
            self._open.add(id(node))
            self._built[id(node)] = self._fresh(node, place)
            self._open.discard(id(node))
        return self._built[id(node)]

    def _fresh(self, node: Nodes, place: Place) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(item, (*place, number)) for number, item in enumerate(node.value)]
        try:
            return self._loader.construct_object(node)
        except (yaml.constructor.ConstructorError, ValueError):
            self.unreadable.add(place)
            self._fault(node, place, f'"{node.value}" cannot be read as {node.tag}.', "Put it in quotes.")
            return node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        seen: dict[str, int] = {}
        for name, _ in node.value:
            if name.value == "<<":
                continue
            key = str(name.value)
            if key in seen:
                problem = f'"{key}" stands here twice, first at line {seen[key]}.'
                self._fault(name, (*place, key), problem, "Keep one of them.")
            seen.setdefault(key, _line(name))
        self._loader.flatten_mapping(node)
        return {str(name.value): self._build(value, (*place, str(name.value))) for name, value in node.value}

    def _fault(self, node: Nodes, place: Place, problem: str, mend: str) -> None:
        self.faults.append(Fault(place, problem, mend, _line(node)))


def _unfolded(node: Any, known: dict[int, int]) -> int:
    """How many parts a node has when every alias is written out, reckoned without writing them out."""
    if id(node) not in known:
        known[id(node)] = 1  # while it is reckoned: a part that holds itself is told of later
        inside = node.value if not isinstance(node, yaml.ScalarNode) else []
        parts = [part for pair in inside for part in (pair if isinstance(pair, tuple) else (pair,))]
        known[id(node)] = 1 + sum(_unfolded(part, known) for part in parts)
    return known[id(node)]


def _line(node: Nodes) -> int:
    return int(node.start_mark.line) + 1


def _inside(node: Nodes, step: str | int) -> tuple[Nodes, int] | None:
    """What stands at one step inside a node, and the line to show for it."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], _line(node.value[step])
    if isinstance(node, yaml.MappingNode):
        named = [(value, _line(name)) for name, value in node.value if str(name.value) == step]
        return named[-1] if named else None
    return None
