"""The words that cells of a board's sheet may take, and what they mean there."""

from collections.abc import Iterable
from typing import Any

from learningloop.evaluation.models import Verdict
from learningloop.frameworks.queries import current_framework, source_kinds
from learningloop.frameworks.schema import Framework
from learningloop.kit.spreadsheets.words import Words
from learningloop.learning.models import Finding, Response
from learningloop.people.models import Board
from learningloop.people.policy import agencies_on, groups_on
from learningloop.people.queries import people_on
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.queries import themes_of

Told = tuple[Any, str, Iterable[str]]
"""A value, the word for it, and other words by which it is understood."""
YES_NO: list[Told] = [(True, "Yes", ["y", "true", "1"]), (False, "No", ["n", "false", "0"])]

ADD = "Choose from the sheet “Lists”, or add it on the board first."
OTHERWISE = {
    "group": ADD,
    "agency": ADD,
    "theme": ADD,
    "person": "Write the name or the mail address of somebody with a role on the board, or leave it empty.",
}


def words_of(board: Board) -> dict[str, Words]:
    """Every list of words, by its name in the columns. Five queries."""
    framework = current_framework(board)
    rows: dict[str, tuple[str, Iterable[Told]]] = {
        "kind": (
            "framework’s kinds of source",
            [(key, kind.name, [key]) for key, kind in source_kinds(framework).items()],
        ),
        "group": ("board’s groups", [(group, group.name, [group.key]) for group in groups_on(board)]),
        "agency": ("board’s agencies", [(agency, agency.name, [agency.slug]) for agency in agencies_on(board)]),
        "theme": ("board’s themes", [(theme, theme.name, [theme.slug]) for theme in themes_of(board)]),
        "person": ("people with a role on the board", [(one, one.name, [one.email]) for one in people_on(board)]),
        **_of_framework(framework),
        **_fixed(),
    }
    return {name: _words(name, what, told) for name, (what, told) in rows.items()}


def _of_framework(framework: Framework) -> dict[str, tuple[str, Iterable[Told]]]:
    good = [(f"{domain.key}/{one.key}", one.text, ()) for domain in framework.domains for one in domain.good]
    return {
        "priority": ("framework’s priorities", [(one.key, one.name, [one.key]) for one in framework.priorities]),
        "domain": ("framework’s domains", [(one.key, one.name, [one.key]) for one in framework.domains]),
        "good": ("framework’s statements of what good looks like", good),
    }


def _fixed() -> dict[str, tuple[str, Iterable[Told]]]:
    choices: dict[str, tuple[str, Any]] = {
        "sensitivity": ("sensitivities", Sensitivity),
        "finding-kind": ("two kinds of finding", Finding.Kind),
        "decision": ("three responses", Response.Decision),
        "verdict": ("verdicts", Verdict),
    }
    told = {
        name: (what, [(value, label, [value]) for value, label in offered.choices])
        for name, (what, offered) in choices.items()
    }
    return {**told, "yes-no": ("two answers", YES_NO)}


def _words(name: str, what: str, told: Iterable[Told]) -> Words:
    words = Words(what, OTHERWISE[name]) if name in OTHERWISE else Words(what)
    for value, label, also in told:
        words.add(value, label, also)
    return words
