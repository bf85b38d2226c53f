"""Asking ClamAV whether a file is malware, where `LEARNINGLOOP_CLAMAV` names its socket.

Forty lines of our own: of the packages that speak to clamd one was left in 2014, and the one that is kept up is
under the GPL, sends a file in pieces of a kilobyte, reaches IPv4 alone, and lets the error through that comes when
clamd hangs up on a file longer than it takes.
"""

import socket
import struct
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.conf import settings

from learningloop.records.rules import Verdict, verdict_of

REACHED_WITHIN, JUDGED_WITHIN = 5, 60
"""Seconds for which the scanner is waited for: to take a call, and to answer or take another piece."""
LONGEST_ANSWER = 4096
END = b""
"""A piece of no length ends a file."""


class ScannerUnreachable(Exception):
    """The scanner did not give an answer: it does not run, is too slow, or takes no file of this length."""


def is_configured() -> bool:
    """Whether files are checked at all."""
    return settings.CLAMAV is not None


def is_reached() -> bool:
    """Whether the scanner answers, or none is configured."""
    try:
        return not is_configured() or _ask(b"PING") == b"PONG"
    except ScannerUnreachable:
        return False


def judged(pieces: Iterable[bytes]) -> Verdict:
    """What the scanner says of a file that is given in pieces. Raises ScannerUnreachable."""
    verdict = verdict_of(_ask(b"INSTREAM", pieces))
    if verdict is None:
        raise ScannerUnreachable
    return verdict


def _ask(command: bytes, pieces: Iterable[bytes] = ()) -> bytes:
    """The scanner's answer to a command, after which a file may follow."""
    try:
        with _call() as line:
            line.sendall(b"z" + command + b"\0")
            for piece in chain(filter(None, pieces), [END] if command == b"INSTREAM" else []):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            return _read(line)
    except OSError as error:
        raise ScannerUnreachable from error


def _call() -> socket.socket:
    where: Any = settings.CLAMAV
    if isinstance(where, tuple):
        line = socket.create_connection(where, REACHED_WITHIN)
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(REACHED_WITHIN)
            line.connect(where)
        except OSError:
            line.close()
            raise
    line.settimeout(JUDGED_WITHIN)
    return line


def _read(line: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0")
