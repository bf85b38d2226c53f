"""Which files are taken in: by what they are, not by what they are called. And what is told of a removal."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile, ZipInfo

import puremagic

ALLOWED_TYPES = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "text/plain": "plain text",
    "text/csv": "CSV",
}


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
ENDINGS = {
    ".pdf": "application/pdf",
    ".docx": f"{_OOXML}wordprocessingml.document",
    ".xlsx": f"{_OOXML}spreadsheetml.sheet",
    ".pptx": f"{_OOXML}presentationml.presentation",
    ".odt": f"{_ODF}text",
    ".ods": f"{_ODF}spreadsheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
"""The type that a name's ending claims; a file is taken in only when its content bears the claim out."""
MAIN_PARTS = {
    f"{_OOXML}wordprocessingml.document": "word/document.xml",
    f"{_OOXML}spreadsheetml.sheet": "xl/workbook.xml",
    f"{_OOXML}presentationml.presentation": "ppt/presentation.xml",
    f"{_ODF}text": "mimetype",
    f"{_ODF}spreadsheet": "mimetype",
}
"""Office files are archives: the part that each must hold."""
ARCHIVE = b"PK\x03\x04"
"""How an Office file begins: what has anything before it is another program's file too."""
MOST_PARTS, LARGEST_UNPACKED, MOST_SHRUNK = 5_000, 300 * 1024 * 1024, 200
"""What no honest document is: of more parts, of more bytes unpacked, or packed more than so many times."""
SHRINKS = 10 * 1024 * 1024
"""Below this many bytes unpacked it does not matter how tightly it is packed."""
MACROS = ("vbaproject.bin", "basic/", "scripts/", "word/activex/", "xl/macrosheets/")
MACRO_TYPE = b"macroenabled"
TYPES = "[Content_Types].xml"
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Characters that a name bears unseen: among them those that let `fdp.exe` read `exe.pdf`."""


def _is_text(content: bytes) -> bool:
    """Whether bytes are plain text: in UTF-8, or as a spreadsheet on Windows saves it; never with a zero byte."""
    if b"\x00" in content:
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def bears_out(content: bytes, claimed: str) -> bool:
    """Whether the content is of the type that the name claims."""
    if claimed.startswith("text/"):
        return _is_text(content)
    if claimed in MAIN_PARTS:
        return _is_office(content, claimed)
    return bool(claimed) and claimed in _guesses(content)


def _is_office(content: bytes, claimed: str) -> bool:
    """Whether it is an archive with the main part of its kind, without macros, and no trap for who unpacks it.

    Nothing is unpacked but the part that names what the file is, and of that no more than is needed.
    """
    part = MAIN_PARTS[claimed]
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if not content.startswith(ARCHIVE) or _is_trap(parts, len(content)) or _has_macros(archive, parts):
                return False
            with archive.open(part) as opened:
                return part != "mimetype" or opened.read(len(claimed) + 1) == claimed.encode()
    except (BadZipFile, KeyError, RuntimeError, NotImplementedError, ValueError, zlib.error):
        return False


def _is_trap(parts: Sequence[ZipInfo], size: int) -> bool:
    unpacked = sum(part.file_size for part in parts)
    return (
        len(parts) > MOST_PARTS
        or unpacked > LARGEST_UNPACKED
        or (unpacked > SHRINKS and unpacked > size * MOST_SHRUNK)
        or any(part.filename.startswith("/") or ".." in part.filename.split("/") for part in parts)
    )


def _has_macros(archive: ZipFile, parts: Sequence[ZipInfo]) -> bool:
    names = [part.filename.lower() for part in parts]
    if any(name.endswith(MACROS[0]) or name.startswith(MACROS[1:]) for name in names):
        return True
    if TYPES.lower() not in names:
        return False
    with archive.open(TYPES) as types:
        return MACRO_TYPE in types.read(SHRINKS).lower()


@dataclass(frozen=True)
class Verdict:
    """What a scanner said of a file: the name of what it found, empty when it found nothing."""

    found: str = ""


SCANNED = re.compile(rb"stream: (?:OK|(?P<found>.+) FOUND)")
SIGNATURE = re.compile(r"[^A-Za-z0-9._/-]")


def verdict_of(answer: bytes) -> Verdict | None:
    """The verdict in clamd's answer to a file: `stream: OK`, `stream: Eicar-Test FOUND`; None for any other."""
    told = SCANNED.fullmatch(answer)
    if told is None:
        return None
    found = (told["found"] or b"").decode("ascii", "replace")
    return Verdict(SIGNATURE.sub("?", found)[:80])


def shown_name(name: str) -> str:
    """A file's name without its folder and without what nobody sees, as lists and downloads bear it."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if unicodedata.category(letter) not in UNSEEN).strip() or "file"


def _guesses(content: bytes) -> set[str]:
    """What the content may be, whatever the file is called."""
    try:
        return {guess.mime_type for guess in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return set()


def in_words() -> str:
    """The kinds of file taken in, as a sentence says them."""
    *most, last = ALLOWED_TYPES.values()
    return f"{', '.join(most)} or {last}"


def readable_size(size: int) -> str:
    """A size in bytes as people say it: `3.4 MB`."""
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}".replace(".0 ", " ")
    return f"{size} bytes"


def others_rest_on_it(reference: str, resting: Sequence[str]) -> str:
    """Why a record cannot be removed."""
    some, more = ", ".join(resting[:3]), len(resting) - 3
    named = f"{some} and {more} more" if more > 0 else some
    rest = "rests" if len(resting) == 1 else "rest"
    return f"{reference} cannot be removed: {named} {rest} on it. Remove what rests on it first."
