"""The house rules that import-linter cannot see, each as a function that names what breaks it."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.urls import URLPattern, URLResolver

from learningloop.people.models import Board
from learningloop.trail.models import Decided

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "learningloop"
PLAN = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
LAYERS = next(contract for contract in PLAN if contract["id"] == "floor-plan")["layers"][::-1]
FLOOR = {name: height for height, layer in enumerate(LAYERS) for name in layer.split(" | ")}
TALKS = re.compile(r"""{%\s*(?:url|include|extends|crumb\s+"[^"]*")\s+["'](\w+)[:/]""")
LONGEST_FILE, LONGEST_FUNCTION = 400, 30


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("learningloop.")]


def floor_of(dotted: str) -> int:
    """How high the stage stands that owns a dotted path: kit is 0."""
    return FLOOR[dotted.split(".")[1]]


def crossing_relations(models: Iterable[type[Model]]) -> Iterator[tuple[type[Model], Any, type[Model]]]:
    """Relations from one of our apps to another."""
    for model in models:
        for field in model._meta.get_fields():
            other: Any = field.related_model
            if not field.is_relation or field.auto_created or not other:
                continue
            ours = other.__module__.startswith("learningloop.")
            if ours and other._meta.app_label != model._meta.app_label:
                yield model, field, other


def points_forward(model: str, other: str) -> bool:
    """Whether a model in one module relates to a model on a later stage."""
    return floor_of(model) < floor_of(other)


def undecided(models: Iterable[Any]) -> list[str]:
    """Models about which nobody decided board, sensitivity and retention, or whose board path leads nowhere."""
    return [model.__name__ for model in models if not _is_decided(model)]


def _is_decided(model: Any) -> bool:
    decided = getattr(model, "decided", None)
    if not isinstance(decided, Decided) or not decided.retention:
        return False
    return decided.board is None or _leads_to_board(model, decided.board)


def _leads_to_board(model: Any, path: str) -> bool:
    here: Any = model
    for name in [] if path == "pk" else path.split("__"):
        try:
            field: Field[Any, Any] = here._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        here = field.related_model
    return here is Board


def owner_of(path: Path) -> str:
    """The stage to which a file belongs."""
    return path.relative_to(PACKAGE).parts[0]


def owners() -> dict[str, str]:
    """The stage of each app label."""
    told = {apps_py.parent.name: owner_of(apps_py) for apps_py in PACKAGE.rglob("apps.py")}
    return told | {"kit": "kit", "web": "web"}


def speaks_forward(text: str, stage: str) -> list[str]:
    """The later stages that a template of a stage links to, includes or extends."""
    known = owners()
    return [name for name in TALKS.findall(text) if name in known and FLOOR[known[name]] > FLOOR[stage]]


def routes(patterns: Iterable[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the site with its view."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern), pattern.callback


def undeclared(found: Iterable[tuple[str, Any]]) -> list[str]:
    """The addresses whose view declares no permission."""
    return [route for route, view in found if not getattr(view, "permission", None)]


def too_long(path: Path, text: str) -> list[str]:
    """A file or its functions beyond the house's sizes."""
    found = [f"{path} has {text.count(chr(10))} lines"] if text.count("\n") > LONGEST_FILE else []
    if path.suffix != ".py":
        return found
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = _lines_of_body(node)
            if lines > LONGEST_FUNCTION:
                found.append(f"{path}:{node.lineno} {node.name} has {lines} lines")
    return found


def _lines_of_body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines that do something: an operation's named arguments and its docstring are its face."""
    body = [
        part for part in node.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
    ]
    return (node.end_lineno or node.lineno) - body[0].lineno + 1 if body else 0


def unlooked(path: Path, text: str) -> list[str]:
    """Operations that take files and would have the scanner look at them while nobody else can write."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return [f"{path}:{node.lineno} {node.name}" for node in nodes if _takes_files(node) and not _looks_first(node)]


def _takes_files(node: ast.FunctionDef) -> bool:
    is_operation = any(isinstance(one, ast.Name) and one.id == "operation" for one in node.decorator_list)
    return is_operation and any(one.arg in ("upload", "uploads") for one in node.args.kwonlyargs)


def _looks_first(node: ast.FunctionDef) -> bool:
    called = [one.func for one in node.decorator_list if isinstance(one, ast.Call)]
    return any(isinstance(one, ast.Name) and one.id == "looked_at_first" for one in called)
