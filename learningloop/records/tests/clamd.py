"""A scanner for tests: it speaks as clamd does on its socket, and knows one sample, or answers as it is told."""

import socketserver
import struct
from contextlib import contextmanager
from threading import Thread

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE" + b"!$H+H*"
"""The harmless file that every scanner calls malware; in parts, so that this one is not called so."""


class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        self.server.calls.append(command)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            content = b"".join(iter(self.piece, b""))
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
            self.wfile.write(found if self.server.says is None else self.server.says)

    def piece(self):
        [length] = struct.unpack("!L", self.rfile.read(4))
        return self.rfile.read(length)


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def listening(where, says=None):
    """A scanner at a socket's path, or at a host and port; gives the server, whose address tells the port."""
    with (Unix if isinstance(where, str) else Tcp)(where, Talk) as server:
        server.calls, server.says = [], says
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
