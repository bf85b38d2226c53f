"""What the logs say: one JSON line for each thing that happened, and nothing about anybody.

Our own lines, written with structlog, say what they are given. Any other line mixes the words of a program with
what a visitor sent, and no program can tell which is which: in service only its pattern (`Not Found: %s`), the
place in the code that wrote it, and facts that can be nobody's words (numbers, keys, names of our own modules) are
kept. Of a fault, its kind and its way through the code are kept, never its message: databases and forms put what
was typed into it.
"""

import logging
import re
import traceback
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from uuid import UUID

import structlog
from structlog.typing import EventDict, Processor

PLAIN_WORD = re.compile(r"(?:learningloop|django_tasks)(?:\.\w+)+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LEFT_OUT = "…"
ADDRESS = re.compile(r'[^\s"]*@[^\s"]+')
WEB_SERVER = "gunicorn."
LEVELS = ("INFO", "WARNING", "ERROR")


def configuration(*, debug: bool, level: str = "INFO") -> dict[str, Any]:
    """What `logging` is to be told: words for people in development, JSON in service; all go one way."""
    levels = {"django": level, "django.server": "WARNING", "django.request": "ERROR", "gunicorn.error": level}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": development_formatter if debug else service_formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"handlers": [], "level": own, "propagate": True} for name, own in levels.items()},
    }


def service_formatter() -> logging.Formatter:
    """JSON, without anything about anybody."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*BOTH, without_what_was_sent],
        pass_foreign_args=True,
        processors=[
            faults_without_words,
            *LAST,
            structlog.processors.JSONRenderer(default=_fact),
            without_addresses,
        ],
    )


def development_formatter() -> logging.Formatter:
    """Lines for the eye, with all their words."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=BOTH, processors=[*LAST, structlog.dev.ConsoleRenderer(colors=False)]
    )


def set_up() -> None:
    """Let structlog's lines go the way of all others."""
    structlog.configure(
        processors=[*BOTH, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def without_what_was_sent(logger: Any, method: str, line: EventDict) -> EventDict:
    """Of a line that is not ours: its pattern, its place, and facts that can be nobody's words."""
    record: logging.LogRecord = line["_record"]
    given = line.pop("positional_args") or ()
    if record.name.startswith(WEB_SERVER) and record.levelno <= logging.INFO:
        return line  # of its own starting and stopping it speaks before any visitor has come
    line["event"] = record.msg if given and isinstance(record.msg, str) else LEFT_OUT
    line["place"] = f"{record.module}:{record.lineno}"
    line["facts"] = [_fact(value) for value in (given.values() if isinstance(given, Mapping) else given)]
    return line


def without_addresses(logger: Any, method: str, line: Any) -> str:
    """Whatever slipped through: a mail address never stands in a log."""
    return ADDRESS.sub(LEFT_OUT, line)


def _fact(value: object) -> object:
    if isinstance(value, int | float):
        return value
    return str(value) if isinstance(value, UUID | str) and PLAIN_WORD.fullmatch(str(value)) else LEFT_OUT


def faults_without_words(logger: Any, method: str, line: EventDict) -> EventDict:
    """Turn an exception into its kinds and its way through the code."""
    given = line.pop("exc_info", None)
    line.pop("stack_info", None)
    fault = given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        line["fault"] = _way(fault)
    return line


def _way(fault: BaseException) -> list[dict[str, Any]]:
    """Each fault with what brought it about, the last first."""
    told: list[dict[str, Any]] = []
    while fault and len(told) < 10:
        frames = traceback.extract_tb(fault.__traceback__)
        kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
        told.append({"kind": kind, "way": [_step(frame) for frame in frames]})
        cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        if cause is None:
            break
        fault = cause
    return told


def _step(frame: traceback.FrameSummary) -> str:
    """`people/operations.py:41 grant_role`: enough to find the line, and of the machine no more than that."""
    parts = PurePath(frame.filename).parts
    for root in ("site-packages", "learningloop"):
        if root in parts:
            parts = parts[len(parts) - parts[::-1].index(root) :]
            break
    return f"{'/'.join(parts[-4:])}:{frame.lineno} {frame.name}"


BOTH: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", key="at"),
    structlog.contextvars.merge_contextvars,
]
LAST: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
