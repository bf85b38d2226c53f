"""What an answer may be, question by question.

An answer's value is plain data: text for most kinds, a list of keys for `choices`, a list of rows (column key →
text) for `table`. Numbers and dates are text in one written form, so that what was answered is never rounded.
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from learningloop.instruments.schema import YES_NO, Column, Question, QuestionSet

Row = dict[str, str]
Value = str | list[str] | list[Row]
SHORT, LONG = 300, 20_000
MOST_ROWS = 200
YEARS = range(1900, 2101)
"""Of which years an answer may speak: what lies outside was mistyped."""


class NotAnAnswer(ValueError):
    """The words say what is wrong and what to write instead."""


def clean(question_set: QuestionSet, question: Question, value: Value) -> Value:
    """The answer as it is kept; empty when nothing was answered. Raises NotAnAnswer."""
    if question.kind in ("choices", "table"):
        return _several(question, value)
    if not isinstance(value, str):
        raise NotAnAnswer("Give one answer.")
    text = _one_line_end(value)
    return _one(question_set, question, text) if text else ""


def clean_explanation(text: str) -> str:
    """Words beside an answer as they are kept. Raises NotAnAnswer."""
    return _long(_one_line_end(text))


def _one_line_end(text: str) -> str:
    """The same text however a browser ends its lines, so that it is compared as people read it."""
    return text.replace("\r\n", "\n").strip()


def _several(question: Question, value: Value) -> Value:
    if not isinstance(value, list):
        raise NotAnAnswer("Give a list.")
    if question.kind == "table":
        return _rows(question, value)
    chosen = [item for item in value if isinstance(item, str)]
    known = [choice.key for choice in question.choices]
    if unknown := [item for item in chosen if item not in known]:
        raise NotAnAnswer(f"“{unknown[0]}” is not among the choices.")
    return [key for key in known if key in chosen]


def _rows(question: Question, value: list[str] | list[Row]) -> list[Row]:
    if len(value) > MOST_ROWS:
        raise NotAnAnswer(f"Write no more than {MOST_ROWS} rows.")
    rows = [_row(question.columns, row, number) for number, row in enumerate(value, 1) if isinstance(row, dict)]
    return [row for row in rows if any(row.values())]


def _row(columns: tuple[Column, ...], row: Row, number: int) -> Row:
    cleaned = {}
    for column in columns:
        text = str(row.get(column.key, "")).strip()
        try:
            cleaned[column.key] = WRITTEN[column.kind](text) if text else ""
        except NotAnAnswer as fault:
            raise NotAnAnswer(f"Row {number}, {column.label}: {fault}") from fault
    return cleaned


def _one(question_set: QuestionSet, question: Question, text: str) -> str:
    match question.kind:
        case "grade":
            scale = question_set.scale_of(question)
            return _among(text, [point.key for point in scale.points] if scale else [])
        case "yes-no":
            return _among(text, list(YES_NO))
        case "choice":
            return _among(text, [choice.key for choice in question.choices])
        case "files":
            raise NotAnAnswer("Files are added beside the question.")
    return WRITTEN[question.kind](text)


def _among(text: str, known: list[str]) -> str:
    if text not in known:
        raise NotAnAnswer(f"“{text[:60]}” is not among the answers.")
    return text


def _number(text: str) -> str:
    try:
        number = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise NotAnAnswer("Write a number in digits, such as 12 or 3.5.") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise NotAnAnswer("Write a number of no more than 15 digits.")
    return format(number.normalize() + 0, "f")


def _percentage(text: str) -> str:
    number = _number(text.removesuffix("%").strip())
    if not 0 <= Decimal(number) <= 100:
        raise NotAnAnswer("Write a percentage from 0 to 100.")
    return number


def _date(text: str) -> str:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotAnAnswer("Give a real date, such as 27 3 2026.") from None
    if found.year not in YEARS:
        raise NotAnAnswer(f"Give a date between {YEARS[0]} and {YEARS[-1]}.")
    return found.isoformat()


def _short(text: str) -> str:
    return _no_longer(text, SHORT)


def _long(text: str) -> str:
    return _no_longer(text, LONG)


def _no_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise NotAnAnswer(f"Write no more than {most:,} characters; these are {len(text):,}.")
    return text


WRITTEN = {
    "number": _number, "percentage": _percentage, "date": _date, "text": _short, "long-text": _long,
}  # fmt: skip
