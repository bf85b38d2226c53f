"""How `make run` serves the site on one machine: one process with threads, quiet, quick to stop."""

import os
import signal

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

reload = os.environ.get("LEARNINGLOOP_DEBUG", "") in {"1", "true", "yes", "on"}
preload_app = not reload  # loaded before the port opens, so that a fault shows at once and the address is true
worker_class = "gthread"
threads = 8
graceful_timeout = 10
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Arbiter) -> None:
    for address in server.address:
        print("Learning Loop is running at http://{}:{}/ (Ctrl-C stops it)".format(*address), flush=True)


def post_worker_init(worker: Worker) -> None:
    """Ctrl-C reaches every process. A worker that is told by the server too, at once, may wait for itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
